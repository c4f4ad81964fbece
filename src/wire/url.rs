//! Percent-encoding.

use super::Json;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends the text with everything encoded but the unreserved characters of RFC 3986.
pub fn encode(text: &str, url: &mut String) {
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            url.push(char::from(byte));
        } else {
            url.push('%');
            for digit in [byte >> 4, byte & 15] {
                url.push(HEX.get(usize::from(digit)).copied().map_or('0', char::from));
            }
        }
    }
}

/// Appends one path segment; the error says what it is that cannot be one.
///
/// URL parsers take `.` and `..` for directions even when they are encoded, so those can never be sent.
pub fn segment(text: &str, url: &mut String) -> Result<(), &'static str> {
    match text {
        "." | ".." => Err("a dot segment, which URLs cannot carry"),
        _ => {
            encode(text, url);
            Ok(())
        }
    }
}

/// Whether URL parsers take the segment for a direction: `.`, `..`, `%2e` and the like.
pub fn is_dots(segment: &str) -> bool {
    fn behind_dot(text: &str) -> Option<&str> {
        let encoded = text.split_at_checked(3).filter(|(dot, _)| dot.eq_ignore_ascii_case("%2e"));
        encoded.map(|(_, rest)| rest).or_else(|| text.strip_prefix('.'))
    }
    behind_dot(segment).is_some_and(|rest| rest.is_empty() || behind_dot(rest) == Some(""))
}

/// Appends `name=value` pairs: one for a scalar, one for each element of an array.
pub fn query(name: &str, value: Json<'_>, url: &mut String) {
    if value.type_name() == "array" {
        return value.items().for_each(|item| pair(name, item, url));
    }
    pair(name, value, url);
}

fn pair(name: &str, value: Json<'_>, url: &mut String) {
    url.push(if url.contains('?') { '&' } else { '?' });
    encode(name, url);
    url.push('=');
    match value.as_str() {
        Some(text) => encode(&text, url),
        None => {
            // Synapse decodes percent-encoding once more in an object. `\u0025` is a `%` that it leaves alone, and to JSON
            // the same: `%` stands nowhere but in strings.
            String::from_utf8_lossy(value.text()).split('%').enumerate().for_each(|(index, part)| {
                encode(if index > 0 { r"\u0025" } else { "" }, url);
                encode(part, url);
            });
        }
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn encoded(text: &str) -> String {
        let mut url = String::new();
        encode(text, &mut url);
        url
    }

    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            bytes.push(match byte {
                b'%' => {
                    let digits = [rest.next().unwrap(), rest.next().unwrap()];
                    u8::from_str_radix(std::str::from_utf8(&digits).unwrap(), 16).unwrap()
                }
                _ => byte,
            });
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn every_reserved_character_is_encoded_once() {
        assert_eq!(encoded("@a/b:s"), "%40a%2Fb%3As");
        assert_eq!(encoded("100%+? #&=é😀"), "100%25%2B%3F%20%23%26%3D%C3%A9%F0%9F%98%80");
        assert_eq!(encoded("A-z_0.9~"), "A-z_0.9~");
    }

    #[test]
    fn segments_that_urls_cannot_carry_are_refused() {
        for text in [".", ".."] {
            assert!(segment(text, &mut String::new()).is_err(), "{text:?}");
        }
        for text in ["", "...", ".a", "%2e%2e"] {
            assert!(segment(text, &mut String::new()).is_ok(), "{text:?}");
        }
    }

    #[test]
    fn query_values_are_written_as_synapse_reads_them() {
        let mut url = String::from("/p");
        for (name, value) in
            [("name", r#""a b+c""#), ("guests", "false"), ("limit", "50"), ("t", r#"["","bot"]"#)]
        {
            query(name, Json::parse(value.as_bytes()).unwrap(), &mut url);
        }
        assert_eq!(url, "/p?name=a%20b%2Bc&guests=false&limit=50&t=&t=bot");
    }

    #[test]
    fn a_percent_in_an_object_is_written_so_that_nobody_decodes_it_twice() {
        let sent = |value: &str| {
            let mut url = String::new();
            query("f", Json::parse(value.as_bytes()).unwrap(), &mut url);
            url
        };
        let table = [
            (r#"{"a":"%41%"}"#, r#"{"a":"\u002541\u0025"}"#),
            (r#"{"%":1}"#, r#"{"\u0025":1}"#),
            (r#"{"a":"b"}"#, r#"{"a":"b"}"#),
            (r#"{"a":"%%"}"#, r#"{"a":"\u0025\u0025"}"#),
        ];
        for (value, text) in table {
            assert_eq!(sent(value), format!("?f={}", encoded(text)), "{value}");
            assert_eq!(decoded(&sent(value)), format!("?f={text}"), "{value}");
        }
        // A string is decoded once.
        assert_eq!(sent("\"%41\""), "?f=%2541");
    }

    proptest! {
        #[test]
        fn what_was_encoded_decodes_to_itself_and_never_leaves_its_segment(text: String) {
            let url = encoded(&text);
            prop_assert!(!url.contains(['/', '?', '#', '&', '=', '+', ' ', ':', '@']));
            prop_assert_eq!(decoded(&url), text);
        }
    }
}
