//! The one error of this library.

use std::fmt;

use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

use crate::wire::{self, Class, Details, Failure, Request};

/// Why a call came to nothing.
///
/// ```no_run
/// # async fn example(alice: matrix_admin_sdk::users::User) -> Result<(), matrix_admin_sdk::Error> {
/// use matrix_admin_sdk::Class;
///
/// match alice.get().await {
///     Ok(account) => println!("{}", account.name),
///     Err(error) if error.class() == Some(Class::NotFound) => println!("nobody of that name"),
///     Err(error) => return Err(error),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Error(Box<Why>);

#[derive(Clone)]
enum Why {
    Failed {
        failure: Failure,
        job: Option<wire::Value>,
        cause: JsValue,
    },
    /// The reason of a signal, or what a function of the user's threw.
    Thrown(JsValue),
}

/// Flattened, as an error's are: the code that writes them is the same.
#[derive(Serialize)]
struct Mismatch {
    #[serde(flatten)]
    details: Details,
}

impl Error {
    pub(crate) fn new(failure: Failure, cause: JsValue) -> Self {
        Error(Box::new(Why::Failed { failure, job: None, cause }))
    }

    /// The error of a call: it says which one it was, and does not hold its token.
    pub(crate) fn of_call(
        request: &Request,
        mut failure: Failure,
        cause: JsValue,
        token: Option<&str>,
    ) -> Self {
        if failure.class != Class::InvalidArgument {
            let (method, path) = (request.method.as_str(), &request.template);
            failure.message = [method, " ", path, ": ", &failure.message].concat();
            failure.details.method = Some(method);
            failure.details.path = Some(path.clone());
        }
        Error::new(failure.without(token.unwrap_or_default()), cause)
    }

    /// The job that failed told so by this status.
    pub(crate) fn of_job(failure: Failure, status: wire::Value) -> Self {
        Error(Box::new(Why::Failed { failure, job: Some(status), cause: JsValue::UNDEFINED }))
    }

    /// A value that is passed on as it is.
    pub(crate) fn thrown(value: JsValue) -> Self {
        Error(Box::new(Why::Thrown(value)))
    }

    pub(crate) fn failure(&self) -> Option<&Failure> {
        match &*self.0 {
            Why::Failed { failure, .. } => Some(failure),
            Why::Thrown(_) => None,
        }
    }

    /// What `onMismatch` is told: of what the error would say, where and what.
    pub(crate) fn into_mismatch(self) -> JsValue {
        let Why::Failed { failure, .. } = *self.0 else { return JsValue::UNDEFINED };
        let Details { method, path, at, expected, received, .. } = *failure.details;
        let details = Details { method, path, at, expected, received, ..Details::default() };
        Mismatch { details }.serialize(&Serializer::json_compatible()).unwrap_or_default()
    }

    fn details(&self) -> Option<&Details> {
        self.failure().map(|failure| &*failure.details)
    }

    /// What kind of error it is; `None` where the call was cancelled by its signal, whose reason is then [`Self::cause`].
    pub fn class(&self) -> Option<Class> {
        self.failure().map(|failure| failure.class)
    }

    /// In words: what was wrong, what was expected, what to do. No token or password is in it.
    pub fn message(&self) -> &str {
        self.failure().map_or("the call was cancelled", |failure| &failure.message)
    }

    /// The HTTP method.
    pub fn method(&self) -> Option<&str> {
        self.details()?.method
    }

    /// The path as documented: `/_synapse/admin/v2/users/{user_id}`; that of a raw request as it is.
    pub fn path(&self) -> Option<&str> {
        self.details()?.path.as_deref()
    }

    /// The HTTP status of the reply.
    pub fn status(&self) -> Option<u16> {
        self.details()?.status
    }

    /// What Synapse calls the error: `M_NOT_FOUND`.
    pub fn errcode(&self) -> Option<&str> {
        self.details()?.errcode.as_deref()
    }

    /// What Synapse says in words.
    pub fn error(&self) -> Option<&str> {
        self.details()?.error.as_deref()
    }

    /// The body of the reply; a long one, or one that is not JSON, is the beginning of its text.
    pub fn body(&self) -> Option<wire::Value> {
        self.failure()?.body.as_deref()?.parse().ok()
    }

    /// Where a reply is not as declared: `users[3].admin`.
    pub fn at(&self) -> Option<&str> {
        self.details()?.at.as_deref()
    }

    /// Which argument was refused.
    pub fn argument(&self) -> Option<&str> {
        self.details()?.argument.as_deref()
    }

    /// What was expected there.
    pub fn expected(&self) -> Option<&str> {
        self.details()?.expected.as_deref()
    }

    /// What kind of value came instead.
    pub fn received(&self) -> Option<&str> {
        self.details()?.received.as_deref()
    }

    /// How long the server asks to wait, in ms.
    pub fn retry_after_ms(&self) -> Option<u64> {
        self.details()?.retry_after_ms
    }

    /// The time limit that was over, in ms: that of the call, or if `fetch` gave up by itself, what had passed by then.
    pub fn timeout_ms(&self) -> Option<u32> {
        self.details()?.timeout_ms
    }

    /// After a time limit: whether the server may have done it all the same.
    pub fn sent(&self) -> Option<bool> {
        self.details()?.sent
    }

    /// The id of the job that failed.
    pub fn job(&self) -> Option<&str> {
        self.details()?.job.as_deref()
    }

    /// What the job that failed said last.
    pub fn job_status(&self) -> Option<&wire::Value> {
        match &*self.0 {
            Why::Failed { job, .. } => job.as_ref(),
            Why::Thrown(_) => None,
        }
    }

    /// What `fetch` or the token function was rejected with, or the reason of the signal; `undefined` without any.
    pub fn cause(&self) -> &JsValue {
        match &*self.0 {
            Why::Failed { cause, .. } | Why::Thrown(cause) => cause,
        }
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::new(failure, JsValue::UNDEFINED)
    }
}

/// Of a value that is not what it is read as.
impl From<Box<wire::Mismatch>> for Error {
    fn from(mismatch: Box<wire::Mismatch>) -> Self {
        Failure::from(mismatch).into()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.class().map_or("Cancelled", Class::as_str);
        formatter.debug_tuple(name).field(&self.message()).finish()
    }
}

impl std::error::Error for Error {}
