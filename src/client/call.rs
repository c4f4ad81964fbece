//! A call that was not sent yet.

use std::collections::BTreeMap;
use std::marker::PhantomData;
use std::ops::Deref;
use std::pin::Pin;

use serde::Serialize;
use serde::de::DeserializeOwned;

use super::error::Error;
use super::homeserver::Client;
use super::options::CallOptions;
use super::send::{self, Received};
use crate::declare::{Endpoint, Reply, Signature};
use crate::wire::{self, Failure, Mismatch, Request, Value, from_json};

pub type LocalFuture<T> = Pin<Box<dyn Future<Output = T>>>;

/// A call that was not sent yet: await it. Dropped before it ends, it is cancelled.
///
/// ```no_run
/// # async fn example(alice: matrix_admin_sdk::users::User) -> Result<(), matrix_admin_sdk::Error> {
/// use matrix_admin_sdk::CallOptions;
///
/// let rooms = alice.get_rooms().await?;
/// let quick = CallOptions { timeout_ms: Some(2_000), ..CallOptions::default() };
/// let again = alice.get_rooms().with(quick).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct Call<T> {
    client: Client,
    options: CallOptions,
    what: Result<What, Failure>,
    resolves_to: PhantomData<fn() -> T>,
}

/// What a call is.
pub(crate) enum What {
    Declared(Prepared),
    /// A request of the user's own.
    Raw(Request),
}

/// An endpoint and what it is called with.
#[derive(Clone)]
pub struct Prepared {
    pub endpoint: &'static Endpoint,
    pub texts: Texts,
}

/// One JSON text an argument; `None` for one that is left out.
pub type Texts = Vec<Option<String>>;

impl Prepared {
    /// The request for the page that begins at the cursor, or for the only one there is.
    pub fn request(&mut self, cursor: Option<&str>) -> Result<Request, Failure> {
        wire::prepare(self.endpoint, &mut self.texts, cursor)
    }
}

/// What a method is called with, as JSON texts.
#[derive(Default)]
pub(crate) struct Arguments {
    texts: Texts,
    /// What JSON cannot hold.
    wrong: Option<Box<Mismatch>>,
}

impl Arguments {
    fn push(mut self, text: Result<String, Box<Mismatch>>) -> Self {
        match text {
            Ok(text) => self.texts.push(Some(text)),
            Err(wrong) => self.wrong = Some(wrong),
        }
        self
    }

    pub fn text(self, text: &str) -> Self {
        self.push(Ok(wire::quoted(text)))
    }

    pub fn json(self, value: &Value) -> Self {
        self.push(Ok(value.text().to_owned()))
    }

    pub fn value<T: Serialize>(self, value: &T) -> Self {
        self.push(wire::to_json(value))
    }

    /// One that can be left out.
    pub fn optional<T: Serialize>(mut self, value: &Option<T>) -> Self {
        match value {
            Some(value) => self.value(value),
            None => {
                self.texts.push(None);
                self
            }
        }
    }

    /// The texts, if JSON can hold them all.
    pub fn texts(self, method: &str) -> Result<Texts, Failure> {
        match self.wrong {
            None => Ok(self.texts),
            Some(wrong) => Err(Failure::invalid(method, &wrong.at, &wrong.expected, &wrong.received)),
        }
    }

    /// Refuses what a method cannot be called with, before any of its calls.
    pub fn check(self, signature: &Signature) -> Result<(), Failure> {
        let mut texts = self.texts(signature.name)?;
        wire::arguments(signature.name, signature.arguments, &mut texts)
    }
}

impl<T> Call<T> {
    pub(crate) fn new(
        client: &Client,
        options: &CallOptions,
        endpoint: &'static Endpoint,
        arguments: Arguments,
    ) -> Self {
        let texts = arguments.texts(endpoint.name);
        let what = texts.map(|texts| What::Declared(Prepared { endpoint, texts }));
        Call { client: client.clone(), options: options.clone(), what, resolves_to: PhantomData }
    }

    pub(crate) fn of_raw(client: &Client, request: Result<Request, Failure>) -> Self {
        let what = request.map(What::Raw);
        Call { client: client.clone(), options: CallOptions::default(), what, resolves_to: PhantomData }
    }

    /// The same with options of its own.
    pub fn with(self, options: CallOptions) -> Self {
        Call { options, ..self }
    }

    /// The same, if it can be sent.
    pub(crate) fn checked(mut self) -> Result<Self, Failure> {
        match &mut self.what {
            Ok(What::Declared(prepared)) => prepared.request(None).map(|_| self),
            _ => Ok(self),
        }
    }

