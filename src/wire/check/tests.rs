#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

use super::*;
use crate::declare::Id;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

const fn field(name: &'static str, kind: Kind, required: bool) -> Field {
    Field { name, kind, required }
}

fn brackets(value: &[u8], out: &mut Vec<u8>) {
    out.extend([b"[", value, b"]"].concat());
}

static USER: Model = Model {
    name: "",
    fields: &[
        field("name", Kind::String, true),
        field("admin", Kind::Bool, true),
        field("displayname", Kind::Nullable(&Kind::String), false),
        field("creation_ts", Kind::Integer, false),
    ],
};
static USERS: Model = Model {
    name: "",
    fields: &[
        field("users", Kind::Array(&Kind::Model(&USER)), true),
        field("next_token", Kind::Cursor, false),
    ],
};
static TREE: Model =
    Model { name: "", fields: &[field("children", Kind::Array(&Kind::Model(&TREE)), false)] };
static ARRAYS: Kind = Kind::Array(&ARRAYS);
static MAPS: Kind = Kind::Map(&MAPS);
static NULLABLES: Kind = Kind::Array(&Kind::Nullable(&NULLABLES));
static REWRITTEN: Kind = Kind::Array(&Kind::Rewritten(&REWRITTEN, brackets));
static EMPTY: Model = Model { name: "", fields: &[] };
static EVERYTHING: Model = Model {
    name: "",
    fields: &[
        field("any", Kind::Any, false),
        field("object", Kind::Object, false),
        field("flag", Kind::Flag, false),
        field("number", Kind::Number, false),
        field("natural", Kind::Natural, false),
        field("positive", Kind::Positive, false),
        field("seconds", Kind::Nullable(&Kind::Seconds), true),
        field("id", Kind::Id(Id::User), false),
        field("dir", Kind::OneOf(&["f", "b"]), false),
        field("users", Kind::Model(&USERS), false),
        field("devices", Kind::Map(&Kind::Model(&USER)), false),
        field("flags", Kind::Nullable(&Kind::Map(&Kind::Flag)), false),
        field("times", Kind::Rewritten(&Kind::Array(&Kind::Seconds), brackets), false),
        field("tree", Kind::Model(&TREE), false),
    ],
};

fn checked(text: &str, kind: &Kind) -> Result<Option<String>, Mismatch> {
    check(text.as_bytes(), kind, false).map(|text| text.map(|text| String::from_utf8(text).unwrap()))
}

fn accepts(text: &str, kind: &Kind) -> bool {
    checked(text, kind).is_ok()
}

fn rewritten(text: &str, kind: &Kind) -> String {
    checked(text, kind).unwrap().unwrap()
}

fn message(result: Result<Option<Vec<u8>>, Mismatch>) -> String {
    let Mismatch { at, expected, received } = result.unwrap_err();
    format!("{at}: {expected}, {received}")
}

fn mismatch(text: &str, kind: &Kind) -> String {
    message(check(text.as_bytes(), kind, false))
}

const USERS_KIND: Kind = Kind::Model(&USERS);
const USER_KIND: Kind = Kind::Model(&USER);

