#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use proptest::prelude::*;
use serde::de::IgnoredAny;
use serde_json::Value;

fn json(text: &str) -> Json<'_> {
    Json::parse(text.as_bytes()).unwrap()
}

fn accepts(text: impl AsRef<[u8]>) -> bool {
    Json::parse(text.as_ref()).is_ok()
}

fn malformed_at(text: &str) -> usize {
    Json::parse(text.as_bytes()).unwrap_err().at
}

#[test]
fn every_kind_of_value_is_accepted() {
    for text in
        ["{}", "[]", "\"\"", "0", "-0", "1.5e-3", "1E+2", "true", "false", "null", "[[],{}]", "{\"\":0}"]
    {
        assert!(accepts(text), "{text}");
    }
}

#[test]
fn what_is_not_json_is_refused() {
    let texts = [
        "",
        " ",
        "+1",
        ".5",
        "1.",
        "01",
        "-01",
        "-",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "nul",
        "nulll",
        "True",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1",
        "]",
        "{",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{1:1}",
        "{\"a\" 1}",
        "[1}",
        "{\"a\":1]",
        "'a'",
        "\"",
        "\"\\",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u+123\"",
        "1 2",
        "{}x",
        "[]]",
        "/**/1",
        "\u{a0}1",
        "\u{b}1",
        "1\u{c}",
        "[\"a\":1]",
        "-a",
        "--1",
        "1-1",
    ];
    for text in texts {
        assert!(!accepts(text), "{text}");
    }
}

#[test]
fn the_place_where_it_shows_is_told() {
    assert_eq!(malformed_at(""), 0);
    assert_eq!(malformed_at("{\"a\":1,}"), 7);
    assert_eq!(malformed_at("[1,2"), 4);
    assert_eq!(malformed_at("{} x"), 3);
    assert_eq!(malformed_at("\"0123456789\n\""), 11);
    assert_eq!(malformed_at("[tru]"), 1);
}

#[test]
fn space_is_four_characters_and_no_other() {
    assert!(accepts(" \t\n\r{ \t\n\r\"a\" \t\n\r: \t\n\r[ \t\n\r1 \t\n\r, \t\n\r2 \t\n\r] \t\n\r} \t\n\r"));
    for byte in (0..=255).filter(|byte| !b" \t\n\r".contains(byte)) {
        assert!(!accepts([b'[', byte, b']']) || byte.is_ascii_digit(), "{byte}");
    }
}

#[test]
fn one_byte_order_mark_is_skipped_and_only_at_the_start() {
    assert_eq!(json("\u{feff} 1").text(), b"1");
    for text in ["\u{feff}", "\u{feff}\u{feff}1", " \u{feff}1", "1\u{feff}"] {
        assert!(!accepts(text), "{text:?}");
    }
}

#[test]
fn a_string_is_read_alike_wherever_its_words_begin() {
    for byte in 0..=255u8 {
        for length in 0..20 {
            for at in 0..=length {
                let mut text = vec![b'"'];
                text.extend(std::iter::repeat_n(b'a', at));
                text.push(byte);
                text.extend(std::iter::repeat_n(b'a', length - at));
                text.push(b'"');
                let plain = byte >= b' ' && byte != b'"' && byte != b'\\';
                assert_eq!(accepts(&text), plain, "{text:?}");
            }
        }
    }
}

#[test]
fn words_are_passed_up_to_the_first_byte_that_is_more_than_itself() {
    for byte in 0..=255u8 {
        for length in 0..26 {
            for at in 0..length {
                let mut text = vec![b'a'; length];
                text[at] = byte;
                let words = length / 8 * 8;
                let special = byte < b' ' || byte == b'"' || byte == b'\\';
                let passed = if special && at < words { at } else { words };
                assert_eq!(plain_prefix(&text), passed, "{text:?}");
            }
        }
    }
    assert_eq!(plain_prefix("a\"\\\n\"\\\n\"".as_bytes()), 1);
}

