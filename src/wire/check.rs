//! The walker: JSON text against a declared kind.

use super::id;
use super::json::{Cursor, Decimal, Json, Malformed, decimal};
use crate::declare::{Field, Kind, Model};

/// Where a text is not what it was declared to be. Says what kind of value stood there, never the value:
/// it may be a secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mismatch {
    /// `users[3].admin`; empty for the whole.
    pub at: String,
    pub expected: String,
    /// [`Mismatch::UNKNOWN_FIELD`] where no such field is declared; `expected` then lists those that are.
    pub received: String,
}

impl Mismatch {
    pub const UNKNOWN_FIELD: &'static str = "unknown field";

    fn new(expected: String, received: &str) -> Box<Self> {
        Box::new(Self { at: String::new(), expected, received: received.to_owned() })
    }

    /// The same, seen from one step further out.
    fn within(mut self: Box<Self>, step: String) -> Stop {
        self.at = step + &self.at;
        Stop::Mismatch(self)
    }
}

/// Checks a JSON text against a kind. Comes back with the text to use instead where something in it had to be
/// written anew.
///
/// `strict` is for arguments: fields that are not declared are refused.
pub fn check(text: &[u8], kind: &Kind, strict: bool) -> Result<Option<Vec<u8>>, Mismatch> {
    let mut walk = Walk { cursor: Cursor::start(text), strict, copied: 0, out: Vec::new() };
    match walk.document(kind) {
        Ok(()) if walk.copied == 0 => Ok(None),
        Ok(()) => {
            walk.copy(text.len());
            Ok(Some(walk.out))
        }
        Err(Stop::Mismatch(mismatch)) => {
            let at = mismatch.at.strip_prefix('.').unwrap_or(&mismatch.at).to_owned();
            Err(Mismatch { at, ..*mismatch })
        }
        Err(Stop::Malformed(malformed)) => Err(not_json(text, malformed)),
    }
}

/// Deeper than any API nests, shallower than the stack: only a model that contains itself gets there.
const MAX_DEPTH: usize = 256;
const MAX_KEY_CHARS: usize = 64;

enum Stop {
    /// The cursor is of no further use.
    Malformed(Malformed),
    /// The cursor stands behind the value, and all of that is well-formed.
    Mismatch(Box<Mismatch>),
}

impl From<Malformed> for Stop {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<Box<Mismatch>> for Stop {
    fn from(mismatch: Box<Mismatch>) -> Self {
        Self::Mismatch(mismatch)
    }
}

struct Walk<'a> {
    cursor: Cursor<'a>,
    strict: bool,
    /// How much of the text is in `out` already, as it was or written anew; nothing until something changes.
    copied: usize,
    out: Vec<u8>,
}

