//! JSON text to values of Rust, by serde. The walker has been over it: what does not fit here was declared wrong.

use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, Expected, MapAccess, SeqAccess, Unexpected,
    VariantAccess, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};

use super::Mismatch;
use super::check::step;
use super::json::{Decimal, Json, Malformed};

/// The name by which a `Value` asks for its text, and gives it. No type has one that is as long, so the length tells; and
/// that can be told beforehand, when a `Value` is compiled: what makes one from other formats is then left out.
pub(super) const RAW: &str =
    "matrix_admin_sdk::wire::Value, as the text that it has in the document it stands in";

/// The value that a JSON text stands for.
pub fn from_json<'de, T: Deserialize<'de>>(text: &'de [u8]) -> Result<T, Box<Mismatch>> {
    T::deserialize(parsed(text)?).map_err(outermost)
}

fn parsed(text: &[u8]) -> Result<Json<'_>, Box<Mismatch>> {
    Json::parse(text).map_err(|Malformed { .. }| Mismatch::other("JSON", "malformed JSON"))
}

#[cold]
fn outermost(mut mismatch: Box<Mismatch>) -> Box<Mismatch> {
    if mismatch.at.starts_with('.') {
        mismatch.at.remove(0);
    }
    mismatch
}

impl Mismatch {
    #[cold]
    pub(super) fn other(expected: &str, received: &str) -> Box<Self> {
        Box::new(Mismatch { at: String::new(), expected: expected.to_owned(), received: received.to_owned() })
    }

    #[cold]
    fn of_field(field: &str, expected: &str, received: &str) -> Box<Self> {
        let mut mismatch = Mismatch::other(expected, received);
        mismatch.at = step(field);
        mismatch
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        for text in [&*self.at, ": expected ", &self.expected, ", got ", &self.received] {
            formatter.write_str(text)?;
        }
        Ok(())
    }
}

impl std::error::Error for Mismatch {}

impl Error for Box<Mismatch> {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Mismatch::other("a value that the type takes", &message.to_string())
    }

    // Each in few words, and without what it came from: it may be a secret.

    fn invalid_type(_: Unexpected, _: &dyn Expected) -> Self {
        Mismatch::other("another type", "this one")
    }

    fn invalid_value(_: Unexpected, _: &dyn Expected) -> Self {
        Mismatch::other("another value", "this one")
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Mismatch::other("another length", "this one")
    }

    fn unknown_variant(_: &str, expected: &'static [&'static str]) -> Self {
        Mismatch::other(&expected.join(", "), "another string")
    }

    fn unknown_field(_: &str, expected: &'static [&'static str]) -> Self {
        Mismatch::other(&expected.join(", "), Mismatch::UNKNOWN_FIELD)
    }

    fn missing_field(field: &'static str) -> Self {
        Mismatch::of_field(field, "a value", "nothing")
    }

    fn duplicate_field(field: &'static str) -> Self {
        Mismatch::of_field(field, "one value", "two")
    }
}

impl<'de> Json<'de> {
    #[cold]
    fn refused<T>(self, expected: &str) -> Result<T, Box<Mismatch>> {
        Err(Mismatch::other(expected, self.type_name()))
    }

    fn owned(self) -> Result<String, Box<Mismatch>> {
        self.as_str().map_or_else(|| self.refused("string"), |text| Ok(text.into_owned()))
    }

    /// Whether it is negative, and how large: `50.0` is an integer, and one beyond 64 bits the largest there is.
    fn whole(self) -> Result<(bool, u64), Box<Mismatch>> {
        let number = self.as_decimal().filter(Decimal::is_integer);
        number.map_or_else(|| self.refused("integer"), |number| Ok((number.negative, number.magnitude_u64())))
    }

    fn text_for<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        visitor.visit_string(self.owned()?)
    }

    fn signed(self) -> Result<i64, Box<Mismatch>> {
        let (negative, size) = self.whole()?;
        Ok(if negative { 0i64.saturating_sub_unsigned(size) } else { 0i64.saturating_add_unsigned(size) })
    }

    fn unsigned(self) -> Result<u64, Box<Mismatch>> {
        match self.whole()? {
            (true, 1..) => self.refused("integer of at least 0"),
            (_, size) => Ok(size),
        }
    }

    fn float<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        let text = self.as_decimal().and_then(|_| std::str::from_utf8(self.text()).ok());
        match text.and_then(|text| text.parse().ok()) {
            Some(number) => visitor.visit_f64(number),
            None => self.refused("number"),
        }
    }

    fn list<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        visitor.visit_seq(Items { items: self.items(), index: 0 })
    }

    fn object<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        visitor.visit_map(Members { members: self.members(), open: None })
    }
}

