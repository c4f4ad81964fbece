//! Values of Rust to JSON text, by serde.

use std::fmt::Display;

use serde::Serialize;
use serde::ser::{
    Error, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

use super::de::RAW;
use super::{Mismatch, decimal, push_quoted};

/// The JSON text of a value.
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<String, Box<Mismatch>> {
    let mut text = String::new();
    value.serialize(Writer::new(&mut text))?;
    Ok(text)
}

impl Error for Box<Mismatch> {
    fn custom<T: Display>(message: T) -> Self {
        Mismatch::other("a value that JSON can hold", &message.to_string())
    }
}

struct Writer<'a> {
    text: &'a mut String,
    /// Whether bytes are JSON text: those of a `Value`.
    raw: bool,
}

impl<'a> Writer<'a> {
    fn new(text: &'a mut String) -> Self {
        Writer { text, raw: false }
    }

    fn integer(self, negative: bool, number: u64) -> Result<(), Box<Mismatch>> {
        if negative {
            self.text.push('-');
        }
        self.text.push_str(&decimal(number));
        Ok(())
    }
}

/// An array or object that is being written.
struct Open<'a> {
    text: &'a mut String,
    empty: bool,
    close: char,
}

impl<'a> Open<'a> {
    fn new(Writer { text, .. }: Writer<'a>, open: char, close: char) -> Self {
        text.push(open);
        Open { text, empty: true, close }
    }

    fn next(&mut self) {
        if !self.empty {
            self.text.push(',');
        }
        self.empty = false;
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Box<Mismatch>> {
        self.next();
        value.serialize(Writer::new(self.text))
    }

    fn member<T: Serialize + ?Sized>(&mut self, name: &str, value: &T) -> Result<(), Box<Mismatch>> {
        self.next();
        push_quoted(name, self.text);
        self.text.push(':');
        value.serialize(Writer::new(self.text))
    }

    fn finish(self) -> Result<(), Box<Mismatch>> {
        self.text.push(self.close);
        Ok(())
    }
}

impl<'a> Serializer for Writer<'a> {
    type Ok = ();
    type Error = Box<Mismatch>;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    fn serialize_bool(self, value: bool) -> Result<(), Box<Mismatch>> {
        self.text.push_str(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Box<Mismatch>> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Box<Mismatch>> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Box<Mismatch>> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(self, value: i64) -> Result<(), Box<Mismatch>> {
        self.integer(value < 0, value.unsigned_abs())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Box<Mismatch>> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Box<Mismatch>> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Box<Mismatch>> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(self, value: u64) -> Result<(), Box<Mismatch>> {
        self.integer(false, value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Box<Mismatch>> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Box<Mismatch>> {
        if !value.is_finite() {
            return Err(Mismatch::other("a finite number", "another"));
        }
        self.text.push_str(&value.to_string());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Result<(), Box<Mismatch>> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Box<Mismatch>> {
        push_quoted(value, self.text);
        Ok(())
    }

    fn is_human_readable(&self) -> bool {
        !self.raw
    }

    fn serialize_bytes(self, value: &[u8]) -> Result<(), Box<Mismatch>> {
        if !self.raw {
            return self.collect_seq(value);
        }
        self.text.push_str(&String::from_utf8_lossy(value));
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Box<Mismatch>> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Box<Mismatch>> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Box<Mismatch>> {
        self.text.push_str("null");
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Box<Mismatch>> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Box<Mismatch>> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<(), Box<Mismatch>> {
        value.serialize(Writer { raw: name.len() == RAW.len(), ..self })
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Box<Mismatch>> {
        let mut object = Open::new(self, '{', '}');
        object.member(variant, value)?;
        object.finish()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Box<Mismatch>> {
        Ok(Open::new(self, '[', ']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Box<Mismatch>> {
        Ok(Open::new(self, '[', ']'))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Box<Mismatch>> {
        Ok(Open::new(self, '[', ']'))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Box<Mismatch>> {
        Err(Mismatch::other("a value that JSON can hold", "a variant of a tuple"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Box<Mismatch>> {
        Ok(Open::new(self, '{', '}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Box<Mismatch>> {
        Ok(Open::new(self, '{', '}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Box<Mismatch>> {
        Err(Mismatch::other("a value that JSON can hold", "a variant of a struct"))
    }
}

macro_rules! lists {
    ($($kind:ident $method:ident)*) => { $(
        impl $kind for Open<'_> {
            type Ok = ();
            type Error = Box<Mismatch>;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Box<Mismatch>> {
                self.item(value)
            }

            fn end(self) -> Result<(), Box<Mismatch>> {
                self.finish()
            }
        }
    )* };
}

lists! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

macro_rules! objects {
    ($($kind:ident)*) => { $(
        impl $kind for Open<'_> {
            type Ok = ();
            type Error = Box<Mismatch>;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Box<Mismatch>> {
                self.member(name, value)
            }

            fn end(self) -> Result<(), Box<Mismatch>> {
                self.finish()
            }
        }
    )* };
}

objects! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Box<Mismatch>;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Box<Mismatch>> {
        self.next();
        let start = self.text.len();
        key.serialize(Writer::new(self.text))?;
        let is_string = self.text.as_bytes().get(start) == Some(&b'"');
        if is_string { Ok(()) } else { Err(Mismatch::other("a string for a key", "something else")) }
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Box<Mismatch>> {
        self.text.push(':');
        value.serialize(Writer::new(self.text))
    }

    fn end(self) -> Result<(), Box<Mismatch>> {
        self.finish()
    }
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests;
