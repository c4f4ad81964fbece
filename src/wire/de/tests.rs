#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde::Serialize;
use serde::de::IgnoredAny;
use serde_json::json;

use super::*;
use crate::registration_tokens::{RegistrationToken, RegistrationTokenParams};
use crate::users::{UserPage, UserParams};
use crate::wire::to_json;

fn read<'de, T: Deserialize<'de>>(text: &'de str) -> T {
    from_json(text.as_bytes()).unwrap_or_else(|mismatch| panic!("{text}: {mismatch}"))
}

fn refusal<'de, T: Deserialize<'de> + fmt::Debug>(text: &'de str) -> String {
    from_json::<T>(text.as_bytes()).expect_err(text).to_string()
}

#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
enum Word {
    #[serde(rename = "one")]
    One,
    #[serde(rename = "two words")]
    Two,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Wrapped(i64);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Unit;

/// A field of every type that there is.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Everything {
    bool: bool,
    i8: i8,
    i16: i16,
    i32: i32,
    i64: i64,
    u8: u8,
    u16: u16,
    u32: u32,
    u64: u64,
    f32: f32,
    f64: f64,
    char: char,
    string: String,
    absent: Option<bool>,
    unit: (),
    unit_struct: Unit,
    wrapped: Wrapped,
    list: Vec<Word>,
    pair: (String, i8),
    map: BTreeMap<String, Option<u8>>,
    inner: Option<Box<Inner>>,
    any: serde_json::Value,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Inner {
    #[serde(rename = "two words")]
    two_words: Vec<BTreeMap<String, bool>>,
}

fn words() -> impl Strategy<Value = Vec<Word>> {
    prop::collection::vec(prop::sample::select(vec![Word::One, Word::Two]), 0..4)
}

fn any_value() -> impl Strategy<Value = serde_json::Value> {
    let leaf = prop_oneof![
        Just(json!(null)),
        any::<bool>().prop_map(|value| json!(value)),
        (-99_999_999_999_999_999i64..=99_999_999_999_999_999).prop_map(|value| json!(value)),
        (0.0..1.0f64).prop_map(|value| json!(value + 0.000_001)),
        any::<String>().prop_map(|value| json!(value)),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(|items| json!(items)),
            prop::collection::btree_map(any::<String>(), inner, 0..4).prop_map(|members| json!(members)),
        ]
    })
}

