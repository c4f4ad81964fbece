//! Values that are handed on as they came.

use std::fmt;

use serde::de::{DeserializeOwned, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{SerializeMap, SerializeSeq, Serializer};
use serde::{Deserialize, Serialize};

use super::de::RAW;
use super::{Json, Mismatch, from_json, push_quoted, to_json};

/// Any JSON value, kept as its text: nothing of it is lost, and nothing is taken apart before it is asked for.
///
/// ```
/// use matrix_admin_sdk::wire::Value;
///
/// let content: Value = r#"{"body":"Hello","format":null}"#.parse()?;
/// assert_eq!(content.get("body").and_then(|body| body.as_str()).as_deref(), Some("Hello"));
/// assert_eq!(content.read::<std::collections::BTreeMap<String, Option<String>>>()?.len(), 2);
/// assert_eq!(Value::of(&["a", "b"])?.text(), r#"["a","b"]"#);
/// # Ok::<(), Box<matrix_admin_sdk::wire::Mismatch>>(())
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Value(String);

impl Default for Value {
    fn default() -> Self {
        Value("null".to_owned())
    }
}

impl Value {
    /// The JSON value of any value that serde can write.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self, Box<Mismatch>> {
        to_json(value).map(Value)
    }

    /// `{}`.
    pub fn object() -> Self {
        Value("{}".into())
    }

    /// Reads it as a type of yours.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Box<Mismatch>> {
        from_json(self.0.as_bytes())
    }

    /// The JSON text.
    pub fn text(&self) -> &str {
        &self.0
    }

    /// The member of that name, if it is an object that has one.
    pub fn get(&self, name: &str) -> Option<Value> {
        let member = self.json()?.get(name)?;
        Some(Value(String::from_utf8_lossy(member.text()).into_owned()))
    }

    /// The names of its members, if it is an object.
    pub fn names(&self) -> Vec<String> {
        let members = self.json().into_iter().flat_map(|json| json.members());
        members.filter_map(|(name, _)| Some(name.as_str()?.into_owned())).collect()
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<String> {
        Some(self.json()?.as_str()?.into_owned())
    }

    fn json(&self) -> Option<Json<'_>> {
        Json::parse(self.0.as_bytes()).ok()
    }
}

/// Of JSON text.
impl std::str::FromStr for Value {
    type Err = Box<Mismatch>;

    fn from_str(text: &str) -> Result<Self, Box<Mismatch>> {
        from_json(text.as_bytes())
    }
}

impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_newtype_struct(RAW, &Written(&self.0))
    }
}

/// Gives the text to the wire's own serializer, and is written anew by any other.
struct Written<'a>(&'a str);

impl Serialize for Written<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match Json::parse(self.0.as_bytes()) {
            _ if !serializer.is_human_readable() => serializer.serialize_bytes(self.0.as_bytes()),
            Ok(json) => json.serialize(serializer),
            Err(_) => serializer.serialize_unit(),
        }
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let number = || std::str::from_utf8(self.text()).ok();
        match self.type_name() {
            "object" => {
                let mut map = serializer.serialize_map(None)?;
                for (key, value) in self.members() {
                    map.serialize_entry(&key, &value)?;
                }
                map.end()
            }
            "array" => {
                let mut list = serializer.serialize_seq(None)?;
                for item in self.items() {
                    list.serialize_element(&item)?;
                }
                list.end()
            }
            "string" => serializer.serialize_str(&self.as_str().unwrap_or_default()),
            "boolean" => serializer.serialize_bool(self.as_bool().unwrap_or_default()),
            "null" => serializer.serialize_unit(),
            _ => match number().and_then(|text| text.parse::<i64>().ok()) {
                Some(integer) => serializer.serialize_i64(integer),
                None => {
                    serializer.serialize_f64(number().and_then(|text| text.parse().ok()).unwrap_or_default())
                }
            },
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_newtype_struct(RAW, Raw).map(Value)
    }
}

/// Takes the text from the wire's own deserializer, and writes it anew from any other.
struct Raw;

impl<'de> Visitor<'de> for Raw {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_str<E>(self, text: &str) -> Result<String, E> {
        Ok(text.to_owned())
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(Rewriter)
    }
}

struct Rewriter;

/// A value that was written anew.
struct Rewritten(String);

impl<'de> Deserialize<'de> for Rewritten {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Rewriter).map(Rewritten)
    }
}

impl<'de> Visitor<'de> for Rewriter {
    type Value = String;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("any value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_i64<E>(self, value: i64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_u64<E>(self, value: u64) -> Result<String, E> {
        Ok(value.to_string())
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<String, E> {
        to_json(&value).map_err(E::custom)
    }

    fn visit_str<E>(self, value: &str) -> Result<String, E> {
        Ok(super::quoted(value))
    }

    fn visit_unit<E>(self) -> Result<String, E> {
        Ok("null".into())
    }

    fn visit_none<E>(self) -> Result<String, E> {
        Ok("null".into())
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(Rewriter)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, deserializer: D) -> Result<String, D::Error> {
        deserializer.deserialize_any(Rewriter)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<String, A::Error> {
        let mut text = String::from("[");
        while let Some(Rewritten(item)) = items.next_element()? {
            if text.len() > 1 {
                text.push(',');
            }
            text += &item;
        }
        Ok(text + "]")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<String, A::Error> {
        let mut text = String::from("{");
        while let Some((key, Rewritten(value))) = members.next_entry::<String, _>()? {
            if text.len() > 1 {
                text.push(',');
            }
            push_quoted(&key, &mut text);
            text.push(':');
            text += &value;
        }
        Ok(text + "}")
    }
}

/// Where a page ends: opaque, handed back as it came.
///
/// ```
/// use matrix_admin_sdk::wire::Cursor;
///
/// let next: Cursor = "s12_34".into();
/// assert_ne!(next, Cursor::from(100));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor(Value);

impl From<&str> for Cursor {
    fn from(text: &str) -> Self {
        Cursor(Value(super::quoted(text)))
    }
}

impl From<u64> for Cursor {
    fn from(number: u64) -> Self {
        Cursor(Value(super::decimal(number)))
    }
}

impl Serialize for Cursor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // A string or an integer, whatever else JSON has.
        match self.0.json() {
            Some(json) if !json.is_string() => {
                serializer.serialize_i64(i64::deserialize(json).unwrap_or_default())
            }
            _ => serializer.serialize_str(&self.0.as_str().unwrap_or_default()),
        }
    }
}

impl<'de> Deserialize<'de> for Cursor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Value::deserialize(deserializer).map(Cursor)
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