    /// The same, of which nobody wants to know more than whether it succeeds.
    pub(crate) fn ignored(self) -> Call<()> {
        self.read_as()
    }

    /// The same, for who wants the reply as it came.
    pub(crate) fn unread(self) -> Call<Value> {
        self.read_as()
    }

    fn read_as<O>(self) -> Call<O> {
        let Call { client, options, what, .. } = self;
        Call { client, options, what, resolves_to: PhantomData }
    }

    /// What is to be sent, for who reads the reply in a way of its own.
    pub(crate) fn prepared(self) -> Result<Prepared, Failure> {
        match self.what? {
            What::Declared(prepared) => Ok(prepared),
            What::Raw(_) => Err(Failure::invalid("request", "request", "a declared call", "another")),
        }
    }

    pub(crate) fn into_parts(self) -> (Client, CallOptions, Result<Prepared, Failure>) {
        (self.client.clone(), self.options.clone(), self.prepared())
    }
}

impl<T: Decode + 'static> IntoFuture for Call<T> {
    type Output = Result<T, Error>;
    type IntoFuture = LocalFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        let Call { client, options, what, .. } = self;
        let sent = sent(client, options, what);
        Box::pin(async move { T::decode(sent.await?) })
    }
}

/// Sends what a call is; the same for each type that something can resolve to.
fn sent(
    client: Client,
    options: CallOptions,
    what: Result<What, Failure>,
) -> LocalFuture<Result<Decoding, Error>> {
    Box::pin(async move {
        let (request, name) = match what? {
            What::Declared(mut prepared) => (prepared.request(None)?, prepared.endpoint.name),
            What::Raw(request) => (request, "request"),
        };
        options.check(name)?;
        let received = send::send(&client, request, &options).await?;
        Ok(Decoding { client, options, received })
    })
}

/// A reply, and what is needed to make something of it.
pub struct Decoding {
    client: Client,
    options: CallOptions,
    received: Received,
}

impl Decoding {
    pub(crate) fn client(&self) -> &Client {
        &self.client
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    pub(crate) fn reply(&self) -> &'static Reply {
        self.received.request.reply
    }

    pub(crate) fn refused(&self, failure: Failure) -> Error {
        self.received.refused(failure)
    }

    /// The value, walked and normalised once, then read by serde.
    pub(crate) fn value<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let text = self.received.read()?.unwrap_or_default();
        self.parsed(&text)
    }

    fn parsed<T: DeserializeOwned>(&self, text: &[u8]) -> Result<T, Error> {
        from_json(text).map_err(|mismatch| self.received.refused(mismatch.into()))
    }
}

/// What a call can resolve to. The models are among it.
pub trait Decode: Sized {
    #[doc(hidden)]
    fn decode(decoding: Decoding) -> Result<Self, Error>;
}

macro_rules! values {
    ($($type:ty)*) => { $(
        impl Decode for $type {
            fn decode(decoding: Decoding) -> Result<Self, Error> {
                decoding.value()
            }
        }
    )* };
}

values! { bool i64 String Value }

impl<T: DeserializeOwned> Decode for Vec<T> {
    fn decode(decoding: Decoding) -> Result<Self, Error> {
        decoding.value()
    }
}

impl<T: DeserializeOwned> Decode for BTreeMap<String, T> {
    fn decode(decoding: Decoding) -> Result<Self, Error> {
        decoding.value()
    }
}

/// Nothing of the reply is of use; it is checked all the same.
impl Decode for () {
    fn decode(decoding: Decoding) -> Result<Self, Error> {
        decoding.received.read().map(drop)
    }
}

/// What is downloaded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bytes(pub Vec<u8>);

impl Deref for Bytes {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl Decode for Bytes {
    fn decode(decoding: Decoding) -> Result<Self, Error> {
        Ok(Bytes(decoding.received.read()?.unwrap_or_default()))
    }
}

/// What the call made or changed, and which of the two.
#[derive(Clone, Debug, PartialEq)]
pub struct Created<T> {
    /// Whether it is new. `false`, too, where a first attempt had made it and its answer was lost.
    pub created: bool,
    /// What is there now.
    pub value: T,
}

impl<T: DeserializeOwned> Decode for Created<T> {
    fn decode(decoding: Decoding) -> Result<Self, Error> {
        decoding.received.read()?;
        let body = decoding.received.body().to_vec();
        // What is not as declared, and may pass all the same, is taken as it was sent.
        let walked = wire::check(&body, decoding.reply().kind(), false).unwrap_or_default();
        let value = decoding.parsed(&walked.unwrap_or(body))?;
        Ok(Created { created: decoding.received.status() == 201, value })
    }
}
