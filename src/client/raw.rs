//! Any path of the server.

use matrix_admin_sdk_macros::{model, params};

use super::call::{Arguments, Call, Texts};
use super::homeserver::Client;
use crate::declare::{Argument, Object, Shape, Signature, Unknown};
use crate::wire::{self, Failure, Value};

/// What `client.request` takes.
#[params]
#[derive(Default)]
pub struct RawRequest {
    /// A GET may be sent again, everything else is sent once.
    pub method: HttpMethod,
    /// The path on the server, with its identifiers percent-encoded: `/_synapse/admin/v1/server_version`.
    pub path: String,
    /// Query parameters; arrays repeat the name.
    pub query: Option<Object>,
    /// What to send as JSON, with anything but GET. POST and PUT without it send `{}`.
    pub body: Option<Unknown>,
}

/// The HTTP methods of the Admin API.
#[model]
#[derive(Default)]
#[allow(clippy::upper_case_acronyms)]
pub enum HttpMethod {
    #[default]
    GET,
    POST,
    PUT,
    DELETE,
}

impl Client {
    /// Calls any path of the server, with this client's token, time limit, retries and errors. A GET may be sent again,
    /// everything else is sent once.
    ///
    /// ```no_run
    /// # async fn example(client: matrix_admin_sdk::Client) -> Result<(), matrix_admin_sdk::Error> {
    /// use matrix_admin_sdk::RawRequest;
    ///
    /// let path = "/_synapse/admin/v1/server_version".to_owned();
    /// let version = client.request(RawRequest { path, ..RawRequest::default() }).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn request(&self, request: RawRequest) -> Call<Value> {
        let texts =
            Arguments::default().value(&request).texts("request").and_then(|texts| checked(RAW, texts));
        Call::of_raw(self, texts.and_then(|texts| raw_request(&texts)))
    }
}

/// How `client.request` is called.
pub(crate) const RAW: &Signature = &Signature {
    name: "request",
    arguments: &[Argument {
        name: "request",
        kind: <RawRequest as Shape>::KIND,
        required: true,
        spread: false,
    }],
    pages: false,
};

/// The arguments, if they are as declared.
pub(crate) fn checked(signature: &Signature, mut texts: Texts) -> Result<Texts, Failure> {
    wire::arguments(signature.name, signature.arguments, &mut texts)?;
    Ok(texts)
}

/// The request of `client.request`.
pub(crate) fn raw_request(texts: &[Option<String>]) -> Result<wire::Request, Failure> {
    wire::raw(texts.first().and_then(Option::as_deref).unwrap_or_default())
}
