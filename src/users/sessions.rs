use matrix_admin_sdk_macros::model;

use crate::declare::Map;
use crate::wire::join;

/// Who is connected as a user, by device.
#[model(wire = Whois, rewrite = join_sessions)]
pub struct CurrentSessions {
    /// Whose connections they are.
    pub user_id: String,
    /// The connections of all sessions of each device, in order. Synapse puts every device under `""`.
    pub devices: Map<Vec<Connection>>,
}

/// An address that a user connected from.
#[model]
pub struct Connection {
    /// The address, IPv4 or IPv6.
    pub ip: String,
    /// In ms since the epoch.
    pub last_seen: i64,
    /// What the client calls itself; may be empty.
    pub user_agent: String,
}

/// What the server sends.
#[model]
struct Whois {
    user_id: String,
    devices: Option<Map<Device>>,
}

#[model]
struct Device {
    sessions: Option<Vec<Session>>,
}

#[model]
struct Session {
    connections: Option<Vec<Connection>>,
}

/// Puts the connections of all sessions of a device into one list.
fn join_sessions(whois: &[u8], out: &mut Vec<u8>) {
    join(whois, "devices", ["sessions", "connections"], out);
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use crate::declare::Shape;
    use crate::wire::check;

    use super::CurrentSessions;

    fn read(reply: serde_json::Value) -> serde_json::Value {
        let text = check(reply.to_string().as_bytes(), &CurrentSessions::KIND, false).unwrap().unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    #[test]
    fn the_connections_of_every_session_of_a_device_are_kept_in_order() {
        let connection = |ip: &str| serde_json::json!({ "ip": ip, "last_seen": 1, "user_agent": "" });
        let reply = serde_json::json!({
            "user_id": "@a:b",
            "extra": [1],
            "devices": {
                "A": { "sessions": [{ "connections": [connection("1"), connection("2")] }, { "connections": [connection("3")] }] },
                "B": { "sessions": [] },
            },
        });
        let expected = serde_json::json!({
            "user_id": "@a:b",
            "extra": [1],
            "devices": { "A": [connection("1"), connection("2"), connection("3")], "B": [] },
        });
        assert_eq!(read(reply), expected);
    }

    #[test]
    fn what_the_specification_leaves_optional_may_be_missing() {
        let empty = serde_json::json!({ "user_id": "@a:b", "devices": {} });
        assert_eq!(read(serde_json::json!({ "user_id": "@a:b" })), empty);
        let devices = serde_json::json!({ "A": {}, "B": { "sessions": [{}] } });
        let expected = serde_json::json!({ "user_id": "@a:b", "devices": { "A": [], "B": [] } });
        assert_eq!(read(serde_json::json!({ "user_id": "@a:b", "devices": devices })), expected);
    }
}
