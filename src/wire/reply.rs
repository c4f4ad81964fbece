//! A reply to checked JSON, or to the failure it stands for.

use std::borrow::Cow;

use super::{Class, Failure, Json, Request, check, decimal, quoted};
use crate::declare::Reply;

/// How much of an error's text, and of a body that is not kept as JSON, is kept; in characters.
const LONGEST_TEXT: usize = 1_000;
/// The longest body of an error that is kept as JSON, in bytes. Arrays may be nested in a longer one deeper than
/// `JSON.stringify` goes.
const LONGEST_BODY: usize = 2_000;

/// The JSON text that the call resolves to; `None` where nothing is of use.
pub fn read(request: &Request, status: u16, body: Vec<u8>) -> Result<Option<Vec<u8>>, Failure> {
    let failure = match status {
        200..=299 => {
            return accept(request.reply, status, body).map_err(|failure| with_status(failure, status));
        }
        0 | 300..=399 => {
            Failure::response("", "an answer", "a redirect; is baseUrl the homeserver's own address?")
        }
        _ => refuse(request, status, &body),
    };
    Err(with_status(failure, status))
}

/// A redirect that a browser keeps to itself has no status.
fn with_status(mut failure: Failure, status: u16) -> Failure {
    failure.details.status = Some(status).filter(|status| *status != 0);
    failure
}

fn accept(reply: &Reply, status: u16, body: Vec<u8>) -> Result<Option<Vec<u8>>, Failure> {
    if matches!(reply, Reply::Bytes) {
        return Ok(Some(body));
    }
    let text = check(&body, reply.kind(), false).map_err(|mismatch| {
        // With that status there never is a body.
        let cut_off = status != 204 && Json::ends_early(&body);
        Failure { cut_off, ..mismatch.into() }
    })?;
    let text = text.unwrap_or(body);
    Ok(of_use(reply, status, text))
}

/// What of the JSON text the call resolves to.
fn of_use(reply: &Reply, status: u16, text: Vec<u8>) -> Option<Vec<u8>> {
    match reply {
        Reply::Nothing => None,
        Reply::Field(_, name) | Reply::Job(_, name, _) => {
            Json::parse(&text).ok().and_then(|json| json.get(name)).map(|value| value.text().to_vec())
        }
        Reply::Created(_) => Json::parse(&text).ok().map(|json| created(json, status == 201)),
        Reply::Value(_) | Reply::Page(..) | Reply::Bytes => Some(text),
    }
}

/// The same of a reply that is not as declared; nothing if it is no JSON, or not even what has to be done with it can.
pub fn as_sent(request: &Request, status: u16, body: Vec<u8>) -> Option<Option<Vec<u8>>> {
    let json = Json::parse(&body).ok()?;
    let usable = match request.reply {
        Reply::Created(_) => json.type_name() == "object",
        Reply::Job(_, name, _) => json.get(name).is_some_and(|id| id.is_string()),
        _ => true,
    };
    usable.then(|| of_use(request.reply, status, body))
}

fn created(json: Json<'_>, created: bool) -> Vec<u8> {
    let rest = json.text().strip_suffix(b"}").unwrap_or_default();
    let comma: &[u8] = if json.members().next().is_some() { b"," } else { b"" };
    [rest, comma, if created { b"\"created\":true}" } else { b"\"created\":false}" }].concat()
}

/// The failure behind an error status. The body may be anything.
fn refuse(request: &Request, status: u16, body: &[u8]) -> Failure {
    let json = Json::parse(body).ok();
    let member = |name| json.and_then(|json| json.get(name));
    let errcode = member("errcode").and_then(|value| value.as_str());
    let error = member("error").and_then(|value| value.as_str());
    let retry_after_ms = member("retry_after_ms").and_then(|value| value.as_u64());

    let class = match (status, errcode.as_deref()) {
        (404 | 405, Some("M_UNRECOGNIZED")) => Class::Unsupported,
        (401, _) => Class::Authentication,
        (403, _) => Class::PermissionDenied,
        (404, _) => Class::NotFound,
        (409, _) => Class::Conflict,
        (429, _) => Class::RateLimit,
        (500..=599, _) => Class::Server,
        _ => Class::Api,
    };
    let mut message = decimal(status.into());
    for (before, text) in [(" ", &errcode), (": ", &error)] {
        if let Some(text) = text {
            message += before;
            // In one line: terminals and logs obey control characters.
            message.extend(shortened(text).chars().map(|char| if char.is_control() { ' ' } else { char }));
        }
    }
    if errcode.is_none() {
        message += match json {
            Some(_) => " without an errcode: is that the homeserver, or a proxy before it?",
            None if body.is_empty() => " with an empty body: is that the homeserver, or a proxy before it?",
            None => " with a body that is not JSON: is that the homeserver, or a proxy before it?",
        };
    }
    if class == Class::Unsupported {
        message += &why_unsupported(request);
    }
    let body = match json {
        // Without the byte order mark that may stand before it.
        Some(json) if body.len() <= LONGEST_BODY => String::from_utf8_lossy(json.text()),
        _ => Cow::Owned(quoted(shortened(&String::from_utf8_lossy(body)))),
    };
    let mut failure = Failure::new(class, message);
    failure.unknown_token = class == Class::Authentication && errcode.as_deref() == Some("M_UNKNOWN_TOKEN");
    failure.limited = matches!(errcode.as_deref(), None | Some("M_LIMIT_EXCEEDED"));
    failure.body = Some(body.into_owned());
    failure.details.errcode = errcode.map(Cow::into_owned);
    failure.details.error = error.map(Cow::into_owned);
    failure.details.retry_after_ms = retry_after_ms;
    failure
}

fn why_unsupported(request: &Request) -> String {
    let mut why = String::from(". This server does not have the endpoint");
    if !request.since.is_empty() {
        why += &[": it needs Synapse ", request.since, " or newer"].concat();
    }
    if let Some(instead) = request.mas {
        why += &["; under Matrix Authentication Service it is switched off: ", instead].concat();
    }
    why + "; or baseUrl has a wrong path, or a proxy or worker does not route it"
}

fn shortened(text: &str) -> &str {
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => text.get(..end).unwrap_or_default(),
        None => text,
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
