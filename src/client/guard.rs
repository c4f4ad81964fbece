//! Guard rails: what may keep a call that changes something from being sent, and what is told of it afterwards.

use js_sys::{Date, Function};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_wasm_bindgen::Serializer as Writer;
use wasm_bindgen::JsValue;

use super::error::Error;
use super::homeserver::Client;
use super::hooks::tell;
use super::options::CallOptions;
use super::scope::{End, Scope};
use crate::declare::Safety;
use crate::wire::{Class, Failure, Request};

/// Refuses what the user does not want to be sent. The time limit of the call has not begun yet: it may be a person who
/// is asked.
pub async fn allow(client: &Client, request: &Request, options: &CallOptions) -> Result<(), Error> {
    if request.safety == Safety::Read {
        return Ok(());
    }
    let settings = client.settings();
    if settings.read_only {
        return Err(refused(request, "the client is read-only"));
    }
    match &settings.confirm {
        Some(confirm) if !asked(confirm, request, options).await? => {
            Err(refused(request, "confirm did not say true"))
        }
        _ => Ok(()),
    }
}

async fn asked(confirm: &Function, request: &Request, options: &CallOptions) -> Result<bool, Error> {
    let scope = Scope::new(options.signals(), None).map_err(Error::thrown)?;
    let answer = match scope.ended() {
        None => {
            let answer = confirm.call1(&JsValue::UNDEFINED, &Change { request, ending: None }.written());
            scope.race(&answer.map_err(Error::thrown)?).await
        }
        Some(_) => None,
    };
    match (answer, scope.ended()) {
        (Some(answer), _) => Ok(answer.map_err(Error::thrown)? == true),
        (None, Some(End::Aborted(reason))) => Err(Error::thrown(reason)),
        (None, _) => Ok(false),
    }
}

fn refused(request: &Request, why: &str) -> Error {
    let failure = Failure::new(Class::Refused, [why, "; nothing was sent"].concat());
    Error::of_call(request, failure, JsValue::UNDEFINED, None)
}

/// Whether a call that ended so may have changed something.
pub fn maybe(class: Class) -> bool {
    matches!(class, Class::Server | Class::Connection | Class::Timeout | Class::Response)
}

/// Tells of a call that was sent, and that changed something or may have. `doubtful`: an attempt before the last one may
/// have.
pub fn changed(
    client: &Client,
    request: &Request,
    status: Option<u16>,
    error: Option<&Error>,
    doubtful: bool,
) {
    let Some(hook) = &client.settings().on_change else { return };
    let class = error.and_then(Error::class);
    // An error without a class: cancelled.
    if request.safety == Safety::Read || !(doubtful || class.is_none_or(maybe)) {
        return;
    }
    let error = error.map(|_| class.map_or("CANCELLED", Class::code));
    tell(hook, &Change { request, ending: Some(Ending { status, error }) }.written());
}

struct Change<'a> {
    request: &'a Request,
    ending: Option<Ending>,
}

struct Ending {
    status: Option<u16>,
    error: Option<&'static str>,
}

impl Change<'_> {
    fn written(&self) -> JsValue {
        self.serialize(&Writer::json_compatible()).unwrap_or_default()
    }
}

/// A map, with the names that JavaScript has for them.
impl Serialize for Change<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Change { request, ending } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("call", &request.call())?;
        map.serialize_entry("method", request.method.as_str())?;
        map.serialize_entry("path", &*request.template)?;
        map.serialize_entry("ids", &Ids(&request.ids))?;
        if let Some(Ending { status, error }) = ending {
            if let Some(status) = status {
                map.serialize_entry("status", status)?;
            }
            if let Some(error) = error {
                map.serialize_entry("error", error)?;
            }
            map.serialize_entry("at", &Date::now())?;
        }
        map.end()
    }
}

struct Ids<'a>(&'a [(&'static str, String)]);

impl Serialize for Ids<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(name, id)| (name, id)))
    }
}