impl Walk<'_> {
    fn document(&mut self, kind: &Kind) -> Result<(), Stop> {
        let outcome = self.value(kind, 0);
        if !matches!(outcome, Err(Stop::Malformed(_))) {
            self.cursor.end()?;
        }
        outcome
    }

    fn value(&mut self, kind: &Kind, depth: usize) -> Result<(), Stop> {
        if depth > MAX_DEPTH {
            self.cursor.skip()?;
            return Err(Mismatch::new(describe(kind), "too deep nesting").into());
        }
        match (kind, self.cursor.peek()) {
            (Kind::Model(model), Some(b'{')) => self.model(model, depth),
            (Kind::Map(value), Some(b'{')) => self.map(value, depth),
            (Kind::Array(item), Some(b'[')) => self.array(item, depth),
            // The first byte tells whether it fits.
            (Kind::Any, _)
            | (Kind::Object, Some(b'{'))
            | (Kind::String | Kind::Cursor, Some(b'"'))
            | (Kind::Bool | Kind::Flag, Some(b't' | b'f'))
            | (Kind::Nullable(_), Some(b'n')) => Ok(self.cursor.skip()?),
            (Kind::Nullable(inner), _) => self.value(inner, depth + 1).map_err(or_null),
            (Kind::Rewritten(inner, write), _) => self.rewritten(inner, *write, depth),
            _ => self.leaf(kind),
        }
    }

    fn model(&mut self, model: &Model, depth: usize) -> Result<(), Stop> {
        let start = self.cursor.at();
        let mut seen = 0;
        let mut more = self.cursor.enter(b'}');
        while more {
            let key = self.cursor.at();
            let outcome = match self.field(model.fields)? {
                Some((index, field)) => {
                    seen |= bit(index);
                    self.value(&field.kind, depth + 1)
                }
                None => self.unknown(model),
            };
            if let Err(stop) = outcome {
                self.unless_repeated(key, stop)?;
            }
            more = self.cursor.more(b'}')?;
        }
        for (index, field) in model.fields.iter().enumerate() {
            if field.required && seen & bit(index) == 0 {
                let object = Json::trusted(self.cursor.text(start, self.cursor.at()));
                if bit(index) != 0 || object.get(field.name).is_none() {
                    return Err(Mismatch::new(describe(&field.kind), "nothing").within(step(field.name)));
                }
            }
        }
        Ok(())
    }

    /// Reads a key and finds its field.
    fn field<'t>(&mut self, fields: &'t [Field]) -> Result<Option<(usize, &'t Field)>, Malformed> {
        let key = self.cursor.key()?;
        Ok(fields.iter().enumerate().find(|(_, field)| key.is_str(field.name)))
    }

    fn unknown(&mut self, model: &Model) -> Result<(), Stop> {
        self.cursor.skip()?;
        if !self.strict {
            return Ok(());
        }
        let expected = match model.fields {
            [] => "no fields".to_owned(),
            fields => one_of(fields.iter().map(|field| field.name), ""),
        };
        Err(Mismatch::new(expected, Mismatch::UNKNOWN_FIELD).into())
    }

    fn map(&mut self, kind: &Kind, depth: usize) -> Result<(), Stop> {
        let mut more = self.cursor.enter(b'}');
        while more {
            let key = self.cursor.at();
            self.cursor.key()?;
            if let Err(stop) = self.value(kind, depth + 1) {
                self.unless_repeated(key, stop)?;
            }
            more = self.cursor.more(b'}')?;
        }
        Ok(())
    }

    /// `JSON.parse` keeps the last of the members with one key, so a mismatch counts only where that key does
    /// not come again.
    fn unless_repeated(&mut self, key: usize, stop: Stop) -> Result<(), Stop> {
        let Stop::Mismatch(mismatch) = stop else {
            return Err(stop);
        };
        let key = self.cursor.back_at(key).key()?;
        let mut ahead = self.cursor;
        while ahead.more(b'}')? {
            if ahead.key()?.same_str(key) {
                return Ok(());
            }
            ahead.skip()?;
        }
        self.cursor = ahead;
        Err(mismatch.within(step(&key.as_str().unwrap_or_default())))
    }

    fn array(&mut self, kind: &Kind, depth: usize) -> Result<(), Stop> {
        let mut index = 0;
        let mut more = self.cursor.enter(b']');
        while more {
            match self.value(kind, depth + 1) {
                Ok(()) => more = self.cursor.more(b']')?,
                Err(Stop::Mismatch(mismatch)) => {
                    while self.cursor.more(b']')? {
                        self.cursor.skip()?;
                    }
                    return Err(mismatch.within(["[", &decimal(index as u64), "]"].concat()));
                }
                malformed => return malformed,
            }
            index += 1;
        }
        Ok(())
    }

    fn rewritten(&mut self, kind: &Kind, write: fn(&[u8], &mut Vec<u8>), depth: usize) -> Result<(), Stop> {
        self.copy(self.cursor.at());
        let start = self.out.len();
        self.value(kind, depth + 1)?;
        self.copy(self.cursor.at());
        // What is taken out again is the value after the rewrites that its own kind asks for.
        let value = self.out.split_off(start);
        write(&value, &mut self.out);
        Ok(())
    }

    fn leaf(&mut self, kind: &Kind) -> Result<(), Stop> {
        let start = self.cursor.at();
        let value = self.cursor.value()?;
        let refused = match kind {
            Kind::Integer | Kind::Number | Kind::Cursor if value.is_plain_integer() => None,
            Kind::Id(id) if value.is_string() => match value.as_exact_str() {
                Some(text) => id::check(*id, &text).err(),
                None => Some("one with broken Unicode"),
            },
            Kind::NonEmpty if value.is_str("") => Some("an empty string"),
            Kind::NonEmpty if value.is_string() => None,
            Kind::OneOf(words) if words.iter().any(|word| value.is_str(word)) => None,
            Kind::OneOf(_) if value.is_string() => Some("another string"),
            _ => match value.as_decimal() {
                Some(number) => self.number(kind, &number, start),
                None => Some(value.type_name()),
            },
        };
        match refused {
            Some(received) => Err(Mismatch::new(describe(kind), received).into()),
            None => Ok(()),
        }
    }

    /// What to call the number where it does not fit the kind.
    fn number(&mut self, kind: &Kind, number: &Decimal<'_>, start: usize) -> Option<&'static str> {
        let shift = match kind {
            Kind::Number | Kind::Integer | Kind::Natural | Kind::Positive | Kind::Cursor => 0,
            Kind::Seconds => MILLI,
            Kind::Flag => {
                match number.to_u64() {
                    Some(0) => self.replace(start, b"false"),
                    Some(1) => self.replace(start, b"true"),
                    _ => return Some("number"),
                }
                return None;
            }
            _ => return Some("number"),
        };
        if !number.is_finite(shift) {
            return Some("number out of range");
        }
        if !number.is_integer() && !matches!(kind, Kind::Number) {
            return Some("number with a fraction");
        }
        match (kind, number.to_u64()) {
            (Kind::Natural | Kind::Positive, None) if number.negative => Some("negative number"),
            (Kind::Natural | Kind::Positive, None) => Some("number above 9007199254740991"),
            (Kind::Positive, Some(0)) => Some("zero"),
            (Kind::Seconds, _) if !number.is_zero() => {
                self.replace(start, b"");
                number.write(MILLI, &mut self.out);
                None
            }
            _ => None,
        }
    }

    /// Puts other text in place of the value that the cursor has just passed.
    fn replace(&mut self, start: usize, text: &[u8]) {
        self.copy(start);
        self.out.extend_from_slice(text);
        self.copied = self.cursor.at();
    }

    /// Brings `out` up to there with the text as it is.
    fn copy(&mut self, to: usize) {
        self.out.extend_from_slice(self.cursor.text(self.copied, to));
        self.copied = to;
    }
}