macro_rules! integers {
    ($read:ident $visit:ident: $($method:ident)*) => { $(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
            visitor.$visit(self.$read()?)
        }
    )* };
}

impl<'de> Deserializer<'de> for Json<'de> {
    type Error = Box<Mismatch>;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        match self.text().first() {
            Some(b'{') => self.object(visitor),
            Some(b'[') => self.list(visitor),
            Some(b'"') => self.text_for(visitor),
            Some(b't' | b'f') => self.deserialize_bool(visitor),
            Some(b'n') => visitor.visit_unit(),
            _ if self.is_plain_integer() && self.text().len() < 19 => visitor.visit_i64(self.signed()?),
            _ => self.float(visitor),
        }
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        match self.as_bool() {
            Some(value) => visitor.visit_bool(value),
            None => self.refused("boolean"),
        }
    }

    integers! { signed visit_i64: deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64 }
    integers! { unsigned visit_u64: deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64 }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        self.float(visitor)
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        self.float(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        self.text_for(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        self.text_for(visitor)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        self.text_for(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        if self.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        if self.is_null() { visitor.visit_unit() } else { self.refused("null") }
    }

    // So that what asks for the text is not compiled for any other way.
    #[inline(always)]
    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Box<Mismatch>> {
        if name.len() == RAW.len() {
            visitor.visit_str(&String::from_utf8_lossy(self.text()))
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        if self.type_name() == "array" { self.list(visitor) } else { self.refused("array") }
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        if self.type_name() == "object" { self.object(visitor) } else { self.refused("object") }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Box<Mismatch>> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Box<Mismatch>> {
        visitor.visit_enum(self)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Box<Mismatch>> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! { i128 u128 char bytes byte_buf unit_struct tuple tuple_struct }
}

/// One of a set of strings.
impl<'de> EnumAccess<'de> for Json<'de> {
    type Error = Box<Mismatch>;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Box<Mismatch>> {
        Ok((seed.deserialize(self)?, self))
    }
}

impl<'de> VariantAccess<'de> for Json<'de> {
    type Error = Box<Mismatch>;

    fn unit_variant(self) -> Result<(), Box<Mismatch>> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, _: T) -> Result<T::Value, Box<Mismatch>> {
        self.refused("a variant without content")
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Box<Mismatch>> {
        self.refused("a variant without content")
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, Box<Mismatch>> {
        self.refused("a variant without content")
    }
}

struct Items<I> {
    items: I,
    index: usize,
}

impl<'de, I: Iterator<Item = Json<'de>>> SeqAccess<'de> for Items<I> {
    type Error = Box<Mismatch>;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Box<Mismatch>> {
        let Some(item) = self.items.next() else { return Ok(None) };
        self.index += 1;
        seed.deserialize(item).map(Some).map_err(|mismatch| in_list(mismatch, self.index - 1))
    }
}

struct Members<'de, I> {
    members: I,
    open: Option<(Json<'de>, Json<'de>)>,
}

impl<'de, I: Iterator<Item = (Json<'de>, Json<'de>)>> MapAccess<'de> for Members<'de, I> {
    type Error = Box<Mismatch>;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Box<Mismatch>> {
        self.open = self.members.next();
        self.open.map(|(key, _)| seed.deserialize(key)).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Box<Mismatch>> {
        let Some((key, value)) = self.open.take() else { return Err(Mismatch::other("a member", "nothing")) };
        seed.deserialize(value).map_err(|mismatch| in_object(mismatch, key))
    }
}

/// The same, seen from one step further out.
#[cold]
fn in_list(mut mismatch: Box<Mismatch>, index: usize) -> Box<Mismatch> {
    mismatch.at = ["[", &super::decimal(index as u64), "]", &mismatch.at].concat();
    mismatch
}

#[cold]
fn in_object(mut mismatch: Box<Mismatch>, key: Json<'_>) -> Box<Mismatch> {
    mismatch.at = step(&key.as_str().unwrap_or_default()) + &mismatch.at;
    mismatch
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
