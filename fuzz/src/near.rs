//! Documents of a declared kind, or nearly.

use std::ops::Range;

use arbitrary::Unstructured;
use matrix_admin_sdk::declare::{Id, Kind, Model};
use serde_json::Value;

/// Values that fit next to nothing.
const ODD: [&str; 14] =
    ["null", "{}", "[]", "\"\"", "0", "1", "true", "1.5", "-1", "\"f\"", "[{}]", "1e400", "1e-400", "-0.0"];
const NUMBERS: [&str; 24] = [
    "1",
    "0",
    "17",
    "2",
    "-5",
    "50.0",
    "12e2",
    "1.5",
    "-2e-3",
    "1E+2",
    "-0",
    "0e9",
    "1700000000",
    "5000e-3",
    "9007199254740991",
    "9007199254740992",
    "9007199254740993.5",
    "1e305",
    "1e306",
    "1e308",
    "1e309",
    "179769313486231580780e288",
    "179769313486231580789e288",
    "0.1e99999999999999999999",
];
const STRINGS: [&str; 12] = [
    "\"\"",
    "\"a string of some length\"",
    "\"@alice:example.com\"",
    "\"f\"",
    "\"\\u0066\"",
    "\".\"",
    "\"..\"",
    "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
    "\"\\ud83d\\ude00\"",
    "\"\\ud800\"",
    "\"\\udc00\\ud800x\"",
    "\"é😀\u{feff}\"",
];
const KEYS: [&str; 8] = ["name", "a.b", "__proto__", "constructor", "", "\\ud800", "\\udc00", "\\u006eame"];

/// Makes documents from bytes. Zeros follow the last byte, and end every loop.
pub struct Near<'a, 'b> {
    pub bytes: &'a mut Unstructured<'b>,
    /// Whether a key may stand twice in an object.
    pub repeats: bool,
}

impl Near<'_, '_> {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.bytes.int_in_range(0..=sides.saturating_sub(1)).unwrap_or(0)
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    /// A text of the kind, or one that nearly is.
    pub fn value(&mut self, kind: &Kind) -> String {
        if self.roll(40) == 39 {
            return self.pick(&ODD).to_owned();
        }
        match kind {
            Kind::Any => self.anything(),
            Kind::Object => self.object(&Kind::Any),
            Kind::String | Kind::NonEmpty => self.string(),
            Kind::Id(id) => self.id(*id),
            Kind::Bool => self.pick(&["true", "false"]).to_owned(),
            Kind::Flag => self.pick(&["true", "0", "1", "false", "1.0", "0e0", "2"]).to_owned(),
            Kind::Cursor if self.roll(2) == 1 => self.string(),
            Kind::Number | Kind::Integer | Kind::Cursor | Kind::Seconds | Kind::Natural | Kind::Positive => {
                self.number()
            }
            Kind::OneOf(words) => format!("\"{}\"", self.pick(words)),
            Kind::Nullable(_) if self.roll(3) == 1 => "null".to_owned(),
            Kind::Nullable(kind) | Kind::Rewritten(kind, _) => self.value(kind),
            Kind::Array(kind) => self.array(kind),
            Kind::Map(kind) => self.object(kind),
            Kind::Model(model) => self.model(model),
        }
    }

    fn anything(&mut self) -> String {
        match self.roll(6) {
            0 => self.string(),
            1 => self.number(),
            2 => self.object(&Kind::Any),
            3 => self.array(&Kind::Any),
            _ => self.pick(&ODD).to_owned(),
        }
    }

    fn number(&mut self) -> String {
        let sides = if self.roll(3) == 2 { NUMBERS.len() } else { 5 };
        self.pick(&NUMBERS[..sides]).to_owned()
    }

    pub fn string(&mut self) -> String {
        match self.roll(3) {
            0 => self.pick(&STRINGS).to_owned(),
            1 => quoted(self.bytes.arbitrary().unwrap_or("x")),
            _ => quoted(&"long ".repeat(self.roll(60))),
        }
    }

