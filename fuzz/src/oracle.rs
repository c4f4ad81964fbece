//! What is right, said over parsed values with no eye on speed or on where in the text things stand.

use std::ops::RangeInclusive;

use matrix_admin_sdk::declare::{Id, Kind, Reply};
use matrix_admin_sdk::wire::Failure;
use num_bigint::BigInt;
use serde::Deserialize;
use serde_json::{Map, Number, Value};

/// What `JSON.parse` makes of the bytes behind a `TextDecoder`; nothing where it throws.
///
/// A lone surrogate, which Rust's strings cannot hold, becomes a character of the last private plane.
pub fn parse(bytes: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(bytes);
    let text = with_whole_characters(text.strip_prefix('\u{feff}').unwrap_or(&text));
    let mut reader = serde_json::Deserializer::from_str(&text);
    reader.disable_recursion_limit();
    let value = Value::deserialize(&mut reader).ok()?;
    reader.end().ok().map(|()| value)
}

const LONE_SURROGATES: RangeInclusive<char> = '\u{10f000}'..='\u{10f7ff}';

/// Whether [`parse`] may take something in the text for something else: a character for a lone surrogate, or an object
/// for a number, which is how serde_json hands on numbers of any size.
pub fn is_doubtful(text: &[u8]) -> bool {
    let text = String::from_utf8_lossy(text).to_ascii_lowercase();
    text.contains(|char| LONE_SURROGATES.contains(&char))
        || ["\\udbfc", "\\udbfd", "$serde_json"].iter().any(|token| text.contains(token))
}

fn with_whole_characters(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, escape)) = rest.split_once('\\') {
        out += before;
        let (token, after) = match (unit(escape), escape.get(5..).and_then(|next| next.strip_prefix('\\'))) {
            (Some(0xd800..0xdc00), Some(next)) if matches!(unit(next), Some(0xdc00..0xe000)) => {
                (escape[..11].to_owned(), &escape[11..])
            }
            (Some(unit @ 0xd800..0xe000), _) => {
                let stand_in =
                    char::from_u32(u32::from(*LONE_SURROGATES.start()) + unit - 0xd800).unwrap_or_default();
                let halves = stand_in.encode_utf16(&mut [0; 2]).to_vec();
                (
                    halves.iter().map(|half| format!("u{half:04x}")).collect::<Vec<_>>().join("\\"),
                    &escape[5..],
                )
            }
            _ => {
                let escaped = escape.chars().next().map_or(0, char::len_utf8);
                (escape[..escaped].to_owned(), &escape[escaped..])
            }
        };
        out.push('\\');
        out += &token;
        rest = after;
    }
    out + rest
}

/// The code unit of `uXXXX`.
fn unit(escape: &str) -> Option<u32> {
    let digits = escape.strip_prefix('u')?.get(..4)?;
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u32::from_str_radix(digits, 16).ok())?
}

/// A string of [`parse`] as a URL or a Rust string holds it.
pub fn lossy(text: &str) -> String {
    text.replace(|char| LONE_SURROGATES.contains(&char), "\u{fffd}")
}

/// What a call with that reply resolves to; nothing where the value is not as declared.
pub fn reply(reply: &Reply, status: u16, value: Value) -> Option<Option<Value>> {
    let mut value = judge(value, reply.kind(), false)?;
    Some(match reply {
        Reply::Nothing => None,
        Reply::Field(_, name) | Reply::Job(_, name, _) => value.as_object_mut()?.remove(*name),
        Reply::Created(_) => {
            value["created"] = (status == 201).into();
            Some(value)
        }
        Reply::Value(_) | Reply::Page(..) | Reply::Bytes => Some(value),
    })
}

/// The value as the user gets it, if it is of the kind. `strict` refuses fields that are not declared.
pub fn judge(value: Value, kind: &Kind, strict: bool) -> Option<Value> {
    Judge { strict }.value(value, kind, 0)
}

struct Judge {
    strict: bool,
}

impl Judge {
    fn value(&self, value: Value, kind: &Kind, depth: usize) -> Option<Value> {
        // As deep as the walker goes.
        if depth > 256 {
            return None;
        }
        let inside = |value, kind| self.value(value, kind, depth + 1);
        let fits = match kind {
            Kind::Any => true,
            Kind::Object => value.is_object(),
            Kind::String => value.is_string(),
            Kind::Id(id) => is_id(*id, value.as_str()?),
            Kind::NonEmpty => value.as_str().is_some_and(|text| !text.is_empty()),
            Kind::Bool => value.is_boolean(),
            Kind::Number => finite(&value, 0),
            Kind::Integer => integer(&value).is_some(),
            Kind::Natural => (0..1_i64 << 53).contains(&integer(&value)?.try_into().unwrap_or(-1)),
            Kind::Positive => (1..1_i64 << 53).contains(&integer(&value)?.try_into().unwrap_or(-1)),
            Kind::Cursor => value.is_string() || integer(&value).is_some(),
            Kind::OneOf(words) => words.contains(&value.as_str()?),
            Kind::Flag if value.is_boolean() => true,
            Kind::Flag => {
                let number = u8::try_from(integer(&value)?).ok().filter(|number| *number < 2)?;
                return Some((number == 1).into());
            }
            Kind::Seconds => {
                let seconds = integer(&value).filter(|_| finite(&value, 3))?;
                if seconds == BigInt::ZERO {
                    return Some(value);
                }
                return Some(Value::Number(Number::from_string_unchecked((seconds * 1000_u32).to_string())));
            }
            Kind::Nullable(_) if value.is_null() => true,
            Kind::Nullable(kind) => return inside(value, kind),
            Kind::Array(kind) => {
                let Value::Array(items) = value else { return None };
                return items.into_iter().map(|item| inside(item, kind)).collect();
            }
            Kind::Map(kind) => {
                let Value::Object(members) = value else { return None };
                return members.into_iter().map(|(key, value)| Some((key, inside(value, kind)?))).collect();
            }
            Kind::Model(model) => {
                let Value::Object(mut members) = value else { return None };
                let mut known = Map::new();
                for field in model.fields {
                    match members.remove(field.name) {
                        Some(value) => _ = known.insert(field.name.to_owned(), inside(value, &field.kind)?),
                        None if field.required => return None,
                        None => {}
                    }
                }
                if self.strict && !members.is_empty() {
                    return None;
                }
                members.append(&mut known);
                return Some(members.into());
            }
            Kind::Rewritten(kind, write) => {
                let value = inside(value, kind)?;
                return match kind {
                    Kind::Model(model)
                        if model.fields.iter().map(|field| field.name).eq(["user_id", "devices"]) =>
                    {
                        Some(joined_sessions(value))
                    }
                    _ => written(&value, *write),
                };
            }
        };
        fits.then_some(value)
    }
}

