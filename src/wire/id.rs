//! Matrix identifiers, checked before they stand in a path.

use crate::declare::Id;

/// What is wrong with the identifier, if anything; never the identifier itself, which may be a misplaced secret.
pub fn check(id: Id, text: &str) -> Result<(), &'static str> {
    match id {
        Id::User => user(text),
    }
}

pub const fn expected(id: Id) -> &'static str {
    match id {
        Id::User => "a user ID such as @alice:example.com",
    }
}

/// Historical user IDs may hold any character in the localpart, so only what breaks the form is refused.
fn user(text: &str) -> Result<(), &'static str> {
    let rest = text.strip_prefix('@').ok_or("a string without a leading @")?;
    let (localpart, server) = rest.split_once(':').ok_or("one without a : and a server name")?;
    if text.len() > 255 {
        Err("one longer than 255 bytes")
    } else if localpart.is_empty() {
        Err("one without a name before the :")
    } else if text.chars().any(|character| character.is_control() || character.is_whitespace()) {
        Err("one with white space in it")
    } else if !is_server_name(server) {
        Err("one without a valid server name after the :")
    } else {
        Ok(())
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
            ("@alice:example.com/..", "server name"),
            ("@alice:example.com:port", "server name"),
            ("@alice:example.com:", "server name"),
            ("@alice:[::1", "server name"),
            ("@alice:?", "server name"),
        ] {
            let answer = check(Id::User, id);
            assert!(answer.is_err_and(|text| text.contains(wrong)), "{id}: {answer:?}");
        }
        assert!(check(Id::User, &format!("@{}:host", "a".repeat(250))).is_err());
    }
}