#[test]
fn bytes_that_are_not_utf8_may_stand_in_strings_only() {
    assert!(accepts(b"\"\xff\""));
    assert!(accepts(b"{\"\xc3\":\"\xe2\x82\"}"));
    assert!(!accepts(b"[\xff]"));
    assert!(!accepts(b"\xff"));
    assert_eq!(Json::parse(b"\"a\xffb\xe2\x82\"").unwrap().as_str().unwrap(), "a\u{fffd}b\u{fffd}");
    assert_eq!(Json::parse(b"\"\xff\\n\"").unwrap().as_str().unwrap(), "\u{fffd}\n");
    assert_eq!(Json::parse(b"\"a\xff\"").unwrap().as_exact_str(), None);
    assert_eq!(Json::parse(b"\"\\n\xff\"").unwrap().as_exact_str(), None);
}

#[test]
fn half_a_surrogate_pair_may_be_escaped() {
    assert_eq!(json(r#""\ud800""#).as_str().unwrap(), "\u{fffd}");
    assert_eq!(json(r#""\udc00\ud800x""#).as_str().unwrap(), "\u{fffd}\u{fffd}x");
    assert_eq!(json(r#""\ud83dx\ude00""#).as_str().unwrap(), "\u{fffd}x\u{fffd}");
    assert_eq!(json(r#""\ud800""#).as_exact_str(), None);
    assert_eq!(json(r#""\uD83D\uDE00""#).as_exact_str().unwrap(), "😀");
}

#[test]
fn escapes_are_decoded() {
    assert_eq!(json(r#""\"\\\/\b\f\n\r\t\u00e9\u20AC""#).as_str().unwrap(), "\"\\/\u{8}\u{c}\n\r\té€");
    assert_eq!(json(r#""\\u0041\u005cn""#).as_exact_str().unwrap(), "\\u0041\\n");
}

#[test]
fn a_string_without_escapes_is_borrowed() {
    assert!(matches!(json("\"é\"").as_str(), Some(Cow::Borrowed("é"))));
    assert!(matches!(json("\"é\"").as_exact_str(), Some(Cow::Borrowed("é"))));
}

#[test]
fn a_value_is_asked_only_for_what_it_is() {
    let values = ["{}", "[]", "\"\"", "true", "0", "null"].map(json);
    assert_eq!(
        values.map(|value| value.type_name()),
        ["object", "array", "string", "boolean", "number", "null"]
    );
    assert_eq!(values.map(|value| value.as_str().is_some()), [false, false, true, false, false, false]);
    assert_eq!(values.map(|value| value.as_bool()), [None, None, None, Some(true), None, None]);
    assert_eq!(values.map(|value| value.as_u64()), [None, None, None, None, Some(0), None]);
    assert_eq!(values.map(|value| value.is_null()), [false, false, false, false, false, true]);
    assert_eq!(json("-1.5").type_name(), "number");
    assert_eq!(json("false").as_bool(), Some(false));
}

#[test]
fn an_integer_is_one_however_it_is_written() {
    let integers = [
        ("0", 0),
        ("-0", 0),
        ("0.000", 0),
        ("0e999999999999999999999", 0),
        ("50", 50),
        ("50.0", 50),
        ("1e3", 1000),
        ("1.5E+1", 15),
        ("1200e-2", 12),
        ("0.0012e4", 12),
        ("0.00000000000000000001e20", 1),
        ("100.00e-2", 1),
        ("9007199254740991", 9007199254740991),
        ("9.007199254740991e15", 9007199254740991),
    ];
    for (text, value) in integers {
        assert_eq!(json(text).as_u64(), Some(value), "{text}");
    }
    let others = [
        "-1",
        "0.5",
        "1.5",
        "1e-1",
        "12e-2",
        "9007199254740992",
        "1e16",
        "1e17",
        "1e400",
        "1e999999999999999999999",
        "1e-999999999999999999999",
        "0.99999999999999999999",
        "99999999999999999999",
    ];
    for text in others {
        assert_eq!(json(text).as_u64(), None, "{text}");
    }
}

#[test]
fn a_member_is_found_by_its_decoded_name_and_the_last_one_counts() {
    let object = json(r#" { "a" : 1 , "\u0061":{"a": 3}, "b":[ 4 ], "__proto__": 5, "":6 } "#);
    assert_eq!(object.get("a").unwrap().text(), b"{\"a\": 3}");
    assert_eq!(object.get("b").unwrap().text(), b"[ 4 ]");
    assert_eq!(object.get("__proto__").unwrap().as_u64(), Some(5));
    assert_eq!(object.get("").unwrap().as_u64(), Some(6));
    assert!(object.get("c").is_none());
    assert!(json("[\"a\"]").get("a").is_none());
    assert!(json("\"a\"").get("a").is_none());
}

#[test]
fn members_and_items_come_in_order_and_only_from_their_own_kind() {
    let object = json(r#"{"b": 1, "a":[2,3] ,"b":{}}"#);
    let members: Vec<_> = object.members().map(|(key, value)| (key.text(), value.text())).collect();
    assert_eq!(members, [(&b"\"b\""[..], &b"1"[..]), (b"\"a\"", b"[2,3]"), (b"\"b\"", b"{}")]);
    let items: Vec<_> = json("[ 1 , [2, 3],\"]\" ]").items().map(|item| item.text()).collect();
    assert_eq!(items, [&b"1"[..], b"[2, 3]", b"\"]\""]);
    assert_eq!(json("[ ]").items().count() + json("{ }").members().count(), 0);
    assert_eq!(
        json("{\"a\":1}").items().count() + json("[1]").members().count() + json("1").items().count(),
        0
    );
}

#[test]
fn keys_are_the_same_where_javascript_takes_them_for_the_same() {
    let same = |one: &[u8], other: &[u8]| Json::parse(one).unwrap().same_str(Json::parse(other).unwrap());
    assert!(same(br#""name""#, br#""\u006eame""#));
    assert!(same(b"\"\xff\"", b"\"\\ufffd\""));
    assert!(same("\"😀\"".as_bytes(), br#""\ud83d\ude00""#));
    assert!(!same(br#""\ud800""#, br#""\ud801""#));
    assert!(!same(br#""a""#, br#""b""#));
}

#[test]
fn depth_is_no_danger() {
    let depth = 100_000;
    assert!(accepts("[".repeat(depth) + &"]".repeat(depth)));
    assert!(accepts("{\"a\":".repeat(depth) + "1" + &"}".repeat(depth)));
    assert!(accepts("[{\"a\":".repeat(depth) + "1" + &"}]".repeat(depth)));
    assert!(!accepts("[".repeat(depth)));
    assert!(!accepts("[".repeat(depth) + &"]".repeat(depth - 1)));
}

#[test]
fn a_bracket_is_closed_by_its_own_kind_at_every_depth() {
    for depth in 1..300 {
        let brackets = |kind: usize| if kind.is_multiple_of(3) { ("{\"a\":", "}") } else { ("[", "]") };
        let open: String = (0..depth).map(|level| brackets(level).0).collect();
        let close: Vec<&str> = (0..depth).rev().map(|level| brackets(level).1).collect();
        assert!(accepts(open.clone() + "0" + &close.concat()));
        for wrong in [0, depth / 2, depth - 1] {
            let mut close = close.clone();
            close[wrong] = if close[wrong] == "}" { "]" } else { "}" };
            assert!(!accepts(open.clone() + "0" + &close.concat()), "{depth} {wrong}");
        }
    }
}

#[test]
fn every_prefix_of_a_document_is_refused() {
    let text =
        r#" {"a\u00e9": [1.5e-3, true, false, null, {}, []], "long enough for words": "\ud83d\ude00 é"}"#;
    for length in 0..text.len() {
        assert!(!accepts(&text.as_bytes()[..length]), "{length}");
    }
    assert!(accepts(text));
}

/// Bytes to make choices by; zeros when they run out, which ends every loop.
struct Dice(std::vec::IntoIter<u8>);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        usize::from(self.0.next().unwrap_or(0)) % sides
    }

    fn pick(&mut self, from: &[&'static str]) -> &'static str {
        from[self.roll(from.len())]
    }
}

fn space(dice: &mut Dice) -> &'static str {
    dice.pick(&["", "", "", " ", "\n\t", "\r  "])
}

fn string(dice: &mut Dice) -> String {
    let parts = [
        "",
        "a",
        "name",
        "long text without end",
        "é",
        "😀",
        "\\n",
        "\\\"",
        "\\\\",
        "\\/",
        "\\u0041",
        "\\u00e9",
        "\\ud83d\\ude00",
        "\\ud800",
        "\\udc00",
        "\u{7f}",
        "\\u0000",
    ];
    let mut text = String::from("\"");
    for _ in 0..dice.roll(5) {
        text += dice.pick(&parts);
    }
    text + "\""
}

fn document(dice: &mut Dice, depth: usize) -> String {
    let numbers =
        ["0", "-0", "1", "-12", "1.5", "1e3", "50.0", "1E-2", "123456789012345678901234567890", "0.1e+1"];
    let mut text = space(dice).to_owned();
    match dice.roll(if depth > 4 { 5 } else { 8 }) {
        0 => text += "null",
        1 => text += "true",
        2 => text += "false",
        3 => text += dice.pick(&numbers),
        4 => text += &string(dice),
        5 => {
            let items: Vec<_> = (0..dice.roll(4)).map(|_| document(dice, depth + 1)).collect();
            text = text + "[" + &items.join(",") + space(dice) + "]";
        }
        _ => {
            let member = |dice: &mut Dice| {
                space(dice).to_owned() + &string(dice) + space(dice) + ":" + &document(dice, depth + 1)
            };
            let members: Vec<_> = (0..dice.roll(5)).map(|_| member(dice)).collect();
            text = text + "{" + &members.join(",") + space(dice) + "}";
        }
    }
    text + space(dice)
}

fn documents() -> impl Strategy<Value = String> {
    prop::collection::vec(any::<u8>(), 0..200).prop_map(|bytes| document(&mut Dice(bytes.into_iter()), 0))
}

/// The same value, read through the view.
fn read(json: Json<'_>) -> Value {
    match json.type_name() {
        "object" => json
            .members()
            .map(|(key, value)| (key.as_str().unwrap().into_owned(), read(value)))
            .collect::<serde_json::Map<_, _>>()
            .into(),
        "array" => json.items().map(read).collect(),
        "string" => json.as_exact_str().unwrap().into(),
        "boolean" => json.as_bool().unwrap().into(),
        "null" => Value::Null,
        _ => serde_json::from_slice(json.text()).unwrap(),
    }
}

proptest! {
    #[test]
    fn a_document_reads_as_serde_json_reads_it(text in documents()) {
        let json = Json::parse(text.as_bytes()).unwrap();
        prop_assert_eq!(json.text(), text.trim().as_bytes());
        if let Ok(value) = serde_json::from_str::<Value>(&text) {
            for (key, value) in value.as_object().into_iter().flatten() {
                prop_assert_eq!(&read(json.get(key).unwrap()), value);
            }
            prop_assert_eq!(read(json), value);
        }
    }

    #[test]
    fn a_damaged_document_is_accepted_exactly_when_serde_json_accepts_it(
        text in documents(),
        damage in prop::collection::vec((0..4, any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut text = text.into_bytes();
        let tokens = b"\"\\{}[],:0123456789.eE+-truefalsn \t\n\r\x00\x1f\x7f\xc3";
        for (way, at, byte) in damage {
            let at = at.index(text.len() + 1);
            let token = tokens[usize::from(byte) % tokens.len()];
            match way {
                0 => text.truncate(at),
                1 => text.insert(at, token),
                2 if at < text.len() => text[at] = token,
                3 if at < text.len() => text[at] ^= byte,
                _ => {}
            }
        }
        prop_assert_eq!(accepts(&text), serde_json::from_slice::<IgnoredAny>(&text).is_ok(), "{:?}", text);
    }

    #[test]
    fn random_bytes_are_survived(text in prop::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(accepts(&text), serde_json::from_slice::<IgnoredAny>(&text).is_ok());
    }

    #[test]
    fn a_number_is_finite_when_its_float_is(
        negative: bool,
        integer in "0|[1-9][0-9]{0,30}|17976931348623157[0-9]{0,10}|17976931348623158[0-9]{0,10}",
        fraction in "|\\.[0-9]{1,30}",
        exponent in prop_oneof![-400..400i64, 270..320i64],
    ) {
        let text = format!("{}{integer}{fraction}e{exponent}", if negative { "-" } else { "" });
        let number = json(&text).as_decimal().unwrap();
        let digits = integer + &fraction;
        // Of as many digits, the first numbers that are taken for infinite are not.
        if !digits.replace('.', "").starts_with("17976931348623158079") {
            prop_assert_eq!(number.is_finite(0), text.parse::<f64>().unwrap().is_finite(), "{}", text);
        }
        prop_assert_eq!(number.is_zero(), !digits.contains(|digit| matches!(digit, '1'..='9')));
    }

    #[test]
    fn an_integer_is_what_its_digits_and_the_exponent_say(
        mantissa in 0..1_000_000_000u64,
        point in 0..10usize,
        exponent in -12..8i64,
    ) {
        let digits = format!("{mantissa:010}");
        let (integer, fraction) = digits.split_at(10 - point);
        let integer = integer.trim_start_matches('0');
        let integer = if integer.is_empty() { "0" } else { integer };
        let text = format!("{integer}.{fraction}e{exponent}").replace(".e", "e");
        let power = exponent - point as i64;
        let unit = 10u64.pow(power.unsigned_abs() as u32 % 19);
        let expected = match power {
            _ if mantissa == 0 => Some(0),
            0.. => Some(mantissa * unit).filter(|value| *value < 1 << 53),
            -18.. => mantissa.is_multiple_of(unit).then(|| mantissa / unit),
            _ => None,
        };
        prop_assert_eq!(json(&text).as_u64(), expected, "{}", text);
        let number = json(&text).as_decimal().unwrap();
        if number.is_integer() && !number.is_zero() {
            let mut thousandfold = Vec::new();
            number.write(3, &mut thousandfold);
            let value: f64 = std::str::from_utf8(&thousandfold).unwrap().parse().unwrap();
            prop_assert_eq!(value, format!("{mantissa}e{}", power + 3).parse::<f64>().unwrap());
        }
    }
}

#[test]
fn a_text_that_ends_early_is_malformed_at_its_end_wherever_that_is() {
    let whole = r#"{"a": [1, -2.5e+3, {"b": null}], "c\u00e9": [true, false], "d": "\n\ud83d\ude00"}"#;
    assert!(accepts(whole));
    for end in 0..whole.len() {
        assert_eq!(malformed_at(&whole[..end]), end, "{}", &whole[..end]);
    }
    for other in ["nope", "{\"a\": trie", "[\"\\u00x", "[nul]", "{\"a\" 1"] {
        assert!(malformed_at(other) < other.len(), "{other}");
    }
}

#[test]
fn numbers_are_their_digits() {
    for number in [0, 7, 10, 429, u64::MAX] {
        assert_eq!(decimal(number), number.to_string());
    }
}
