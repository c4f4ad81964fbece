//! Matrix identifiers, checked before they stand in a path.

use crate::declare::Id;

/// What is wrong with the identifier, if anything; never the identifier itself, which may be a misplaced secret.
pub fn check(id: Id, text: &str) -> Result<(), &'static str> {
    if text.len() > 255 {
        return Err("one longer than 255 bytes");
    }
    if text.chars().any(|character| character.is_control() || character.is_whitespace()) {
        return Err("one with white space in it");
    }
    match id {
        Id::User => named(text.strip_prefix('@').ok_or("a string without a leading @")?),
        Id::Room => opaque(text.strip_prefix('!').ok_or("a string without a leading !")?),
        Id::RoomOrAlias => match text.strip_prefix('#') {
            Some(alias) => named(alias),
            None => opaque(text.strip_prefix('!').ok_or("a string without a leading ! or #")?),
        },
        Id::Event => opaque(text.strip_prefix('$').ok_or("a string without a leading $")?),
    }
}

pub const fn expected(id: Id) -> &'static str {
    match id {
        Id::User => "a user ID such as @alice:example.com",
        Id::Room => "a room ID such as !abc:example.com or !abc",
        Id::RoomOrAlias => "a room ID or an alias such as #room:example.com",
        Id::Event => "an event ID such as $abc",
    }
}

/// A name and a server. Historical ones may hold any character in the name, so only what breaks the form is refused.
fn named(text: &str) -> Result<(), &'static str> {
    let (name, server) = text.split_once(':').ok_or("one without a : and a server name")?;
    if name.is_empty() {
        Err("one without a name before the :")
    } else if !is_server_name(server) {
        Err("one without a valid server name after the :")
    } else {
        Ok(())
    }
}

/// What only its server can read; the newer forms have no server name in them.
fn opaque(text: &str) -> Result<(), &'static str> {
    match text.rsplit_once(':') {
        _ if text.is_empty() => Err("one with nothing behind the first character"),
        Some(("", _)) => Err("one with nothing before the :"),
        Some((_, "")) => Err("one with nothing after the :"),
        _ => Ok(()),
    }
}

/// A host name, an IPv4 address or an IPv6 address in brackets, and maybe a port.
fn is_server_name(text: &str) -> bool {
    let (host, port) = match text.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((address, "")) => (address, None),
            Some((address, port)) => (address, Some(port)),
            None => return false,
        },
        None => match text.find(':') {
            Some(colon) => {
                text.split_at_checked(colon).map_or((text, None), |(host, port)| (host, Some(port)))
            }
            None => (text, None),
        },
    };
    let is_port = |port: &str| {
        let digits = port.strip_prefix(':').unwrap_or_default();
        (1..=5).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    let in_host = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'.' || byte == b'-';
    let in_address = |byte: u8| byte.is_ascii_hexdigit() || byte == b':' || byte == b'.';
    let valid_host = match text.starts_with('[') {
        true => host.bytes().all(in_address),
        false => host.bytes().all(in_host),
    };
    !host.is_empty() && valid_host && port.is_none_or(is_port)
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn user_ids_of_every_age_are_accepted() {
        for id in [
            "@alice:example.com",
            "@alice:example.com:8448",
            "@a/b+c=d_e.f-g:example.com",
            "@Ünïcode:matrix.example",
            "@100%:host",
            "@a:[2001:db8::1]:8448",
            "@a:[::1]",
            "@a:[::ffff:1.2.3.4]",
            "@a:1.2.3.4",
        ] {
            assert_eq!(check(Id::User, id), Ok(()), "{id}");
        }
    }

    #[test]
    fn what_is_no_user_id_is_refused_with_what_is_wrong() {
        for (id, wrong) in [
            ("", "leading @"),
            ("alice", "leading @"),
            ("alice:example.com", "leading @"),
            ("!room:example.com", "leading @"),
            ("@alice", "without a :"),
            ("@:example.com", "before the :"),
            ("@alice:", "server name"),
            ("@alice:exa mple", "white space"),
            ("@al\nice:example", "white space"),
            (" @alice:example", "white space"),
            ("@alice:example.com/..", "server name"),
            ("@alice:example.com:port", "server name"),
            ("@alice:example.com:", "server name"),
            ("@alice:[::1", "server name"),
            ("@alice:[::g]", "server name"),
            ("@alice:[]", "server name"),
            ("@alice:?", "server name"),
        ] {
            let answer = check(Id::User, id);
            assert!(answer.is_err_and(|text| text.contains(wrong)), "{id}: {answer:?}");
        }
    }

    #[test]
    fn an_id_has_at_most_255_bytes() {
        let id = |name: &str, times: usize| format!("@{}:host", name.repeat(times));
        assert_eq!(check(Id::User, &id("a", 249)), Ok(()));
        for too_long in [id("a", 250), id("é", 125)] {
            assert_eq!(check(Id::User, &too_long), Err("one longer than 255 bytes"));
        }
    }

    #[test]
    fn rooms_aliases_and_events_have_the_forms_of_every_room_version() {
        for (id, text) in [
            (Id::Room, "!abc:example.com"),
            (Id::Room, "!abc:[::1]:8448"),
            (Id::Room, "!7J2Nl3qcvBkVsnZ0-_KqkXaZ1fFnLXvCkUa9dGTmX3E"),
            (Id::RoomOrAlias, "!abc"),
            (Id::RoomOrAlias, "#room/with?all#sorts:example.com"),
            (Id::Event, "$143273582443PhrSn:example.org"),
            (Id::Event, "$acR1l0raoZnm60CBwAVgqbZqoO/mYU81xysh1u7XcJk"),
        ] {
            assert_eq!(check(id, text), Ok(()), "{text}");
        }
        for (id, text) in [
            (Id::Room, "abc:example.com"),
            (Id::Room, "#room:example.com"),
            (Id::Room, "!"),
            (Id::Room, "!:example.com"),
            (Id::Room, "!abc:"),
            (Id::RoomOrAlias, "@alice:example.com"),
            (Id::RoomOrAlias, "#room"),
            (Id::Event, "!abc:example.com"),
            (Id::Event, "$"),
        ] {
            assert!(check(id, text).is_err(), "{text}");
        }
    }
}