#[test]
fn what_fits_is_left_as_it_is() {
    assert_eq!(checked(r#"{"users":[{"name":"a","admin":true}]}"#, &USERS_KIND), Ok(None));
    assert_eq!(checked("\u{feff} { \"users\" : [ ] , \"next_token\" : 5 } \n", &USERS_KIND), Ok(None));
}

#[test]
fn a_mismatch_names_the_place_and_both_kinds() {
    let user = |user: &str| {
        mismatch(&format!(r#"{{"users": [{{"name": "a", "admin": true}}, {user}]}}"#), &USERS_KIND)
    };
    assert_eq!(user(r#"{"name": "b", "admin": "yes"}"#), "users[1].admin: boolean, string");
    assert_eq!(user(r#"{"name": null, "admin": true}"#), "users[1].name: string, null");
    assert_eq!(user(r#"{"name": "b"}"#), "users[1].admin: boolean, nothing");
    assert_eq!(
        user(r#"{"name": "b", "admin": true, "displayname": []}"#),
        "users[1].displayname: string or null, array"
    );
    assert_eq!(user("true"), "users[1]: object, boolean");
    assert_eq!(mismatch("{\"users\": {}}", &USERS_KIND), "users: array, object");
    assert_eq!(mismatch("[]", &USERS_KIND), ": object, array");
    assert_eq!(mismatch("[]", &Kind::Nullable(&USERS_KIND)), ": object or null, array");
    assert_eq!(mismatch("{\"users\": {}}", &Kind::Nullable(&USERS_KIND)), "users: array, object");
    for (value, received) in [("7", "number"), ("null", "null"), ("\"\\ud800\"", "one with broken Unicode")] {
        let expected = id::expected(Id::Room);
        assert_eq!(mismatch(value, &Kind::Id(Id::Room)), format!(": {expected}, {received}"));
    }
}

#[test]
fn an_index_is_written_out_whatever_its_digits() {
    for index in [0, 9, 10, 99, 1203] {
        let text = format!("[{}true]", "1,".repeat(index));
        assert_eq!(mismatch(&text, &Kind::Array(&Kind::Integer)), format!("[{index}]: integer, boolean"));
    }
}

#[test]
fn a_key_that_is_no_name_is_quoted() {
    let at = |key: &str| {
        mismatch(&format!("{{\"{key}\":1}}"), &Kind::Map(&Kind::Bool)).replace(": boolean, number", "")
    };
    assert_eq!(at("a_1"), "a_1");
    assert_eq!(at("1a"), "[\"1a\"]");
    assert_eq!(at("a.b"), "[\"a.b\"]");
    assert_eq!(at(""), "[\"\"]");
    assert_eq!(at(r#"\"\\\n"#), "[\"\\\"\\\\\u{fffd}\"]");
    assert_eq!(at("\\ud800é"), "[\"\u{fffd}é\"]");
    assert_eq!(at(&"é".repeat(100_000)), format!("[\"{}…\"]", "é".repeat(64)));
}

#[test]
fn no_value_is_ever_told() {
    let secret = "syt_secret";
    for kind in [Kind::Bool, Kind::OneOf(&["f"]), Kind::Array(&Kind::Any), Kind::Nullable(&USER_KIND)] {
        assert!(!mismatch(&format!("\"{secret}\""), &kind).contains(secret));
    }
}

#[test]
fn what_is_not_json_is_told_apart() {
    assert_eq!(mismatch("", &Kind::Any), ": JSON, nothing");
    assert_eq!(mismatch("\u{feff} \n", &Kind::Any), ": JSON, nothing");
    assert_eq!(
        mismatch(" <!doctype html>", &Kind::Any),
        ": JSON, HTML; is baseUrl the homeserver's own address?"
    );
    assert_eq!(mismatch("{\"users\": tru}", &USERS_KIND), ": JSON, malformed JSON at byte 10");
    assert_eq!(mismatch("{\"users\": 1} x", &USERS_KIND), ": JSON, malformed JSON at byte 13");
    assert_eq!(mismatch("{\"users\": 1, \"users\": [}", &USERS_KIND), ": JSON, malformed JSON at byte 23");
}

#[test]
fn every_prefix_of_a_valid_document_is_refused() {
    let text = r#"{"users": [{"name": "a", "admin": true, "x": [1, {"y": "\u00e9"}]}], "next_token": "5"}"#;
    assert!(accepts(text, &USERS_KIND));
    for length in 0..text.len() {
        assert!(!accepts(&text[..length], &USERS_KIND), "{length}");
    }
}

#[test]
fn fields_come_in_any_order_and_spacing() {
    for text in [
        r#"{"admin":true,"name":"a"}"#,
        r#"{"admin" : true , "name":"a"}"#,
        "{\"name\"\n:\n\"a\",\n\"admin\"\t:\ttrue}",
        r#"{"x":1,"admin":true,"name_":2,"nam":3,"creation_ts":4,"name":"a"}"#,
    ] {
        assert_eq!(checked(text, &USER_KIND), Ok(None), "{text}");
    }
    assert_eq!(mismatch(r#"{"admin":true,"name" :1}"#, &USER_KIND), "name: string, number");
}

#[test]
fn an_escaped_key_is_the_field_it_spells() {
    assert!(accepts(r#"{"\u006eame":"a","admin":true}"#, &USER_KIND));
    assert_eq!(mismatch(r#"{"\u006eame":1,"admin":true}"#, &USER_KIND), "name: string, number");
}

#[test]
fn a_duplicate_key_is_judged_by_its_last_value() {
    assert!(accepts(r#"{"name":1,"admin":true,"name":"a"}"#, &USER_KIND));
    assert!(accepts(r#"{"name":1,"admin":true,"\u006eame":"a"}"#, &USER_KIND));
    assert!(accepts(r#"{"name":1,"name":2,"admin":true,"name" : "a"}"#, &USER_KIND));
    assert!(accepts(r#"{"users":[{"name":1}],"users":[]}"#, &USERS_KIND));
    assert_eq!(mismatch(r#"{"name":"a","admin":true,"name":1}"#, &USER_KIND), "name: string, number");
    assert_eq!(mismatch(r#"{"name":1,"admin":2,"name":null}"#, &USER_KIND), "admin: boolean, number");
    assert_eq!(mismatch(r#"{"name":1,"name":"a"}"#, &USER_KIND), "admin: boolean, nothing");
    assert_eq!(
        mismatch(r#"{"users":[{"users":1}],"x":{"users":[]}}"#, &USERS_KIND),
        "users[0].name: string, nothing"
    );
}

#[test]
fn a_duplicate_key_of_a_map_is_judged_by_its_last_value() {
    let map = Kind::Map(&Kind::Bool);
    assert!(accepts(r#"{"a":1,"b":true,"\u0061":true}"#, &map));
    assert!(accepts(r#"{"__proto__":1,"__proto__":true}"#, &map));
    assert_eq!(mismatch(r#"{"a":1,"b":2,"a":3}"#, &map), "b: boolean, number");
    assert_eq!(mismatch(r#"{"\ud800":1,"\ud801":true}"#, &map), "[\"\u{fffd}\"]: boolean, number");
}

#[test]
fn the_first_mismatch_of_the_text_is_told() {
    assert_eq!(
        mismatch(r#"{"users":[{"name":1,"admin":1}],"next_token":null}"#, &USERS_KIND),
        "users[0].name: string, number"
    );
    assert_eq!(
        mismatch(r#"{"next_token":null,"users":1}"#, &USERS_KIND),
        "next_token: string or integer, null"
    );
}

#[test]
fn proto_is_an_ordinary_key() {
    assert!(accepts(r#"{"__proto__":{"name":1},"name":"a","admin":true}"#, &USER_KIND));
    assert_eq!(mismatch(r#"{"__proto__":{"name":"a","admin":true}}"#, &USER_KIND), "name: string, nothing");
}

#[test]
fn a_kind_takes_what_it_says_and_nothing_else() {
    let values = ["{}", "[]", "\"\"", "\"@a:b\"", "true", "0", "1.5", "null"];
    let takes =
        |kind: Kind| values.into_iter().filter(|value| accepts(value, &kind)).collect::<Vec<_>>().join(" ");
    assert_eq!(takes(Kind::Any), values.join(" "));
    assert_eq!(takes(Kind::Object), "{}");
    assert_eq!(takes(Kind::Model(&EMPTY)), "{}");
    assert_eq!(takes(Kind::Map(&Kind::Bool)), "{}");
    assert_eq!(takes(Kind::Array(&Kind::Bool)), "[]");
    assert_eq!(takes(Kind::String), "\"\" \"@a:b\"");
    assert_eq!(takes(Kind::NonEmpty), "\"@a:b\"");
    assert_eq!(takes(Kind::Id(Id::User)), "\"@a:b\"");
    assert_eq!(takes(Kind::Bool), "true");
    assert_eq!(takes(Kind::Flag), "true 0");
    assert_eq!(takes(Kind::Number), "0 1.5");
    assert_eq!(takes(Kind::Integer), "0");
    assert_eq!(takes(Kind::Seconds), "0");
    assert_eq!(takes(Kind::Natural), "0");
    assert_eq!(takes(Kind::Positive), "");
    assert_eq!(takes(Kind::Cursor), "\"\" \"@a:b\" 0");
    assert_eq!(takes(Kind::OneOf(&["", "a"])), "\"\"");
    assert_eq!(takes(Kind::Nullable(&Kind::String)), "\"\" \"@a:b\" null");
    assert_eq!(takes(Kind::Rewritten(&Kind::Nullable(&Kind::Bool), brackets)), "true null");
}

#[test]
fn an_integer_is_one_however_it_is_written() {
    for text in ["50.0", "1e3", "-3", "9223372036854775808", "1.5e1", "0e9999", "1e308", "-0"] {
        assert_eq!(checked(text, &Kind::Integer), Ok(None), "{text}");
    }
    assert_eq!(mismatch("1.5", &Kind::Integer), ": integer, number with a fraction");
    assert_eq!(mismatch("1e-1", &Kind::Cursor), ": string or integer, number with a fraction");
}

#[test]
fn a_number_that_javascript_takes_for_infinite_is_refused() {
    let digits = |count: usize| "9".repeat(count);
    for kind in [Kind::Number, Kind::Integer, Kind::Cursor, Kind::Natural, Kind::Seconds] {
        let out_of_range = format!(": {}, number out of range", describe(&kind));
        for text in
            ["1e400", "-1e400", "1.7976931348623158079e308", "1e99999999999999999999999", &digits(309)]
        {
            assert_eq!(mismatch(text, &kind), out_of_range, "{text}");
        }
    }
    for text in ["1.7976931348623158078e308", "0e400", &digits(308), "1e-400"] {
        assert!(accepts(text, &Kind::Number), "{text}");
    }
}

#[test]
fn arguments_are_numbers_that_javascript_holds_exactly() {
    assert!(
        accepts("9007199254740991", &Kind::Natural)
            && accepts("1.0", &Kind::Positive)
            && accepts("-0", &Kind::Natural)
    );
    assert_eq!(mismatch("-1", &Kind::Natural), ": integer of at least 0, negative number");
    assert_eq!(mismatch("0", &Kind::Positive), ": integer of at least 1, zero");
    assert_eq!(mismatch("0.5", &Kind::Positive), ": integer of at least 1, number with a fraction");
    let too_much = ": integer of at least 0, number above 9007199254740991";
    assert_eq!(mismatch("9007199254740992", &Kind::Natural), too_much);
    assert_eq!(mismatch("1e300", &Kind::Natural), too_much);
}

#[test]
fn zero_and_one_become_booleans() {
    let flags = Kind::Array(&Kind::Flag);
    assert_eq!(rewritten("[0, 1 ,true,false, 1.0,0e0]", &flags), "[false, true ,true,false, true,false]");
    assert_eq!(checked("[true]", &flags), Ok(None));
    for text in ["2", "-1", "0.5", "1e400"] {
        assert_eq!(mismatch(text, &Kind::Flag), ": boolean, number", "{text}");
    }
}

#[test]
fn seconds_become_milliseconds() {
    let cases = [
        ("1700000000", "1700000000000"),
        ("-5", "-5000"),
        ("1.5e9", "1500000000000"),
        ("170e7", "1700000000000"),
        ("50.0", "50000"),
        ("-1.20e1", "-12000"),
        ("5000e-3", "5000"),
        ("100", "100000"),
    ];
    for (seconds, milliseconds) in cases {
        assert_eq!(rewritten(seconds, &Kind::Seconds), milliseconds, "{seconds}");
    }
    for zero in ["0", "-0", "0.0", "0e9"] {
        assert_eq!(checked(zero, &Kind::Seconds), Ok(None), "{zero}");
    }
    assert_eq!(mismatch("1.5", &Kind::Seconds), ": integer, number with a fraction");
    assert_eq!(mismatch("1e306", &Kind::Seconds), ": integer, number out of range");
    assert_eq!(rewritten("1e305", &Kind::Seconds).len(), 309);
}

#[test]
fn what_stands_around_a_rewritten_value_stays() {
    let text = r#" {"seconds" : 5 , "x": "é\n", "flag":1,"any":[0, 1]} "#;
    assert_eq!(
        rewritten(text, &Kind::Model(&EVERYTHING)),
        r#" {"seconds" : 5000 , "x": "é\n", "flag":true,"any":[0, 1]} "#
    );
}

#[test]
fn a_rewriting_function_sees_what_its_kind_has_rewritten() {
    static TIMES: Kind = Kind::Rewritten(&Kind::Array(&Kind::Seconds), brackets);
    assert_eq!(rewritten("[1,0, 2]", &TIMES), "[[1000,0, 2000]]");
    assert_eq!(rewritten(" [] ", &TIMES), " [[]] ");
    assert_eq!(rewritten("[ [1],[2] ]", &Kind::Array(&TIMES)), "[ [[1000]],[[2000]] ]");
    assert_eq!(rewritten("[1]", &Kind::Rewritten(&TIMES, brackets)), "[[[1000]]]");
    assert_eq!(checked("null", &Kind::Nullable(&TIMES)), Ok(None));
    assert_eq!(mismatch("{}", &Kind::Nullable(&TIMES)), ": array or null, object");
}

#[test]
fn a_rewrite_survives_a_duplicate_that_is_out_of_kind() {
    let text = r#"{"times":[1,true],"seconds":1,"times":[2]}"#;
    let value: Value = serde_json::from_str(&rewritten(text, &Kind::Model(&EVERYTHING))).unwrap();
    assert_eq!(value, json!({ "times": [[2000]], "seconds": 1000 }));
}

#[test]
fn one_of_several_words_is_compared_decoded() {
    static KIND: Kind = Kind::OneOf(&["f", "b"]);
    assert!(accepts("\"b\"", &KIND) && accepts("\"\\u0066\"", &KIND));
    assert_eq!(mismatch("\"F\"", &KIND), ": \"f\" or \"b\", another string");
    assert_eq!(mismatch("1", &Kind::Nullable(&KIND)), ": \"f\" or \"b\" or null, number");
    assert_eq!(mismatch("null", &Kind::OneOf(&["a", "b", "c"])), ": one of \"a\", \"b\", \"c\", null");
}

#[test]
fn an_unknown_field_of_an_argument_is_refused_with_those_that_are_known() {
    let strict = |text: &str, kind| message(check(text.as_bytes(), kind, true));
    assert_eq!(
        strict(r#"{"users":[{"nme":"a"}]}"#, &USERS_KIND),
        "users[0].nme: one of name, admin, displayname, creation_ts, unknown field"
    );
    assert_eq!(strict("{\"a\":1}", &Kind::Model(&EMPTY)), "a: no fields, unknown field");
    assert_eq!(
        check(br#"{"any":{"a":1},"seconds":null,"object":{"b":2}}"#, &Kind::Model(&EVERYTHING), true),
        Ok(None)
    );
}

#[test]
fn a_field_beyond_the_64th_is_required_too() {
    let fields: Vec<_> =
        (0..70).map(|index| field(format!("f{index}").leak(), Kind::Integer, true)).collect();
    let kind = Kind::Model(Box::leak(Box::new(Model { name: "", fields: fields.leak() })));
    let text = |skipped: usize| {
        let members = (0..70).filter(|index| *index != skipped).map(|index| format!("\"f{index}\":{index}"));
        format!("{{{}}}", members.collect::<Vec<_>>().join(","))
    };
    assert!(accepts(&text(70), &kind));
    for skipped in 0..70 {
        assert_eq!(mismatch(&text(skipped), &kind), format!("f{skipped}: integer, nothing"));
    }
}

#[test]
fn depth_is_no_danger() {
    let nest = "[".repeat(100_000) + &"]".repeat(100_000);
    assert!(accepts(&format!("{{\"x\":{nest},\"name\":\"a\",\"admin\":true}}"), &USER_KIND));
    assert!(accepts(&nest, &Kind::Any));
    assert_eq!(mismatch(&nest, &Kind::Bool), ": boolean, array");
    let tree = |depth: usize| "{\"children\":[".repeat(depth) + &"]}".repeat(depth);
    assert!(accepts(&tree(100), &Kind::Model(&TREE)));
    assert!(mismatch(&tree(100_000), &Kind::Model(&TREE)).ends_with("children: array, too deep nesting"));
}

#[test]
fn every_step_inwards_counts_towards_the_greatest_depth() {
    for (kind, open, innermost, close, deepest) in [
        (&ARRAYS, "[", "[]", "]", MAX_DEPTH),
        (&MAPS, "{\"a\":", "{}", "}", MAX_DEPTH),
        (&NULLABLES, "[", "[]", "]", MAX_DEPTH / 2),
        (&REWRITTEN, "[", "[]", "]", MAX_DEPTH / 2),
        (&Kind::Model(&TREE), "{\"children\":[", "{}", "]}", MAX_DEPTH / 2),
    ] {
        let text = |depth: usize| open.repeat(depth) + innermost + &close.repeat(depth);
        assert!(accepts(&text(deepest), kind), "{open}");
        assert!(mismatch(&text(deepest + 1), kind).ends_with(", too deep nesting"), "{open}");
    }
}

#[test]
fn a_large_document_is_checked_whole() {
    let user =
        r#"{"name": "@user:example.org", "admin": false, "displayname": null, "creation_ts": 1600000000000}"#;
    let users = vec![user; 5_000_000 / user.len()];
    let text = |last: &str| format!("{{\"users\": [{}, {last}]}}", users.join(", "));
    assert_eq!(checked(&text(user), &USERS_KIND), Ok(None));
    assert_eq!(mismatch(&text("0"), &USERS_KIND), format!("users[{}]: object, number", users.len()));
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

fn member(key: &str, value: String, dice: &mut Dice) -> String {
    let key = match dice.roll(8) {
        1 => key.replacen('a', "\\u0061", 1).replacen('e', "\\u0065", 1),
        _ => key.to_owned(),
    };
    format!(
        "{}\"{key}\"{}:{}{value}",
        dice.pick(&["", " ", "\n"]),
        dice.pick(&["", "", " "]),
        dice.pick(&["", " "])
    )
}

/// A text of the kind, or nearly.
fn near(kind: &Kind, dice: &mut Dice) -> String {
    if dice.roll(40) == 39 {
        return dice
            .pick(&["null", "{}", "[]", "\"\"", "0", "true", "1.5", "-1", "\"f\"", "[{}]"])
            .to_owned();
    }
    match kind {
        Kind::Any => dice.pick(&["{\"a\":[1]}", "[[]]", "\"\\ud83d\\ude00\"", "null", "5"]).to_owned(),
        Kind::Object => dice.pick(&["{}", "{\"name\":1}"]).to_owned(),
        Kind::Id(_) => dice.pick(&["\"@a:b\"", "\"@\\u0061:b\"", "\"@a\"", "\"\""]).to_owned(),
        Kind::String | Kind::NonEmpty => {
            dice.pick(&["\"\"", "\"a long enough string\"", "\"\\\"\""]).to_owned()
        }
        Kind::Bool => dice.pick(&["true", "false"]).to_owned(),
        Kind::Flag => dice.pick(&["true", "false", "0", "1", "1.0", "0", "1", "2"]).to_owned(),
        Kind::Number => dice.pick(&["0", "1.5", "-2e-3", "1e3", "12"]).to_owned(),
        Kind::Integer | Kind::Cursor | Kind::Seconds | Kind::Natural | Kind::Positive => dice
            .pick(&["1", "0", "50.0", "12e2", "1700000000", "17", "9007199254740991", "1", "1", "1"])
            .to_owned(),
        Kind::OneOf(words) => format!("\"{}\"", words[dice.roll(words.len())]),
        Kind::Nullable(inner) => {
            if dice.roll(3) == 0 {
                "null".to_owned()
            } else {
                near(inner, dice)
            }
        }
        Kind::Array(inner) => {
            let items: Vec<_> = (0..dice.roll(4)).map(|_| near(inner, dice)).collect();
            format!("[{}]", items.join(dice.pick(&[",", ", "])))
        }
        Kind::Map(inner) => {
            let keys = ["name", "a.b", "__proto__", ""];
            let members: Vec<_> =
                (0..dice.roll(4)).map(|_| member(dice.pick(&keys), near(inner, dice), dice)).collect();
            format!("{{{}}}", members.join(","))
        }
        Kind::Model(model) => {
            let mut members = Vec::new();
            for field in model.fields {
                let often = if field.required { 40 } else { 3 };
                if dice.roll(often) != often - 1 {
                    members.push(member(field.name, near(&field.kind, dice), dice));
                }
                match dice.roll(20) {
                    1 => members.push(member("unknown", "[{\"name\": 1}]".to_owned(), dice)),
                    2 => members.insert(0, member(field.name, near(&field.kind, dice), dice)),
                    _ => {}
                }
            }
            format!("{{{}}}", members.join(dice.pick(&[",", ", "])))
        }
        Kind::Rewritten(inner, _) => near(inner, dice),
    }
}

/// What the walker is to make of a value, said over the parsed value; `None` where it does not fit.
fn oracle(value: Value, kind: &Kind) -> Option<Value> {
    let integer = |value: &Value| value.as_f64().filter(|number| number.fract() == 0.0);
    let fits = match kind {
        Kind::Any => true,
        Kind::Object => value.is_object(),
        Kind::String => value.is_string(),
        Kind::Id(id) => id::check(*id, value.as_str()?).is_ok(),
        Kind::NonEmpty => !value.as_str()?.is_empty(),
        Kind::Bool => value.is_boolean(),
        Kind::Flag => match integer(&value) {
            Some(0.0) => return Some(false.into()),
            Some(1.0) => return Some(true.into()),
            _ => value.is_boolean(),
        },
        Kind::Number => value.is_number(),
        Kind::Integer => integer(&value).is_some(),
        Kind::Natural => integer(&value)? >= 0.0,
        Kind::Positive => integer(&value)? >= 1.0,
        Kind::Seconds if integer(&value)? == 0.0 => true,
        Kind::Seconds => return Some((integer(&value)? as i64).checked_mul(1000)?.into()),
        Kind::Cursor => value.is_string() || integer(&value).is_some(),
        Kind::OneOf(words) => words.contains(&value.as_str()?),
        Kind::Nullable(inner) => return if value.is_null() { Some(value) } else { oracle(value, inner) },
        Kind::Array(inner) => match value {
            Value::Array(items) => return items.into_iter().map(|item| oracle(item, inner)).collect(),
            _ => false,
        },
        Kind::Map(inner) => match value {
            Value::Object(members) => {
                return members.into_iter().map(|(key, value)| Some((key, oracle(value, inner)?))).collect();
            }
            _ => false,
        },
        Kind::Model(model) => {
            let Value::Object(mut members) = value else { return None };
            let mut known = Map::new();
            for field in model.fields {
                match members.remove(field.name) {
                    Some(value) => _ = known.insert(field.name.to_owned(), oracle(value, &field.kind)?),
                    None if field.required => return None,
                    None => {}
                }
            }
            members.append(&mut known);
            return Some(members.into());
        }
        Kind::Rewritten(inner, _) => return Some(Value::Array(vec![oracle(value, inner)?])),
    };
    fits.then_some(value)
}

fn near_everything() -> impl Strategy<Value = String> {
    let bytes = prop::collection::vec(any::<u8>(), 0..400);
    bytes.prop_map(|bytes| near(&Kind::Model(&EVERYTHING), &mut Dice(bytes.into_iter())))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn the_walker_judges_and_rewrites_as_one_would_judge_the_parsed_value(text in near_everything()) {
        let kind = Kind::Model(&EVERYTHING);
        let parsed: Value = serde_json::from_str(&text).unwrap();
        let found = match check(text.as_bytes(), &kind, false) {
            Ok(rewritten) => {
                let text = rewritten.unwrap_or_else(|| text.clone().into_bytes());
                Some(serde_json::from_slice(&text).unwrap())
            }
            Err(mismatch) => {
                prop_assert_ne!(mismatch.expected, "JSON");
                None
            }
        };
        prop_assert_eq!(found, oracle(parsed, &kind), "{}", text);
    }

    #[test]
    fn a_text_is_called_malformed_exactly_when_it_is(
        text in near_everything(),
        at in any::<prop::sample::Index>(),
        damage in prop::option::of(prop::sample::select(&b"\"\\{}[],:0.e-tn \x00\xff"[..])),
    ) {
        let mut text = text.into_bytes();
        if let Some(byte) = damage {
            let at = at.index(text.len());
            text[at] = byte;
        }
        for kind in [Kind::Model(&EVERYTHING), Kind::Map(&Kind::Array(&Kind::Any)), Kind::Any, Kind::Bool] {
            let malformed = check(&text, &kind, false).is_err_and(|mismatch| mismatch.expected == "JSON");
            prop_assert_eq!(malformed, Json::parse(&text).is_err());
        }
    }
}
