#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::BTreeMap;
use std::fmt::Debug;

use proptest::prelude::*;
use serde_json::Value;

use super::*;

fn written<T: Serialize + ?Sized>(value: &T) -> String {
    to_json(value).unwrap()
}

fn refusal<T: Serialize + Debug>(value: &T) -> String {
    to_json(value).map_or_else(|mismatch| mismatch.to_string(), |text| panic!("{value:?}: {text}"))
}

#[derive(Clone, Debug, Serialize)]
struct Unit;

#[derive(Clone, Debug, Serialize)]
struct Newtype(String);

#[derive(Clone, Debug, Serialize)]
struct Tuple(i8, char);

#[derive(Clone, Debug, Serialize)]
enum Variant {
    #[serde(rename = "two \"words\"")]
    Plain,
    With(u8),
    Pair(u8, u8),
    Struct {
        a: u8,
    },
}

/// Bytes, which serde writes as a list unless they say so.
#[derive(Clone, Debug)]
struct Bytes(Vec<u8>);

impl Serialize for Bytes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(&self.0)
    }
}

#[derive(Clone, Debug, Serialize)]
struct Everything {
    bool: bool,
    signed: (i8, i16, i32, i64),
    unsigned: (u8, u16, u32, u64),
    f64: f64,
    char: char,
    #[serde(rename = "a \"key\"\n")]
    string: String,
    option: Option<Option<bool>>,
    unit: (),
    unit_struct: Unit,
    newtype: Newtype,
    tuple: Tuple,
    variants: Vec<Variant>,
    bytes: Bytes,
    list: Vec<String>,
    map: BTreeMap<String, Vec<u64>>,
    keys: BTreeMap<char, ()>,
}

fn everything() -> impl Strategy<Value = Everything> {
    let scalars = any::<(bool, f64, char, String, Option<Option<bool>>, (i8, char))>();
    let integers = any::<((i8, i16, i32, i64), (u8, u16, u32, u64))>();
    let variants = prop_oneof![Just(Variant::Plain), any::<u8>().prop_map(Variant::With)];
    let list = prop::collection::vec(any::<String>(), 0..4);
    let map = prop::collection::btree_map(any::<String>(), prop::collection::vec(any::<u64>(), 0..3), 0..3);
    let keys = prop::collection::btree_map(any::<char>(), Just(()), 0..3);
    let bytes = prop::collection::vec(any::<u8>(), 0..4);
    (scalars, integers, prop::collection::vec(variants, 0..4), list, map, keys, bytes).prop_map(
        |((bool, f64, char, string, option, tuple), (signed, unsigned), variants, list, map, keys, bytes)| {
            Everything {
                bool,
                signed,
                unsigned,
                f64,
                char,
                newtype: Newtype(string.clone()),
                string,
                option,
                unit: (),
                unit_struct: Unit,
                tuple: Tuple(tuple.0, tuple.1),
                variants,
                bytes: Bytes(bytes),
                list,
                map,
                keys,
            }
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn values_of_every_type_are_written_as_serde_json_writes_them(value in everything()) {
        let number = value.f64;
        let value = Everything { f64: 0.5, ..value };
        let (ours, theirs) = (written(&value), serde_json::to_string(&value).unwrap());
        prop_assert_eq!(serde_json::from_str::<Value>(&ours).unwrap(), serde_json::from_str::<Value>(&theirs).unwrap());
        // Nothing stands between values, and members stand in order.
        prop_assert_eq!(ours.matches([',', ':', '[', '{']).count(), theirs.matches([',', ':', '[', '{']).count());
        prop_assert_eq!(written(&number).parse(), Ok(number));
    }
}

#[test]
fn every_type_has_its_text() {
    assert_eq!(written(&[true, false]), "[true,false]");
    assert_eq!(
        written(&(i8::MIN, i16::MIN, i32::MIN, i64::MIN)),
        "[-128,-32768,-2147483648,-9223372036854775808]"
    );
    assert_eq!(
        written(&(u8::MAX, u16::MAX, u32::MAX, u64::MAX)),
        "[255,65535,4294967295,18446744073709551615]"
    );
    assert_eq!(written(&(0i8, 0i64, 7i16, 0u8)), "[0,0,7,0]");
    assert_eq!(written(&(0.5f32, 1.0f64, -2.5f64, 0.0f64)), "[0.5,1,-2.5,0]");
    assert_eq!(written(&('é', '"', "a")), r#"["é","\"","a"]"#);
    assert_eq!(written(&(None::<bool>, Some(1), (), Unit)), "[null,1,null,null]");
    assert_eq!(written(&(Newtype("n".into()), Tuple(1, 'c'), Bytes(vec![1, 2]))), r#"["n",[1,"c"],[1,2]]"#);
    assert_eq!(written(&[Variant::Plain, Variant::With(1)]), r#"["two \"words\"",{"With":1}]"#);
    assert_eq!(written(&(Vec::<bool>::new(), BTreeMap::<String, bool>::new())), "[[],{}]");
    assert_eq!(written(&BTreeMap::from([("a", vec![1]), ("b", vec![2, 3])])), r#"{"a":[1],"b":[2,3]}"#);
}

#[test]
fn strings_and_keys_are_escaped() {
    let text = "\"\\/\n\u{0}\u{1f}\u{7f}é\u{2028}";
    let expected = "\"\\\"\\\\/\\u000a\\u0000\\u001f\u{7f}é\u{2028}\"";
    assert_eq!(written(text), expected);
    assert_eq!(written(&BTreeMap::from([(text, 1)])), format!("{{{expected}:1}}"));
}

#[test]
fn numbers_that_json_does_not_have_are_refused() {
    for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(refusal(&number), ": expected a finite number, got another");
        assert_eq!(refusal(&[number as f32]), ": expected a finite number, got another");
    }
}

#[test]
fn keys_that_are_no_strings_are_refused() {
    let refused = ": expected a string for a key, got something else";
    assert_eq!(refusal(&BTreeMap::from([(1, "a")])), refused);
    assert_eq!(refusal(&BTreeMap::from([(None::<&str>, "a")])), refused);
    assert_eq!(refusal(&BTreeMap::from([(true, "a")])), refused);
    assert_eq!(refusal(&BTreeMap::from([(["a"], "a")])), refused);
    assert_eq!(written(&BTreeMap::from([(Some("a"), 1)])), r#"{"a":1}"#);
}

#[test]
fn variants_with_more_than_one_value_are_refused() {
    for (value, what) in [(Variant::Pair(1, 2), "tuple"), (Variant::Struct { a: 1 }, "struct")] {
        assert_eq!(
            refusal(&value),
            format!(": expected a value that JSON can hold, got a variant of a {what}")
        );
    }
}

#[test]
fn a_type_can_refuse_in_its_own_words() {
    #[derive(Debug)]
    struct Never;
    impl Serialize for Never {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("never"))
        }
    }
    assert_eq!(refusal(&[Never]), ": expected a value that JSON can hold, got never");
}
