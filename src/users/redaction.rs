use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{model, params};

use super::{User, with_member};
use crate::declare::{Endpoint, Map, RoomId};
use crate::wire::Json;

/// Which messages of a user to redact, and how.
#[params]
pub struct RedactParams {
    /// Where. Default, and the same as `[]`: all rooms the user is in or banned from. A room that nobody knows fails the
    /// whole job.
    pub rooms: Option<Vec<RoomId>>,
    /// Stands in each redaction, for all in the room to see.
    pub reason: Option<String>,
    /// How many of the newest messages of each room, from 1. Default: 1000.
    pub limit: Option<NonZeroU64>,
    /// Whether you redact them instead of the user; needs the right to redact in each room. So it always is with users of
    /// other servers. Default: `false`. Needs Synapse 1.135; older ones take it for absent.
    pub use_admin: Option<bool>,
    /// Only messages sent then or earlier, in ms since the epoch. Needs Synapse 1.157: older ones redact the others too.
    pub before_ts: Option<NonZeroU64>,
    /// Only messages sent then or later, in ms since the epoch. Needs Synapse 1.157: older ones redact the others too.
    pub after_ts: Option<u64>,
}

/// How a redaction is.
#[model]
pub struct Redaction {
    /// A cancelled one has `failed`.
    #[open("scheduled", "active", "complete", "failed")]
    pub status: String,
    /// Why single messages could not be redacted, by event ID. Only once it is complete.
    pub failed_redactions: Option<Map<String>>,
    /// Why it failed. Only once it has.
    pub error: Option<String>,
}

/// The server wants to be told the rooms; an empty list stands for all of them.
pub(crate) fn in_all_rooms(arguments: &mut [Option<String>], _mas: bool) -> &'static Endpoint {
    if let [_, params] = arguments {
        let text = params.take().unwrap_or_else(|| "{}".into());
        let given = Json::parse(text.as_bytes()).is_ok_and(|json| json.get("rooms").is_some());
        *params = Some(if given { text } else { with_member(&text, "\"rooms\":[]") });
    }
    User::REDACT_IN
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::in_all_rooms;
    use crate::wire::prepare;

    fn body(params: Option<&str>) -> String {
        let mut arguments = [Some("\"@a:b\"".to_owned()), params.map(Into::into)];
        let endpoint = in_all_rooms(&mut arguments, false);
        prepare(endpoint, &mut arguments, None).unwrap().body.unwrap()
    }

    #[test]
    fn a_redaction_is_of_all_rooms_unless_it_names_some() {
        assert_eq!(body(None), r#"{"rooms":[]}"#);
        assert_eq!(body(Some("{}")), r#"{"rooms":[]}"#);
        assert_eq!(body(Some(r#"{"reason":"}"}"#)), r#"{"reason":"}","rooms":[]}"#);
        assert_eq!(body(Some(r#"{"rooms":["!a:b"]}"#)), r#"{"rooms":["!a:b"]}"#);
    }
}