    fn id(&mut self, id: Id) -> String {
        let sigil = match id {
            Id::User => "@",
            Id::Room => "!",
            Id::RoomOrAlias => self.pick(&["!", "#"]),
            Id::Event => "$",
        };
        let name = self.bytes.arbitrary().unwrap_or("bob");
        match self.roll(6) {
            0 => quoted(&format!("{sigil}alice:example.com")),
            1 => quoted(&format!("{sigil}{name}:example.com:8448")),
            2 => quoted(&format!("{sigil}a:{name}")),
            3 => quoted(&format!("{sigil}{name}")),
            4 => quoted(&format!("{sigil}{}:[::1]", "/..%2e?#".repeat(self.roll(40)))),
            _ => self.string(),
        }
    }

    fn array(&mut self, kind: &Kind) -> String {
        let items: Vec<_> = (0..self.roll(4)).map(|_| self.value(kind)).collect();
        format!("[{}{}]", self.space(), items.join(self.pick(&[",", ", ", "\n,"])))
    }

    fn object(&mut self, kind: &Kind) -> String {
        let mut members = Vec::new();
        for own in KEYS.iter().take(self.roll(4)) {
            let value = self.value(kind);
            let key = if self.repeats { self.pick(&KEYS) } else { own };
            members.push(self.member(key, &value));
        }
        format!("{{{}{}}}", members.join(","), self.space())
    }

    fn model(&mut self, model: &Model) -> String {
        let mut members = Vec::new();
        for field in model.fields {
            let present = match field.required {
                true => self.roll(40) != 39,
                false => self.roll(3) != 0,
            };
            if present {
                let value = self.value(&field.kind);
                members.push(self.member(field.name, &value));
            }
            match self.roll(24) {
                1 => members.push(self.member("unknown", "[{\"name\": 1}]")),
                2 if self.repeats => {
                    let value = self.value(&field.kind);
                    let place = self.roll(members.len() + 1);
                    members.insert(place, self.member(field.name, &value));
                }
                3 if members.len() > 1 => members.rotate_left(1),
                _ => {}
            }
        }
        format!("{{{}}}", members.join(self.pick(&[",", ", "])))
    }

    fn member(&mut self, key: &str, value: &str) -> String {
        let key = match self.roll(8) {
            1 if !key.contains('\\') => key.replacen('a', "\\u0061", 1).replacen('e', "\\u0065", 1),
            _ => key.to_owned(),
        };
        format!("{}\"{key}\"{}:{}{value}", self.space(), self.space(), self.space())
    }

    fn space(&mut self) -> &'static str {
        self.pick(&["", "", "", "", " ", "\n\t"])
    }

    /// The document with something in it changed that leaves it JSON, if it was.
    pub fn changed(&mut self, text: &[u8], kind: &Kind) -> Vec<u8> {
        let (Some(from), Some(to)) = (self.piece(text), self.piece(text)) else {
            return self.value(kind).into_bytes();
        };
        match self.roll(4) {
            0 => self.value(kind).into_bytes(),
            1 => [&text[..to.start], &text[from], &text[to.end..]].concat(),
            2 => [&text[..to.end], b",", &text[from], &text[to.end..]].concat(),
            _ => {
                let odd = self.anything();
                [&text[..to.start], odd.as_bytes(), &text[to.end..]].concat()
            }
        }
    }

    /// A value somewhere in the text, or a member with its key.
    fn piece(&mut self, text: &[u8]) -> Option<Range<usize>> {
        let begin = self.roll(text.len());
        let begins_one = |byte: &u8| b"\"{[tfn-0123456789".contains(byte);
        let start = begin + text.get(begin..)?.iter().position(begins_one)?;
        let end = value_end(text, start)?;
        let behind = text.get(end..)?.iter().position(|byte| !byte.is_ascii_whitespace());
        match behind.map(|space| end + space) {
            Some(colon) if text[start] == b'"' && text[colon] == b':' => {
                Some(start..value_end(text, colon + 1)?)
            }
            _ => Some(start..end),
        }
    }
}

fn value_end(text: &[u8], start: usize) -> Option<usize> {
    let mut values = serde_json::Deserializer::from_slice(text.get(start..)?).into_iter::<Value>();
    values.next()?.ok()?;
    Some(start + values.byte_offset())
}

fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}

/// As many bytes as a document may want, from a seed.
pub fn noise(seed: u32) -> Vec<u8> {
    let mut state = u64::from(seed) << 1 | 1;
    let word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 32) as u32
    };
    std::iter::repeat_with(word).take(256).flat_map(u32::to_le_bytes).collect()
}
