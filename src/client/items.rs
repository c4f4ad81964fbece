//! What is iterated and is no list of the server's.

use std::future::ready;
use std::pin::Pin;

use futures_core::Stream;
use futures_util::stream;

use super::error::Error;
use crate::wire::Failure;

/// A stream that ends with its first error. What it needs is asked for when it is wanted.
pub type Items<T> = Pin<Box<dyn Stream<Item = Result<T, Error>>>>;

/// The items, unless the arguments are wrong: then the failure alone.
pub fn unless<T: 'static>(checked: Result<(), Failure>, items: impl FnOnce() -> Items<T>) -> Items<T> {
    match checked {
        Ok(()) => items(),
        Err(failure) => Box::pin(stream::once(ready(Err(failure.into())))),
    }
}
