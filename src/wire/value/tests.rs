#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;

use proptest::prelude::*;
use serde_json::json;

use super::*;

fn value(text: &str) -> Value {
    text.parse().unwrap_or_else(|mismatch| panic!("{text}: {mismatch}"))
}

const TEXTS: [&str; 14] = [
    "null",
    "true",
    "false",
    "0",
    "-12",
    "9223372036854775807",
    "1.5",
    "\"\"",
    "\"a \\\"quote\\\" é\"",
    "[]",
    "{}",
    "[1,[2,[3]],\"a\"]",
    "{\"\":null,\"a\":1,\"b\":{\"c\":[]}}",
    "[null,false,{\"x\":[{}]}]",
];

#[test]
fn the_text_is_kept_as_it_came() {
    for text in TEXTS.into_iter().chain([
        "1e3",
        "-0",
        "99999999999999999999",
        "[ 1 ]",
        r#""\u0061""#,
        r#"{"a":1,"a":2}"#,
    ]) {
        assert_eq!(value(text).text(), text);
        assert_eq!(format!("{:?}", value(text)), text);
        assert_eq!(value(&format!(" \n{text}\t")).text(), text);
        assert_eq!(from_json::<Value>(text.as_bytes()).unwrap().text(), text);
        let nested = format!(r#"{{"k":[{text}]}}"#);
        assert_eq!(
            from_json::<BTreeMap<String, Vec<Value>>>(nested.as_bytes()).unwrap()["k"][0].text(),
            text
        );
    }
}

#[test]
fn the_text_is_sent_as_it_came() {
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let odd = [
        "12345678901234567890",
        "-9223372036854775809",
        "1.0",
        "1e400",
        r#""\ud800""#,
        "{ \"%\" : 1, \"%\" : 2 }",
        &deep,
    ];
    for text in odd {
        assert_eq!(to_json(&value(text)).unwrap(), text);
        let around = BTreeMap::from([("k", [Some(value(text))])]);
        assert_eq!(to_json(&around).unwrap(), format!(r#"{{"k":[{text}]}}"#));
    }
}

#[test]
fn other_formats_write_the_text_anew() {
    for text in TEXTS {
        assert_eq!(serde_json::from_str::<Value>(text).unwrap().text(), text);
        assert_eq!(serde_json::from_value::<Value>(text.parse().unwrap()).unwrap().text(), text);
    }
    for (text, anew) in [
        ("[ 1 , 2 ]", "[1,2]"),
        (" { \"a\" : 1 , \"b\" : 2 } ", r#"{"a":1,"b":2}"#),
        ("18446744073709551615", "18446744073709551615"),
        (r#""\u0061\n""#, r#""a\u000a""#),
        (r#"{"\n":1}"#, r#"{"\u000a":1}"#),
    ] {
        assert_eq!(serde_json::from_str::<Value>(text).unwrap().text(), anew, "{text}");
    }
}

#[test]
fn formats_that_know_options_and_wrappers_are_taken_too() {
    use serde::de::value::{Error, F64Deserializer, UnitDeserializer};
    use serde::de::{Deserializer, IntoDeserializer};

    /// Says of each value that it is there, or of null that it is not; or that it stands in a wrapper.
    struct Around(Option<i64>, bool);

    impl<'de> Deserializer<'de> for Around {
        type Error = Error;

        fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
            match self {
                Around(None, _) => visitor.visit_none(),
                Around(Some(number), true) => visitor.visit_some(number.into_deserializer()),
                Around(Some(number), false) => visitor.visit_newtype_struct(number.into_deserializer()),
            }
        }

        fn deserialize_newtype_struct<V: Visitor<'de>>(
            self,
            _: &'static str,
            visitor: V,
        ) -> Result<V::Value, Error> {
            visitor.visit_newtype_struct(self)
        }

        serde::forward_to_deserialize_any! {
            bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
            unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
        }
    }

    assert_eq!(Value::deserialize(Around(None, true)).unwrap().text(), "null");
    assert_eq!(Value::deserialize(Around(Some(-7), true)).unwrap().text(), "-7");
    assert_eq!(Value::deserialize(Around(Some(8), false)).unwrap().text(), "8");
    let unit: UnitDeserializer<Error> = ().into_deserializer();
    assert_eq!(unit.deserialize_any(Rewriter).unwrap(), "null");
    let infinite: F64Deserializer<Error> = f64::INFINITY.into_deserializer();
    assert!(infinite.deserialize_any(Rewriter).is_err());
}

#[test]
fn what_cannot_be_a_value_is_refused_in_words() {
    use serde::de::value::{BytesDeserializer, Error};
    let refused = BytesDeserializer::<Error>::new(b"x").deserialize_any(Rewriter).unwrap_err();
    assert_eq!(refused.to_string(), "invalid type: byte array, expected any value");
    let refused = BytesDeserializer::<Error>::new(b"x").deserialize_any(Raw).unwrap_err();
    assert_eq!(refused.to_string(), "invalid type: byte array, expected any value");
}

#[test]
fn what_is_not_json_is_no_value() {
    for text in ["", "{", "nul", "1 2", "'a'"] {
        assert_eq!(
            text.parse::<Value>().unwrap_err().to_string(),
            ": expected JSON, got malformed JSON",
            "{text}"
        );
    }
}

#[test]
fn a_value_is_written_as_what_it_is() {
    for text in TEXTS {
        assert_eq!(to_json(&value(text)).unwrap(), text);
        assert_eq!(serde_json::to_string(&value(text)).unwrap(), text);
    }
    for (text, written) in
        [("1e3", "1000.0"), ("[ 1, 2.50 ]", "[1,2.5]"), (r#""\u0061""#, "\"a\""), ("-1e-2", "-0.01")]
    {
        assert_eq!(to_json(&value(text)).unwrap(), text);
        assert_eq!(serde_json::to_string(&value(text)).unwrap(), written);
    }
    // Nothing else makes one that is not JSON.
    assert_eq!(serde_json::to_string(&Value("{".into())).unwrap(), "null");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn any_value_can_be_made_and_read_again(strings: Vec<String>, numbers: BTreeMap<String, i64>) {
        let both = (strings, numbers);
        let value = Value::of(&both).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Value>(value.text()).unwrap(), &value);
        prop_assert_eq!(to_json(&value).unwrap(), value.text());
        prop_assert_eq!(value.read::<(Vec<String>, BTreeMap<String, i64>)>().unwrap(), both);
    }
}

#[test]
fn values_are_made_of_what_serde_can_write() {
    assert_eq!(Value::of(&json!({"a": [1, null]})).unwrap().text(), r#"{"a":[1,null]}"#);
    assert_eq!(Value::of("text").unwrap(), value("\"text\""));
    assert_eq!(Value::object().text(), "{}");
    assert!(Value::of(&f64::NAN).is_err());
}

#[test]
fn values_are_read_as_a_type() {
    assert_eq!(value("[1,2.0]").read::<Vec<u8>>().unwrap(), [1, 2]);
    assert_eq!(value("[1,-1]").read::<Vec<u8>>().unwrap_err().at, "[1]");
}

#[test]
fn members_are_found_by_name() {
    let object = value(r#"{"a":[ 1 ],"\u0062":"x","c":null,"a":{"d":2}}"#);
    let table =
        [("a", Some(r#"{"d":2}"#)), ("b", Some("\"x\"")), ("c", Some("null")), ("d", None), ("", None)];
    for (name, text) in table {
        assert_eq!(object.get(name), text.map(value), "{name}");
    }
    for text in ["[1]", "1", "null", "\"a\""] {
        assert_eq!(value(text).get("a"), None, "{text}");
    }
}

#[test]
fn strings_are_read_and_nothing_else_is_one() {
    assert_eq!(value(r#""a\n\u00e9""#).as_str().as_deref(), Some("a\né"));
    assert_eq!(value(r#""""#).as_str().as_deref(), Some(""));
    for text in ["null", "1", "true", "[\"a\"]", "{}"] {
        assert_eq!(value(text).as_str(), None, "{text}");
    }
}

#[test]
fn a_cursor_is_handed_back_as_it_came() {
    for text in ["\"s12_34\"", "\"\"", "\"é \\\"\"", "\"12\"", "0", "100", "-1", "9223372036854775807"] {
        let cursor: Cursor = from_json(text.as_bytes()).unwrap();
        assert_eq!(to_json(&cursor).unwrap(), text);
        assert_eq!(serde_json::to_string(&cursor).unwrap(), text);
        assert_eq!(cursor, serde_json::from_str(text).unwrap());
    }
    // A walker lets them through: they are integers.
    for (text, written) in [("100.0", "100"), ("1e2", "100"), ("1e400", "9223372036854775807")] {
        assert_eq!(to_json(&from_json::<Cursor>(text.as_bytes()).unwrap()).unwrap(), written, "{text}");
    }
}

#[test]
fn a_cursor_is_made_of_a_string_or_a_number() {
    assert_eq!(to_json(&Cursor::from("s\"1")).unwrap(), r#""s\"1""#);
    assert_eq!(to_json(&Cursor::from("12")).unwrap(), "\"12\"");
    assert_eq!(to_json(&Cursor::from(12)).unwrap(), "12");
    assert_eq!(to_json(&Cursor::from(0)).unwrap(), "0");
    assert_ne!(Cursor::from("12"), Cursor::from(12));
}
