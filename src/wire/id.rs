//! Matrix identifiers, checked before they stand in a path.

use crate::declare::Id;

/// What is wrong with the identifier, if anything; never the identifier itself, which may be a misplaced secret.
///
/// Whatever Synapse takes passes, for such identifiers are out there: with spaces, slashes, nothing before the colon,
/// more than 255 bytes. Whether there can be a server of that name is left to Synapse, which knows better.
pub fn check(id: Id, text: &str) -> Result<(), &'static str> {
    match id {
        Id::User => named(text.strip_prefix('@').ok_or("a string without a leading @")?),
        Id::Room => opaque(text.strip_prefix('!').ok_or("a string without a leading !")?),
        Id::RoomOrAlias => match text.strip_prefix('#') {
            Some(alias) => named(alias),
            None => opaque(text.strip_prefix('!').ok_or("a string without a leading ! or #")?),
        },
        Id::Event => match text.strip_prefix('$').ok_or("a string without a leading $")? {
            "" => Err(NOTHING),
            _ => Ok(()),
        },
    }
}

const NOTHING: &str = "one with nothing behind the first character";

pub const fn expected(id: Id) -> &'static str {
    match id {
        Id::User => "a user ID such as @alice:example.com",
        Id::Room => "a room ID such as !abc:example.com or !abc",
        Id::RoomOrAlias => "a room ID or an alias such as #room:example.com",
        Id::Event => "an event ID such as $abc",
    }
}

/// A name and a server.
fn named(text: &str) -> Result<(), &'static str> {
    match text.split_once(':') {
        None => Err("one without a : and a server name"),
        Some((_, "")) => Err("one without a server name after the :"),
        Some(_) => Ok(()),
    }
}

/// What only its server can read; the newer forms have no server name in them.
fn opaque(text: &str) -> Result<(), &'static str> {
    match text.contains(':') {
        true => named(text),
        false if text.is_empty() => Err(NOTHING),
        false => Ok(()),
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::net::Ipv6Addr;

    use proptest::prelude::*;

    use super::*;

    #[test]
    fn ids_of_every_age_and_kind_are_accepted() {
        let long = format!("@{}:example.com", "é".repeat(300));
        for (id, text) in [
            (Id::User, "@alice:example.com:8448"),
            (Id::User, "@a/b+c=d_e.f-g:example.com"),
            (Id::User, "@Ünïcode 🎉:[2001:db8::1]:8448"),
            (Id::User, "@s p a c e:example.com"),
            (Id::User, "@:example.com"),
            (Id::User, "@a\u{0}\n:example.com"),
            (Id::User, &long),
            (Id::Room, "!abc:example.com"),
            (Id::Room, "!test/v7 x:example.com"),
            (Id::Room, "!:example.com"),
            (Id::Room, "!7J2Nl3qcvBkVsnZ0-_KqkXaZ1fFnLXvCkUa9dGTmX3E"),
            (Id::RoomOrAlias, "!abc"),
            (Id::RoomOrAlias, "#room/with?all# sorts:example.com"),
            (Id::RoomOrAlias, "#:example.com"),
            (Id::Event, "$143273582443PhrSn:example.org"),
            (Id::Event, "$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk"),
            (Id::Event, "$ a/b:example.org"),
        ] {
            assert_eq!(check(id, text), Ok(()), "{text}");
        }
    }

    #[test]
    fn what_can_be_no_id_is_refused_with_what_is_wrong() {
        for (id, text, wrong) in [
            (Id::User, "", "leading @"),
            (Id::User, "alice:example.com", "leading @"),
            (Id::User, " @alice:example.com", "leading @"),
            (Id::User, "!room:example.com", "leading @"),
            (Id::User, "@", "without a :"),
            (Id::User, "@alice", "without a :"),
            (Id::User, "@alice:", "server name"),
            (Id::Room, "abc:example.com", "leading !"),
            (Id::Room, "#room:example.com", "leading !"),
            (Id::Room, "!", "nothing behind"),
            (Id::Room, "!abc:", "server name"),
            (Id::RoomOrAlias, "@alice:example.com", "leading ! or #"),
            (Id::RoomOrAlias, "!", "nothing behind"),
            (Id::RoomOrAlias, "#room", "without a :"),
            (Id::RoomOrAlias, "#room:", "server name"),
            (Id::Event, "!abc:example.com", "leading $"),
            (Id::Event, "$", "nothing behind"),
        ] {
            let answer = check(id, text);
            assert!(answer.is_err_and(|refused| refused.contains(wrong)), "{text}: {answer:?}");
        }
    }

    /// The rule of Synapse's `UserID.is_valid` and `RoomAlias.is_valid`.
    fn synapse_takes(sigil: char, text: &str) -> bool {
        let parts = text.strip_prefix(sigil).and_then(|rest| rest.split_once(':'));
        parts.is_some_and(|(_, server)| is_server_name(server))
    }

    /// That of `RoomID.is_valid`.
    fn synapse_takes_room(text: &str) -> bool {
        let base64 = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
        match text.strip_prefix('!') {
            Some(id) if !text.contains(':') => id.len() == 43 && id.bytes().all(base64),
            _ => synapse_takes('!', text),
        }
    }

    fn is_server_name(server: &str) -> bool {
        let (host, port) = match server.rsplit_once(':') {
            Some((host, port)) if !server.ends_with(']') => (host, Some(port)),
            _ => (server, None),
        };
        let is_label = |label: &str| {
            !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
        };
        port.is_none_or(|port| port.trim().parse::<i64>().is_ok())
            && match host.strip_prefix('[').map(|rest| rest.strip_suffix(']')) {
                Some(address) => address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok()),
                None => host.split('.').all(is_label),
            }
    }

    #[test]
    fn the_port_of_the_rule_is_right_about_servers() {
        for server in
            ["a", "a-b.example.com", "1.2.3.4", "a:8448", "a:-1", "a: 80", "[::1]", "[::ffff:1.2.3.4]:80"]
        {
            assert!(is_server_name(server), "{server}");
        }
        for server in
            ["", ":", ":80", "a:", "a:b", "a b", "a..b", "a.", "a_b", "[::1", "[::g]", "[]", "a:b:1", "ä"]
        {
            assert!(!is_server_name(server), "{server}");
        }
    }

    proptest! {
        #[test]
        fn whatever_synapse_takes_is_accepted(
            name in any::<String>(),
            server in r"([0-9a-zA-Z-]{1,5}(\.[0-9a-zA-Z-]{1,5}){0,2}|\[::[0-9a-f]{1,4}\]|[a.:\[\]-]{0,4})(:[0-9]{0,5})?",
            opaque in r"[A-Za-z0-9_-]{42,44}",
        ) {
            for text in [format!("{name}:{server}"), format!("!{opaque}"), name] {
                for sigil in ["", "@", "!", "#"] {
                    let text = format!("{sigil}{text}");
                    prop_assert!(!synapse_takes('@', &text) || check(Id::User, &text).is_ok(), "{text}");
                    prop_assert!(!synapse_takes_room(&text) || check(Id::Room, &text).is_ok(), "{text}");
                    let either = synapse_takes_room(&text) || synapse_takes('#', &text);
                    prop_assert!(!either || check(Id::RoomOrAlias, &text).is_ok(), "{text}");
                }
            }
        }
    }
}