fn everything() -> impl Strategy<Value = Everything> {
    let integers = any::<(i8, i16, i32, i64, u8, u16, u32, u64)>();
    let scalars = (any::<(bool, char, String, Option<bool>)>(), any::<f32>(), any::<f64>(), any::<i64>());
    let maps = prop::collection::btree_map(any::<String>(), any::<Option<u8>>(), 0..4);
    let inner =
        prop::collection::vec(prop::collection::btree_map(any::<String>(), any::<bool>(), 0..3), 0..3);
    let lists = (words(), any::<(String, i8)>(), maps, prop::option::of(inner));
    (integers, scalars, lists, any_value()).prop_map(|(integers, scalars, lists, any)| {
        let (i8, i16, i32, i64, u8, u16, u32, u64) = integers;
        let ((bool, char, string, absent), f32, f64, wrapped) = scalars;
        let (list, pair, map, inner) = lists;
        Everything {
            bool,
            i8,
            i16,
            i32,
            i64,
            u8,
            u16,
            u32,
            u64,
            f32,
            f64,
            char,
            string,
            absent,
            unit: (),
            unit_struct: Unit,
            wrapped: Wrapped(wrapped),
            list,
            pair,
            map,
            inner: inner.map(|two_words| Box::new(Inner { two_words })),
            any,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn values_of_every_type_are_read_as_serde_json_reads_them(value in everything(), pretty: bool) {
        let print = if pretty { serde_json::to_string_pretty } else { serde_json::to_string };
        let text = print(&value).unwrap();
        let theirs: Everything = serde_json::from_str(&text).unwrap();
        let ours: Everything = read(&text);
        // Their numbers may be off by the last bit.
        let near = |one: f64, other: f64| (one - other).abs() <= one.abs() * 1e-15;
        prop_assert!(near(ours.f64, theirs.f64) && near(ours.f64, value.f64), "{}", text);
        prop_assert!(near(ours.f32.into(), theirs.f32.into()), "{}", text);
        prop_assert_eq!(
            Everything { f64: 0.0, f32: 0.0, any: json!(0), ..ours },
            Everything { f64: 0.0, f32: 0.0, any: json!(0), ..theirs }
        );
    }

    #[test]
    fn any_value_is_read_as_serde_json_reads_it(value in any_value()) {
        prop_assert_eq!(read::<serde_json::Value>(&value.to_string()).to_string(), value.to_string());
    }

    #[test]
    fn every_integer_is_read_exactly(signed: i64, unsigned: u64) {
        prop_assert_eq!(read::<i64>(&signed.to_string()), signed);
        prop_assert_eq!(read::<u64>(&unsigned.to_string()), unsigned);
    }
}

#[test]
fn integers_are_integers_however_they_are_written() {
    let table = [
        ("0", 0),
        ("-0", 0),
        ("0.0", 0),
        ("0e99", 0),
        ("50", 50),
        ("50.0", 50),
        ("5e1", 50),
        ("1e3", 1000),
        ("-1e3", -1000),
        ("1.5e1", 15),
        ("1200e-2", 12),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ];
    for (text, number) in table {
        assert_eq!(read::<i64>(text), number, "{text}");
        if let Ok(number) = u64::try_from(number) {
            assert_eq!(read::<u64>(text), number, "{text}");
        }
    }
    for (text, number) in [
        ("9999999999999999999", 9_999_999_999_999_999_999),
        ("18446744073709551615", u64::MAX),
        ("12345678901234567890.0", 12_345_678_901_234_567_890),
        ("1e19", 10_000_000_000_000_000_000),
    ] {
        assert_eq!(read::<u64>(text), number, "{text}");
    }
}

#[test]
fn integers_beyond_64_bits_are_the_largest_there_is() {
    for text in
        ["18446744073709551616", "20000000000000000000", "99999999999999999999", "1e20", "1e21", "1e400"]
    {
        assert_eq!(read::<u64>(text), u64::MAX, "{text}");
        assert_eq!(read::<i64>(text), i64::MAX, "{text}");
        assert_eq!(read::<i64>(&format!("-{text}")), i64::MIN, "{text}");
    }
    assert_eq!(read::<i64>("9223372036854775808"), i64::MAX);
    assert_eq!(read::<i64>("-9223372036854775809"), i64::MIN);
}

#[test]
fn what_is_no_integer_of_the_type_is_refused() {
    for text in ["1.5", "-0.5", "1e-3", "0.1"] {
        assert_eq!(refusal::<i64>(text), ": expected integer, got number", "{text}");
        assert_eq!(refusal::<u64>(text), ": expected integer, got number", "{text}");
    }
    for text in ["-1", "-1e3", "-18446744073709551616"] {
        assert_eq!(refusal::<u64>(text), ": expected integer of at least 0, got number", "{text}");
        assert!(from_json::<u8>(text.as_bytes()).is_err(), "{text}");
    }
    assert_eq!(refusal::<u8>("256"), ": expected another value, got this one");
    assert_eq!(refusal::<i8>("-129"), ": expected another value, got this one");
    assert_eq!((read::<u8>("255"), read::<i8>("-128"), read::<u32>("-0")), (255, -128, 0));
}

#[test]
fn what_is_of_another_type_is_refused() {
    let values = ["null", "true", "1.5", "\"1\"", "[]", "{}"];
    fn refused<T: for<'de> Deserialize<'de> + fmt::Debug>(text: &str) -> String {
        from_json::<T>(text.as_bytes()).map_or_else(|mismatch| mismatch.to_string(), |_| "-".into())
    }
    type Refused = fn(&str) -> String;
    let table: [(Refused, &str, &str); 9] = [
        (refused::<()>, "null", "null"),
        (refused::<bool>, "boolean", "true"),
        (refused::<f64>, "number", "1.5"),
        (refused::<f32>, "number", "1.5"),
        (refused::<String>, "string", "\"1\""),
        (refused::<Vec<i64>>, "array", "[]"),
        (refused::<BTreeMap<String, i64>>, "object", "{}"),
        (refused::<Empty>, "object", "{}"),
        (refused::<i64>, "integer", ""),
    ];
    for (refused, expected, taken) in table {
        for (text, name) in values.into_iter().zip(["null", "boolean", "number", "string", "array", "object"])
        {
            let answer =
                if text == taken { "-".into() } else { format!(": expected {expected}, got {name}") };
            assert_eq!(refused(text), answer, "{text}");
        }
    }
}

#[derive(Debug, Deserialize)]
struct Empty {}

#[test]
fn what_is_not_json_is_refused() {
    for text in ["", "{", "nul", "[1,]", "1 2"] {
        assert_eq!(refusal::<IgnoredAny>(text), ": expected JSON, got malformed JSON", "{text}");
    }
}

#[test]
fn numbers_keep_what_kind_they_are_where_any_value_will_do() {
    let number = |text: &str| read::<serde_json::Value>(text);
    assert_eq!(number("999999999999999999").as_i64(), Some(999_999_999_999_999_999));
    assert_eq!(number("-99999999999999999").as_i64(), Some(-99_999_999_999_999_999));
    for text in ["9999999999999999999", "1.5", "1e3", "-1e300"] {
        assert!(number(text).is_f64(), "{text}");
        assert_eq!(number(text).as_f64(), text.parse().ok(), "{text}");
    }
    assert_eq!(
        read::<serde_json::Value>(r#"[null,true,false,"a",{"b":[]}]"#),
        json!([null, true, false, "a", {"b": []}])
    );
}

#[test]
fn strings_are_read_with_their_escapes() {
    assert_eq!(read::<String>(r#""a\n\u00e9\ud83d\ude00\"""#), "a\né😀\"");
    assert_eq!(from_json::<String>(b"\"a\xff\"").unwrap(), "a\u{fffd}");
    assert_eq!(read::<char>("\"é\""), 'é');
    assert!(from_json::<char>(b"\"ab\"").is_err());
}

#[test]
fn one_of_a_set_of_strings_is_read_by_its_name() {
    assert_eq!(read::<Vec<Word>>(r#"["two words","\u006fne"]"#), [Word::Two, Word::One]);
    assert_eq!(refusal::<Word>("\"three\""), ": expected one, two words, got another string");
    assert_eq!(refusal::<Word>("{\"one\":null}"), ": expected string, got object");
    assert_eq!(refusal::<Word>("null"), ": expected string, got null");
}

#[test]
fn variants_with_content_are_not_read() {
    #[derive(Debug, Deserialize)]
    #[allow(dead_code)]
    enum Full {
        Newtype(i64),
        Tuple(i64, i64),
        Struct { a: i64 },
    }
    for name in ["Newtype", "Tuple", "Struct"] {
        let refused = ": expected a variant without content, got string";
        assert_eq!(refusal::<Full>(&format!("{name:?}")), refused, "{name}");
    }
}

#[test]
fn absent_null_and_a_value_are_three() {
    let token = read::<RegistrationTokenParams>;
    let table = [
        ("{}", None),
        (r#"{"uses_allowed":null}"#, Some(None)),
        (r#"{"uses_allowed":0}"#, Some(Some(0))),
        (r#"{"unknown":[1],"uses_allowed":1e1}"#, Some(Some(10))),
    ];
    for (text, expected) in table {
        assert_eq!(token(text).uses_allowed, expected, "{text}");
        assert_eq!(token(text).expiry_time, None, "{text}");
    }
    for text in ["{}", r#"{"uses_allowed":null,"expiry_time":5}"#, r#"{"expiry_time":null}"#] {
        assert_eq!(to_json(&token(text)).unwrap(), text);
    }
    let user = |text: &str| read::<UserParams>(text).user_type;
    assert_eq!(user("{}"), None);
    assert_eq!(user(r#"{"user_type":null}"#), Some(None));
    assert_eq!(user(r#"{"user_type":"bot"}"#), Some(Some("bot".into())));
}

const TOKEN: &str = r#"{"token":"a","uses_allowed":null,"pending":1,"completed":2,"expiry_time":3"#;

#[test]
fn of_repeated_keys_the_last_counts() {
    let token: RegistrationToken = read(&format!(r#"{TOKEN},"pending":7,"\u0074oken":"b","x":1,"x":2}}"#));
    assert_eq!((token.pending, &*token.token, token.other["x"].text()), (7, "b", "2"));
    assert_eq!(
        read::<RegistrationTokenParams>(r#"{"uses_allowed":1,"uses_allowed":null}"#).uses_allowed,
        Some(None)
    );
    assert_eq!(
        refusal::<Inner>(r#"{"two words":[],"two words":[]}"#),
        "[\"two words\"]: expected one value, got two"
    );
}

#[test]
fn fields_that_are_not_declared_are_kept_and_written_again() {
    let text = format!(r#"{TOKEN},"new":{{"a":[1,"é",null]}},"z":false}}"#);
    let token: RegistrationToken = read(&text);
    assert_eq!(token.other.keys().collect::<Vec<_>>(), ["new", "z"]);
    assert_eq!(token.other["new"].text(), r#"{"a":[1,"é",null]}"#);
    assert_eq!(to_json(&token).unwrap(), text);
}

#[test]
fn a_refusal_names_its_place() {
    let user = |admin: &str| {
        format!(
            r#"{{"name":"@a:s","user_type":null,"is_guest":false,"admin":{admin},"deactivated":false,
            "shadow_banned":false,"displayname":null,"avatar_url":null,"creation_ts":null}}"#
        )
    };
    let page = |users: &[String]| format!(r#"{{"users":[{}],"total":1}}"#, users.join(","));
    let (good, bad) = (user("true"), user("1"));
    assert_eq!(read::<UserPage>(&page(&[good.clone(), good.clone()])).users.len(), 2);
    let refused = refusal::<UserPage>(&page(&[good.clone(), good.clone(), good.clone(), bad.clone()]));
    assert_eq!(refused, "users[3].admin: expected boolean, got number");
    assert_eq!(refusal::<UserPage>(&page(&[bad])), "users[0].admin: expected boolean, got number");
    let without = good.replace("\"admin\":true,", "");
    assert_eq!(refusal::<UserPage>(&page(&[without])), "users[0].admin: expected a value, got nothing");
    assert_eq!(refusal::<UserPage>(r#"{"users":[]}"#), "total: expected a value, got nothing");
    assert_eq!(refusal::<UserPage>("[]"), ": expected object, got array");
    assert_eq!(refusal::<Vec<Vec<i64>>>("[[],[1,null]]"), "[1][1]: expected integer, got null");
    assert_eq!(
        refusal::<BTreeMap<String, BTreeMap<String, bool>>>(r#"{"a b":{"c":0}}"#),
        "[\"a b\"].c: expected boolean, got number"
    );
}

#[test]
fn a_refusal_tells_nothing_of_the_value() {
    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    #[allow(dead_code)]
    struct Strict {
        known: (i64, i64),
    }
    let table = [
        (r#"{"secret":1}"#, ": expected known, got unknown field"),
        (r#"{"known":[1]}"#, "known: expected another length, got this one"),
    ];
    for (text, expected) in table {
        assert_eq!(refusal::<Strict>(text), expected);
    }
    assert_eq!(refusal::<std::num::NonZeroU8>("0"), ": expected another value, got this one");
    assert_eq!(refusal::<i128>("\"secret\""), ": expected another type, got this one");
}

#[test]
fn what_is_ignored_may_be_anything() {
    for text in ["null", "1e999", "[[1],{}]", "\"\""] {
        read::<IgnoredAny>(text);
    }
}

#[test]
fn a_type_can_refuse_in_its_own_words() {
    #[derive(Debug)]
    struct Never;
    impl<'de> Deserialize<'de> for Never {
        fn deserialize<D: Deserializer<'de>>(_: D) -> Result<Self, D::Error> {
            Err(D::Error::custom("never"))
        }
    }
    assert_eq!(refusal::<Vec<Never>>("[1]"), "[0]: expected a value that the type takes, got never");
}
