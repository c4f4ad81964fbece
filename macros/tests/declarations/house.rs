//! What the code that the macros write names of the library: its pure floors, and a stand-in for those above.
#![allow(dead_code, unused_imports)]

#[path = "../../../src/declare/mod.rs"]
pub mod declare;
#[path = "../../../src/wire/mod.rs"]
pub mod wire;

pub mod client {
    use std::marker::PhantomData;

    use serde::Serialize;
    use serde::de::DeserializeOwned;

    use crate::declare::{Endpoint, Signature};
    use crate::wire::{self, Failure, Request};

    pub type Error = Failure;
    pub type Texts = Vec<Option<String>>;

    #[derive(Clone, Debug, Default)]
    pub struct Client;

    #[derive(Clone, Debug, Default)]
    pub struct CallOptions;

    pub struct Job;

    #[derive(Default)]
    pub struct Arguments(Texts);

    impl Arguments {
        fn push(mut self, text: Option<String>) -> Self {
            self.0.push(text);
            self
        }

        pub fn text(self, text: &str) -> Self {
            self.push(Some(wire::quoted(text)))
        }

        pub fn value<T: Serialize>(self, value: &T) -> Self {
            self.push(wire::to_json(value).ok())
        }

        pub fn optional<T: Serialize>(self, value: &Option<T>) -> Self {
            self.push(value.as_ref().and_then(|value| wire::to_json(value).ok()))
        }
    }

    /// A call; there is nobody to send it to.
    pub struct Call<T>(&'static Endpoint, Texts, PhantomData<T>);

    impl<T> Call<T> {
        pub fn new(_: &Client, _: &CallOptions, endpoint: &'static Endpoint, arguments: Arguments) -> Self {
            Call(endpoint, arguments.0, PhantomData)
        }

        pub fn request(mut self) -> Result<Request, Failure> {
            wire::prepare(self.0, &mut self.1, None)
        }
    }

    pub struct Pages<P, I>(pub Call<P>, PhantomData<I>);

    impl<P, I> Pages<P, I> {
        pub fn new(call: Call<P>) -> Self {
            Pages(call, PhantomData)
        }
    }

    pub trait Decode: Sized {
        fn decode(decoding: Decoding) -> Result<Self, Error>;
    }

    /// A reply.
    pub struct Decoding(pub &'static str);

    impl Decoding {
        pub fn value<T: DeserializeOwned>(&self) -> Result<T, Error> {
            Ok(wire::from_json(self.0.as_bytes())?)
        }
    }

    pub fn checked(signature: &Signature, mut texts: Texts) -> Result<Texts, Failure> {
        wire::arguments(signature.name, signature.arguments, &mut texts)?;
        Ok(texts)
    }
}

pub mod js {
    use serde::de::DeserializeOwned;

    use crate::client::{CallOptions, Client};
    use crate::declare::{Endpoint, Signature};
    use crate::wire::{Failure, from_json};

    pub struct Area {
        pub name: &'static str,
        pub handle: &'static str,
        pub bound: Signature,
        pub endpoints: &'static [&'static Endpoint],
        pub operations: &'static [Operation],
    }

    pub enum Operation {
        Call(&'static Endpoint),
    }

    pub struct Given(Client, CallOptions, Vec<String>);

    impl Given {
        pub fn client(&self) -> &Client {
            &self.0
        }

        pub fn options(&self) -> &CallOptions {
            &self.1
        }

        pub fn value<T: DeserializeOwned>(&self, index: usize) -> Result<T, Failure> {
            Ok(from_json(self.2[index].as_bytes())?)
        }
    }
}
