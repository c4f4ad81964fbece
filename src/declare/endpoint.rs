use super::Kind;

/// One call of the API.
#[derive(Debug)]
pub struct Endpoint {
    /// As the user calls it: `getMedia`.
    pub name: &'static str,
    pub method: Method,
    /// Each `{name}` is filled with the argument of that name.
    pub path: &'static str,
    pub arguments: &'static [Argument],
    pub reply: Reply,
    pub safety: Safety,
    /// The first Synapse that has it; empty where it always was there.
    pub since: &'static str,
    /// Matrix Authentication Service switches it off; this says what to use there instead.
    pub mas: Option<&'static str>,
}

/// A method with more than one endpoint behind it. What it is called with decides.
#[derive(Debug)]
pub struct Choice {
    pub name: &'static str,
    pub arguments: &'static [Argument],
    /// Gets the arguments' JSON texts, checked, and may rewrite them for the endpoint it answers.
    pub choose: fn(&mut [Option<String>]) -> &'static Endpoint,
    /// Whether these are lists.
    pub pages: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name on the wire: `new_password`.
    pub name: &'static str,
    /// As the user knows it: `newPassword`.
    pub label: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// An object whose fields are sent one by one.
    pub spread: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    Get,
    Post,
    Put,
    Delete,
}

impl Method {
    pub const fn as_str(self) -> &'static str {
        match self {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        }
    }

    /// POST and PUT carry their arguments in a JSON body, GET and DELETE in the query.
    pub const fn has_body(self) -> bool {
        matches!(self, Method::Post | Method::Put)
    }
}

/// What may happen if a call is sent twice; retries depend on it, not on the verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Changes nothing.
    Read,
    /// A second time changes nothing more.
    Idempotent,
    /// Sent again only when the server has said that it did nothing.
    Once,
}

/// What a successful reply must be, and what of it the user gets.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    /// An object of which nothing is of use.
    Nothing,
    Value(Kind),
    /// One field of the object.
    Field(Kind, &'static str),
    Page(Kind, Paging),
}

impl Reply {
    pub const fn kind(&self) -> &Kind {
        match self {
            Reply::Nothing => &Kind::Object,
            Reply::Value(kind) | Reply::Field(kind, _) | Reply::Page(kind, _) => kind,
        }
    }
}

/// Where a page keeps its items and the cursor of the next one, and the parameter that takes it.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    pub items: &'static str,
    pub next: &'static str,
    pub from: &'static str,
}
