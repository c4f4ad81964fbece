use super::Kind;

/// One call of the API.
#[derive(Debug)]
pub struct Endpoint {
    /// The handle that has it: `User`.
    pub handle: &'static str,
    /// As the user calls it: `getMedia`.
    pub name: &'static str,
    pub method: Method,
    /// Each `{name}` is filled with the argument of that name.
    pub path: &'static str,
    pub arguments: &'static [Argument],
    pub payload: Payload,
    pub reply: Reply,
    pub safety: Safety,
    /// The first Synapse that has it; empty where it always was there.
    pub since: &'static str,
    /// Matrix Authentication Service switches it off; this says what to use there instead.
    pub mas: Option<&'static str>,
    /// What Matrix Authentication Service wants to have in the query: `guests=false`.
    pub mas_query: Option<&'static str>,
    /// Whether a method of the package calls it.
    pub offered: bool,
}

/// A method with more than one endpoint behind it.
#[derive(Clone, Copy, Debug)]
pub struct Signature {
    /// As the user calls it: `list`.
    pub name: &'static str,
    pub arguments: &'static [Argument],
    /// Whether it gives a list.
    pub pages: bool,
}

#[derive(Clone, Copy, Debug)]
pub struct Argument {
    /// Its name on the wire: `new_password`.
    pub name: &'static str,
    pub kind: Kind,
    pub required: bool,
    /// An object whose fields are sent one by one.
    pub spread: bool,
}

impl Argument {
    /// As the user knows it: `newPassword`.
    pub fn label(&self) -> String {
        let mut label = String::new();
        let mut starts = false;
        for letter in self.name.chars() {
            if letter != '_' {
                label.push(if starts { letter.to_ascii_uppercase() } else { letter });
            }
            starts = letter == '_';
        }
        label
    }
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
}

/// Where the arguments go that are not in the path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Payload {
    Query,
    /// A JSON object; `{}` without arguments.
    Body,
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
    /// The object, with a field `created` that tells 201 from 200.
    Created(Kind),
    Page(Kind, Paging),
    /// A job of the server's: the field with its id, and who tells how it is.
    Job(Kind, &'static str, Tracking),
    /// Any bytes.
    Bytes,
}

impl Reply {
    pub const fn kind(&self) -> &Kind {
        match self {
            Reply::Nothing => &Kind::Object,
            Reply::Value(kind)
            | Reply::Field(kind, _)
            | Reply::Created(kind)
            | Reply::Page(kind, _)
            | Reply::Job(kind, ..) => kind,
            Reply::Bytes => &Kind::Any,
        }
    }
}

/// Who tells of a job.
#[derive(Clone, Copy, Debug)]
pub struct Tracking {
    /// How the job is.
    pub status: &'static Endpoint,
    /// All tasks of the server. Of some jobs only these have the reason why they failed.
    pub tasks: &'static Endpoint,
}

/// Where a page keeps its items and the cursor of the next one, and the parameter that takes it.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    pub items: &'static str,
    pub next: &'static str,
    pub from: &'static str,
    /// Whether a page without items can have more behind it.
    pub sparse: bool,
}
