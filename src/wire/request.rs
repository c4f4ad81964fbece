//! Arguments to a request.

use std::borrow::Cow;

use super::check::describe;
use super::failure::{TOKEN, redacted};
use super::{Failure, Json, check, quoted, url};
use crate::declare::{Argument, Endpoint, Kind, Method, Paging, Payload, Reply, Safety};

/// What is sent, and what is known about it.
#[derive(Debug)]
pub struct Request {
    /// The handle and the method that it is for; the first is empty for a request of the user's own.
    pub of: (&'static str, &'static str),
    pub method: Method,
    /// The path for messages: as documented, without identifiers; that of a raw request as it is.
    pub template: Cow<'static, str>,
    pub ids: Ids,
    /// The path and query to append to the base URL.
    pub target: String,
    pub body: Option<String>,
    pub reply: &'static Reply,
    pub safety: Safety,
    pub since: &'static str,
    pub mas: Option<&'static str>,
    /// What Matrix Authentication Service wants to have in the query, unless the user has said something else.
    pub mas_query: Option<&'static str>,
}

/// What stands in a path, by its names there. No secret is among it.
pub type Ids = Vec<(&'static str, String)>;

impl Request {
    /// The call that it is for: `User.deactivateAccount`.
    pub fn call(&self) -> String {
        match self.of {
            ("", name) => name.to_owned(),
            (handle, name) => [handle, ".", name].concat(),
        }
    }

    /// The body of an error, without the secrets of the request that the server may have sent back.
    pub fn redacted(&self, body: &[u8], token: &str) -> Vec<u8> {
        let mut clean = redacted(body, token, TOKEN);
        let sent = self.body.as_deref().and_then(|body| Json::parse(body.as_bytes()).ok());
        for name in SECRETS {
            if let Some(secret) = sent.and_then(|sent| sent.get(name)?.as_str()) {
                clean = redacted(&clean, &secret, "[secret]");
            }
        }
        clean
    }
}

/// With a registration token anybody can make an account.
const SECRET: &str = "token";
/// What is secret in a body.
const SECRETS: [&str; 4] = [SECRET, "password", "new_password", "mac"];

/// Checks what a method was called with: one JSON text an argument, `None` for `undefined`.
pub fn arguments(method: &str, declared: &[Argument], texts: &mut [Option<String>]) -> Result<(), Failure> {
    for (argument, text) in declared.iter().zip(texts) {
        if argument.spread && text.as_deref() == Some("null") {
            *text = None;
        }
        let refused = |at: &str, expected: &str, received: &str| {
            let join = if at.is_empty() || at.starts_with('[') { "" } else { "." };
            Failure::invalid(method, &[&argument.label(), join, at].concat(), expected, received)
        };
        let Some(text) = text else {
            if argument.required {
                return Err(refused("", &describe(&argument.kind), "nothing"));
            }
            continue;
        };
        check(text.as_bytes(), &argument.kind, true)
            .map_err(|mismatch| refused(&mismatch.at, &mismatch.expected, &mismatch.received))?;
    }
    Ok(())
}

/// The request for an endpoint. `cursor`, as JSON text, asks for the page that begins there.
pub fn prepare(
    endpoint: &'static Endpoint,
    texts: &mut [Option<String>],
    cursor: Option<&str>,
) -> Result<Request, Failure> {
    arguments(endpoint.name, endpoint.arguments, texts)?;
    let (mut target, ids) = path(endpoint, texts)?;
    let mut rest = Rest::new(endpoint.payload, &mut target);
    let from = match endpoint.reply {
        Reply::Page(_, Paging { from, .. }) => from,
        _ => "",
    };
    for (argument, text) in endpoint.arguments.iter().zip(texts.iter()) {
        let Some(value) = text.as_ref().and_then(|text| Json::parse(text.as_bytes()).ok()) else { continue };
        if argument.spread {
            for (name, value) in value.members() {
                let name = name.as_str().unwrap_or_default();
                if cursor.is_none() || name != from {
                    rest.add(&name, value);
                }
            }
        } else if !in_path(endpoint.path, argument.name) {
            rest.add(argument.name, value);
        }
    }
    if let Some(cursor) = cursor.and_then(|cursor| Json::parse(cursor.as_bytes()).ok()) {
        rest.add(from, cursor);
    }
    let body = rest.body();
    let mas_query =
        endpoint.mas_query.filter(|query| !names(&target).any(|name| Some(name) == names(query).next()));
    Ok(Request {
        of: (endpoint.handle, endpoint.name),
        ids,
        method: endpoint.method,
        template: Cow::Borrowed(endpoint.path),
        target,
        body,
        reply: &endpoint.reply,
        safety: endpoint.safety,
        since: endpoint.since,
        mas: endpoint.mas,
        mas_query,
    })
}

/// What stands before each `=`.
fn names(query: &str) -> impl Iterator<Item = &str> {
    query.split(['?', '&']).filter_map(|pair| Some(pair.split_once('=')?.0))
}

/// A request of the user's own: `{ method, path, query?, body? }`, already checked for its types.
pub fn raw(text: &str) -> Result<Request, Failure> {
    let member = |name| Json::parse(text.as_bytes()).ok().and_then(|json| json.get(name));
    let text = |name| member(name).and_then(|value| value.as_str()).unwrap_or_default();
    let method = match &*text("method") {
        "POST" => Method::Post,
        "PUT" => Method::Put,
        "DELETE" => Method::Delete,
        _ => Method::Get,
    };
    let path = text("path").into_owned();
    let wrong = if !path.starts_with('/') {
        "another string"
    } else if path.contains(['?', '#', '\\']) {
        "one with ?, # or \\ in it (parameters go into query)"
    } else if path.contains(|character: char| character == ' ' || character.is_ascii_control()) {
        // URL parsers drop line breaks, and spaces at the end; what is left may be a dot segment.
        "one with white space in it"
    } else if path.split('/').any(url::is_dots) {
        "one with a dot segment, which URLs cannot carry"
    } else {
        ""
    };
    if !wrong.is_empty() {
        return Err(Failure::invalid("request", "request.path", "a path that begins with /", wrong));
    }
    let mut target = path.clone();
    for (name, value) in member("query").iter().flat_map(Json::members) {
        url::query(&name.as_str().unwrap_or_default(), value, &mut target);
    }
    if method == Method::Get && member("body").is_some() {
        return Err(Failure::invalid("request", "request.body", "nothing: a GET has no body", "a value"));
    }
    let body = member("body").map(|body| String::from_utf8_lossy(body.text()).into_owned());
    Ok(Request {
        of: ("", "request"),
        ids: Vec::new(),
        method,
        template: Cow::Owned(path),
        target,
        body: body.or_else(|| matches!(method, Method::Post | Method::Put).then(|| "{}".into())),
        reply: &Reply::Value(Kind::Any),
        safety: if method == Method::Get { Safety::Read } else { Safety::Once },
        since: "",
        mas: None,
        mas_query: None,
    })
}

/// The path with each `{name}` filled in, and by what.
fn path(endpoint: &Endpoint, texts: &[Option<String>]) -> Result<(String, Ids), Failure> {
    let mut ids = Vec::new();
    let mut path = String::with_capacity(endpoint.path.len() + 32);
    let mut rest = endpoint.path;
    while let Some((before, name, after)) = placeholder(rest) {
        path.push_str(before);
        let given = endpoint.arguments.iter().zip(texts).find(|(argument, _)| argument.name == name);
        if let Some((argument, Some(text))) = given {
            let value = Json::parse(text.as_bytes()).ok();
            let wrong = match value.and_then(|value| value.as_exact_str()) {
                None if text.starts_with('"') => Some("one with broken Unicode"),
                value => {
                    // A number is its own text.
                    let id = value.map_or_else(|| text.clone(), Cow::into_owned);
                    let wrong = url::segment(&id, &mut path).err();
                    if argument.name != SECRET {
                        ids.push((argument.name, id));
                    }
                    wrong
                }
            };
            if let Some(wrong) = wrong {
                return Err(Failure::invalid(
                    endpoint.name,
                    &argument.label(),
                    "a string that a path can hold",
                    wrong,
                ));
            }
        }
        rest = after;
    }
    path.push_str(rest);
    Ok((path, ids))
}

/// The first `{name}` of a template, with what stands before and after it.
fn placeholder(template: &str) -> Option<(&str, &str, &str)> {
    let (before, rest) = template.split_once('{')?;
    let (name, after) = rest.split_once('}')?;
    Some((before, name, after))
}

fn in_path(template: &str, name: &str) -> bool {
    let mut rest = template;
    while let Some((_, found, after)) = placeholder(rest) {
        if found == name {
            return true;
        }
        rest = after;
    }
    false
}

/// What is not in the path, on its way to where it goes.
enum Rest<'a> {
    Query(&'a mut String),
    Body(String),
}

impl<'a> Rest<'a> {
    fn new(payload: Payload, target: &'a mut String) -> Self {
        match payload {
            Payload::Query => Rest::Query(target),
            Payload::Body => Rest::Body(String::from("{")),
        }
    }

    fn add(&mut self, name: &str, value: Json<'_>) {
        match self {
            Rest::Query(target) => url::query(name, value, target),
            Rest::Body(body) => {
                if body.len() > 1 {
                    body.push(',');
                }
                body.push_str(&quoted(name));
                body.push(':');
                body.push_str(&String::from_utf8_lossy(value.text()));
            }
        }
    }

    fn body(self) -> Option<String> {
        match self {
            Rest::Query(_) => None,
            Rest::Body(body) => Some(body + "}"),
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