/// Whether it has the form of a Matrix identifier.
fn is_id(id: Id, text: &str) -> bool {
    let is_form = match id {
        Id::User => is_named(text, '@'),
        Id::Room => is_opaque(text, '!'),
        Id::RoomOrAlias => is_named(text, '#') || is_opaque(text, '!'),
        Id::Event => text.strip_prefix('$').is_some_and(|rest| !rest.is_empty()),
    };
    lossy(text) == text && is_form
}

/// `!opaque`, or with a server.
fn is_opaque(text: &str, sigil: char) -> bool {
    match text.strip_prefix(sigil) {
        Some(opaque) if !opaque.contains(':') => !opaque.is_empty(),
        _ => is_named(text, sigil),
    }
}

/// `@name:server`, whatever they are.
fn is_named(text: &str, sigil: char) -> bool {
    let named = text.strip_prefix(sigil).and_then(|text| text.split_once(':'));
    named.is_some_and(|(_, server)| !server.is_empty())
}

/// The connections of all sessions of a device in one list.
fn joined_sessions(mut whois: Value) -> Value {
    let devices = std::mem::take(&mut whois["devices"]);
    let lists = |device: &Value| -> Vec<Value> {
        let sessions = device["sessions"].as_array().into_iter().flatten();
        sessions.filter_map(|session| session["connections"].as_array()).flatten().cloned().collect()
    };
    let devices = devices.as_object().into_iter().flatten();
    whois["devices"] = devices.map(|(name, device)| (name.clone(), Value::from(lists(device)))).collect();
    whois
}

/// The properties that the error of a failure has.
pub fn fields(failure: &Failure) -> Value {
    let mut fields = serde_json::to_value(&failure.details).expect("properties are JSON");
    if let Some(body) = &failure.body {
        fields["body"] = parse(body.as_bytes()).expect("the body is JSON");
    }
    fields
}

/// What the function itself writes for a value in its plainest form.
fn written(value: &Value, write: fn(&[u8], &mut Vec<u8>)) -> Option<Value> {
    let (text, mut out) = (value.to_string(), Vec::new());
    write(text.as_bytes(), &mut out);
    parse(&out)
}

/// Whether it is a number that JavaScript holds, even times 10 to the power of `shift`.
fn finite(value: &Value, shift: i64) -> bool {
    Decimal::of(value).is_some_and(|number| number.is_finite(shift))
}

fn integer(value: &Value) -> Option<BigInt> {
    Decimal::of(value).filter(|number| number.is_finite(0))?.integer()
}

/// `digits` times 10 to the power of `exponent`.
struct Decimal {
    digits: BigInt,
    exponent: i64,
}

impl Decimal {
    fn of(value: &Value) -> Option<Self> {
        let Value::Number(number) = value else { return None };
        let text = number.to_string();
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let far = if exponent.starts_with('-') { i64::MIN / 4 } else { i64::MAX / 4 };
        Some(Self {
            digits: [whole, fraction].concat().parse().ok()?,
            exponent: exponent.parse().unwrap_or(far).clamp(i64::MIN / 4, i64::MAX / 4)
                - fraction.len() as i64,
        })
    }

    /// How many digits it has before the point, or with a minus how many zeros behind it.
    fn magnitude(&self) -> i64 {
        self.digits.magnitude().to_string().len() as i64 + self.exponent
    }

    fn is_finite(&self, shift: i64) -> bool {
        if self.digits == BigInt::ZERO || self.magnitude() + shift < 300 {
            return true;
        }
        // The first 20 digits of the smallest number that becomes infinite.
        let limit = BigInt::from(17_976_931_348_623_158_079_u64) * power(289);
        let digits = BigInt::from(self.digits.magnitude().clone());
        let exponent = self.exponent + shift;
        self.magnitude() + shift < 310
            && match exponent {
                0.. => digits * power(exponent) < limit,
                _ => digits < limit * power(-exponent),
            }
    }

    fn integer(&self) -> Option<BigInt> {
        match self.exponent {
            _ if self.digits == BigInt::ZERO => Some(BigInt::ZERO),
            0.. => Some(&self.digits * power(self.exponent)),
            _ if self.magnitude() <= 0 => None,
            _ => {
                let unit = power(-self.exponent);
                (&self.digits % &unit == BigInt::ZERO).then(|| &self.digits / &unit)
            }
        }
    }
}

fn power(exponent: i64) -> BigInt {
    BigInt::from(10).pow(u32::try_from(exponent).unwrap_or(0))
}
