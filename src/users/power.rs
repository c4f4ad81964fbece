use matrix_admin_sdk_macros::model;

use crate::rooms::PowerEvent;
use crate::wire::Value;

/// The rooms that a user can administer.
#[model(made)]
pub struct AdministeredRooms {
    /// In no order.
    pub rooms: Vec<AdministeredRoom>,
    /// How many of the user's rooms were looked at.
    pub total: i64,
}

/// A room that a user can administer: that user may change who has what power in it.
#[model(made)]
pub struct AdministeredRoom {
    /// The id of the room.
    pub room_id: String,
    /// The user's power level; `null` for a creator in room version 12 or newer, whose power has no limit.
    pub power_level: Nullable<i64>,
    /// Who else in the room may, users of other servers included, and those whose account is closed until they are out of
    /// it.
    pub others: Vec<String>,
}

/// What it takes to change the state of a room that does not say.
const STATE_DEFAULT: i64 = 50;

/// Who has what power in a room. Its members decide on it: what is not as it has to be counts as absent.
pub(super) struct Powers {
    /// Who has it without limit.
    creators: Vec<String>,
    /// Who has 100 where nothing is said of power.
    creator: String,
    levels: Option<Value>,
}

impl Powers {
    /// From the state of the room, of which there may be more than is needed; nothing where the room has none here.
    pub fn of(state: Vec<PowerEvent>) -> Option<Self> {
        let (mut create, mut levels) = (None, None);
        for event in state.into_iter().filter(|event| event.state_key.is_empty()) {
            match &*event.r#type {
                "m.room.create" => create = Some(event),
                "m.room.power_levels" => levels = Some(event.content),
                _ => {}
            }
        }
        let PowerEvent { sender, content, .. } = create?;
        let text = |name: &str| content.get(name).and_then(|value| value.as_str());
        let unlimited = text("room_version").and_then(|version| version.parse().ok()) >= Some(12);
        let mut creators = Vec::new();
        if unlimited {
            let more = content.get("additional_creators").and_then(|more| more.read().ok());
            creators = more.unwrap_or_default();
            creators.push(sender.clone());
        }
        Some(Powers { creators, creator: text("creator").unwrap_or(sender), levels })
    }

    /// A user's level; nothing where it has no limit.
    pub fn level(&self, user_id: &str) -> Option<i64> {
        if self.creators.iter().any(|creator| creator == user_id) {
            return None;
        }
        let Some(levels) = &self.levels else { return Some(if self.creator == user_id { 100 } else { 0 }) };
        let own = levels.get("users").and_then(|users| level(users.get(user_id)));
        Some(own.or_else(|| level(levels.get("users_default"))).unwrap_or(0))
    }

    pub fn administers(&self, user_id: &str) -> bool {
        let levels = self.levels.as_ref();
        let own = levels.and_then(|levels| level(levels.get("events")?.get("m.room.power_levels")));
        let needed = own.or_else(|| level(levels?.get("state_default"))).unwrap_or(STATE_DEFAULT);
        self.level(user_id).is_none_or(|level| level >= needed)
    }
}

/// Old rooms have levels in strings.
fn level(value: Option<Value>) -> Option<i64> {
    value?.text().trim_matches('"').parse().ok()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use serde_json::{Value, json};

    use super::Powers;
    use crate::rooms::PowerEvent;

    fn event(kind: &str, content: &Value) -> PowerEvent {
        let event = json!({ "type": kind, "sender": "@maker:s", "content": content, "state_key": "" });
        serde_json::from_value(event).unwrap()
    }

    fn powers(create: &Value, levels: Option<&Value>) -> Powers {
        let mut state = vec![event("m.room.create", create)];
        state.extend(levels.map(|levels| event("m.room.power_levels", levels)));
        Powers::of(state).unwrap()
    }

    fn who(powers: &Powers) -> Vec<&str> {
        let all = ["@maker:s", "@other:s", "@mod:s", "@new:s"];
        all.into_iter().filter(|user| powers.administers(user)).collect()
    }

    #[test]
    fn who_may_change_the_power_levels_administers_a_room() {
        for (levels, expected) in [
            (json!({ "users": { "@maker:s": 100, "@mod:s": 50 } }), vec!["@maker:s", "@mod:s"]),
            (
                json!({ "users": { "@maker:s": 100, "@mod:s": 50 }, "events": { "m.room.power_levels": 100 } }),
                vec!["@maker:s"],
            ),
            (json!({ "users": { "@mod:s": 50 }, "state_default": 60 }), vec![]),
            (
                json!({ "users_default": 50, "users": { "@mod:s": 0 } }),
                vec!["@maker:s", "@other:s", "@new:s"],
            ),
            (
                json!({ "users": { "@maker:s": -1 }, "events": { "m.room.power_levels": 0 } }),
                vec!["@other:s", "@mod:s", "@new:s"],
            ),
        ] {
            assert_eq!(who(&powers(&json!({ "room_version": "11" }), Some(&levels))), expected, "{levels}");
        }
    }

    #[test]
    fn creators_have_power_without_limit_since_room_version_12() {
        let levels = json!({ "users": { "@mod:s": 99 }, "events": { "m.room.power_levels": 100 } });
        let create = json!({ "room_version": "12", "additional_creators": ["@other:s"] });
        let twelve = powers(&create, Some(&levels));
        assert_eq!(who(&twelve), ["@maker:s", "@other:s"]);
        assert_eq!(
            ["@maker:s", "@mod:s", "@new:s"].map(|user| twelve.level(user)),
            [None, Some(99), Some(0)]
        );
        let create = json!({ "room_version": "11", "additional_creators": ["@other:s"] });
        assert!(who(&powers(&create, Some(&levels))).is_empty());
    }

    #[test]
    fn without_power_levels_the_creator_has_100_and_nobody_else_any() {
        let old = powers(&json!({ "creator": "@other:s" }), None);
        assert_eq!(who(&old), ["@other:s"]);
        assert_eq!([old.level("@other:s"), old.level("@maker:s")], [Some(100), Some(0)]);
        assert_eq!(powers(&json!({ "room_version": "11" }), None).level("@maker:s"), Some(100));
    }

    #[test]
    fn what_a_member_wrote_wrong_counts_as_absent() {
        for levels in [
            json!({ "users": 5, "events": [], "users_default": {}, "state_default": null }),
            json!({ "users": { "@maker:s": {}, "@mod:s": "x" } }),
            json!({}),
        ] {
            assert!(who(&powers(&json!({ "room_version": 12 }), Some(&levels))).is_empty(), "{levels}");
        }
        let texts = json!({ "users": { "@mod:s": "50" }, "state_default": "50" });
        assert_eq!(who(&powers(&json!({}), Some(&texts))), ["@mod:s"]);
        let create = json!({ "room_version": "12", "additional_creators": "@other:s" });
        assert_eq!(who(&powers(&create, Some(&json!({})))), ["@maker:s"]);
        assert!(Powers::of(vec![]).is_none());
    }
}