/// The power of ten between seconds and milliseconds.
const MILLI: i64 = 3;

/// The mask of a field; none is left from the 65th on.
fn bit(index: usize) -> u64 {
    1u64.checked_shl(index as u32).unwrap_or(0)
}

fn not_json(text: &[u8], Malformed { at }: Malformed) -> Mismatch {
    let received = match Cursor::start(text).peek() {
        None => "nothing".to_owned(),
        Some(b'<') => "HTML; is baseUrl the homeserver's own address?".to_owned(),
        Some(_) => ["malformed JSON at byte ", &decimal(at as u64)].concat(),
    };
    Mismatch { at: String::new(), expected: "JSON".to_owned(), received }
}

fn or_null(stop: Stop) -> Stop {
    match stop {
        Stop::Mismatch(mut mismatch) if mismatch.at.is_empty() => {
            mismatch.expected.push_str(" or null");
            Stop::Mismatch(mismatch)
        }
        stop => stop,
    }
}

/// What a message says is expected.
pub(super) fn describe(kind: &Kind) -> String {
    let name = match kind {
        Kind::Any => "any value",
        Kind::Object | Kind::Map(_) | Kind::Model(_) => "object",
        Kind::Array(_) => "array",
        Kind::String => "string",
        Kind::NonEmpty => "string with something in it",
        Kind::Id(kind) => id::expected(*kind),
        Kind::Bool | Kind::Flag => "boolean",
        Kind::Number => "number",
        Kind::Integer | Kind::Seconds => "integer",
        Kind::Natural => "integer of at least 0",
        Kind::Positive => "integer of at least 1",
        Kind::Cursor => "string or integer",
        Kind::OneOf([one, other]) => return ["\"", one, "\" or \"", other, "\""].concat(),
        Kind::OneOf(words) => return one_of(words.iter().copied(), "\""),
        Kind::Nullable(kind) => return describe(kind) + " or null",
        Kind::Rewritten(kind, _) => return describe(kind),
    };
    name.to_owned()
}

fn one_of(words: impl Iterator<Item = &'static str>, quote: &str) -> String {
    let mut text = String::from("one of ");
    for (index, word) in words.enumerate() {
        text.push_str(if index == 0 { "" } else { ", " });
        text.push_str(quote);
        text.push_str(word);
        text.push_str(quote);
    }
    text
}

/// One key of a path: `.name`, or `["two words"]`.
pub(super) fn step(key: &str) -> String {
    let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
    let begins_a_name = !key.starts_with(|char: char| char.is_ascii_digit());
    if (1..=MAX_KEY_CHARS).contains(&key.len()) && begins_a_name && key.bytes().all(is_name) {
        return [".", key].concat();
    }
    let mut text = String::from("[\"");
    for (index, char) in key.chars().enumerate() {
        match char {
            _ if index == MAX_KEY_CHARS => {
                text.push('…');
                break;
            }
            '"' | '\\' => text.extend(['\\', char]),
            _ if char.is_control() => text.push(char::REPLACEMENT_CHARACTER),
            _ => text.push(char),
        }
    }
    text + "\"]"
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
