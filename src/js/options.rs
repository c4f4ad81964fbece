//! Options as JavaScript hands them in: structs that serde reads from an object.

use std::fmt;
use std::slice::Iter;

use js_sys::{Array, Function, Object, Reflect};
use serde::de::value::{StrDeserializer, U32Deserializer};
use serde::de::{
    DeserializeOwned, DeserializeSeed, Deserializer, Error, Expected, IntoDeserializer, MapAccess, SeqAccess,
    Unexpected, Visitor,
};
use serde::{Deserialize, forward_to_deserialize_any};
use wasm_bindgen::convert::IntoWasmAbi;
use wasm_bindgen::{JsCast, JsValue};

use crate::client::{
    AbortSignal, CallOptions, ClientOptions, WaitOptions, function, is_signal, refused, signal, type_name,
};
use crate::wire::Failure;

/// The options of a client.
pub fn for_client(options: &JsValue) -> Result<ClientOptions, Failure> {
    read("MatrixAdminClient", options, "")
}

/// The options of a call. `progress`: whether the method tells how far it is.
pub fn for_call(
    method: &str,
    options: &JsValue,
    progress: bool,
) -> Result<(CallOptions, Option<Function>), Failure> {
    if options.is_undefined() || options.is_null() {
        return Ok(Default::default());
    }
    let Options { signal, timeout_ms, max_retries, on_progress } =
        read(method, options, if progress { "" } else { "onProgress" })?;
    let options = CallOptions { signal, timeout_ms, max_retries, ..CallOptions::default() };
    options.check(method)?;
    Ok((options, on_progress))
}

/// The options of `wait`.
pub fn for_waiting(options: &JsValue) -> Result<(WaitOptions, Option<Function>), Failure> {
    if options.is_undefined() {
        return Ok(Default::default());
    }
    let Options { signal, timeout_ms, on_progress, .. } = read("wait", options, "maxRetries")?;
    let options = WaitOptions { signal, timeout_ms };
    options.check()?;
    Ok((options, on_progress))
}

/// The options of calls and of waiting, all that there are.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Options {
    #[serde(default, deserialize_with = "signal")]
    signal: Option<AbortSignal>,
    timeout_ms: Option<u32>,
    max_retries: Option<u32>,
    #[serde(default, deserialize_with = "function")]
    on_progress: Option<Function>,
}

/// `hidden` names the option that this method does not take.
fn read<T: DeserializeOwned>(method: &str, options: &JsValue, hidden: &str) -> Result<T, Failure> {
    if is_signal(options) {
        return Err(Failure::invalid(method, "options", "object, such as { signal }", "an AbortSignal"));
    }
    T::deserialize(Given { value: options, hidden }).map_err(|Refused { name, expected, received }| {
        match &*name {
            "" => Failure::invalid(method, "options", "object", &received),
            name if expected.is_empty() => refused(method, name, &received),
            name => Failure::invalid(method, &["options.", name].concat(), &expected, &received),
        }
    })
}

/// What is wrong with which option. No value is in it: it may be a token.
#[derive(Debug)]
struct Refused {
    name: String,
    /// If not what is always expected of the option.
    expected: String,
    received: String,
}

impl Refused {
    fn received(received: impl Into<String>) -> Self {
        Refused { name: String::new(), expected: String::new(), received: received.into() }
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.received)
    }
}

impl std::error::Error for Refused {}

impl Error for Refused {
    fn custom<T: fmt::Display>(received: T) -> Self {
        Refused::received(received.to_string())
    }

    // Without the machinery that would write the value down.

    fn invalid_type(_: Unexpected, _: &dyn Expected) -> Self {
        Refused::received("another value")
    }

    fn invalid_value(_: Unexpected, _: &dyn Expected) -> Self {
        Refused::received("another value")
    }

    fn invalid_length(_: usize, _: &dyn Expected) -> Self {
        Refused::received("another value")
    }

    fn unknown_field(_: &str, _: &'static [&'static str]) -> Self {
        Refused::received("an unknown option")
    }

    fn missing_field(name: &'static str) -> Self {
        Refused { name: name.into(), ..Refused::received("nothing") }
    }

    fn duplicate_field(name: &'static str) -> Self {
        Refused { name: name.into(), ..Refused::received("two values") }
    }
}

/// A value as serde reads it: the options, or one of them.
struct Given<'a> {
    value: &'a JsValue,
    hidden: &'a str,
}

impl Given<'_> {
    fn refused(&self) -> Refused {
        Refused::received(type_name(self.value))
    }

    /// Refuses what is no object, or has other names in it.
    fn only(&self, names: &[&str]) -> Result<(), Refused> {
        if !self.value.is_object() || Array::is_array(self.value) {
            return Err(self.refused());
        }
        let given = Object::keys(self.value.unchecked_ref::<Object>());
        for name in given.iter().filter_map(|name| name.as_string()) {
            if !names.contains(&&*name) || name == self.hidden {
                let known: Vec<_> = names.iter().copied().filter(|name| *name != self.hidden).collect();
                let expected = ["one of ", &known.join(", ")].concat();
                return Err(Refused { name, expected, received: "an unknown option".into() });
            }
        }
        Ok(())
    }

    fn number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.value.as_f64() {
            Some(number) if number >= 0.0 && number <= f64::from(u32::MAX) && number.fract() == 0.0 => {
                visitor.visit_u32(number as u32)
            }
            Some(_) => Err(Refused::received("another number")),
            None => Err(self.refused()),
        }
    }

    fn text<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.value.as_string() {
            Some(text) => visitor.visit_string(text),
            None => Err(self.refused()),
        }
    }
}

impl<'de> Deserializer<'de> for Given<'_> {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Refused> {
        Err(self.refused())
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self.value.as_bool() {
            Some(value) => visitor.visit_bool(value),
            None => Err(self.refused()),
        }
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.number(visitor)
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.text(visitor)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        self.text(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_some(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        names: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Refused> {
        self.only(names)?;
        visitor.visit_map(Members { object: self.value, names: names.iter(), open: None })
    }

    /// How `serde_wasm_bindgen::preserve` asks for a value as it is.
    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Refused> {
        visitor.visit_seq(Preserved { name: Some(name), value: Some(self.value) })
    }

    forward_to_deserialize_any! {
        i8 i16 i32 i64 i128 u8 u16 u64 u128 f32 f64 char bytes byte_buf unit unit_struct newtype_struct seq tuple
        map enum identifier ignored_any
    }
}

/// The options that are given, by the names that are known.
struct Members<'a> {
    object: &'a JsValue,
    names: Iter<'static, &'static str>,
    open: Option<(&'static str, JsValue)>,
}

impl Members<'_> {
    fn next(&mut self) -> Option<&'static str> {
        self.open = self.names.by_ref().find_map(|name| {
            let value = Reflect::get(self.object, &(*name).into()).unwrap_or_default();
            (!value.is_undefined()).then_some((*name, value))
        });
        self.open.as_ref().map(|(name, _)| *name)
    }
}

impl<'de> MapAccess<'de> for Members<'_> {
    type Error = Refused;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Refused> {
        self.next().map(|name| seed.deserialize(StrDeserializer::<Refused>::new(name))).transpose()
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Refused> {
        let (name, value) = self.open.take().unwrap_or_default();
        seed.deserialize(Given { value: &value, hidden: "" })
            .map_err(|refused| Refused { name: name.into(), ..refused })
    }
}

/// What stands for a value that is handed on as it is: a word of serde-wasm-bindgen's, and the number by which
/// WebAssembly knows the value.
struct Preserved<'a> {
    name: Option<&'static str>,
    value: Option<&'a JsValue>,
}

impl<'de> SeqAccess<'de> for Preserved<'_> {
    type Error = Refused;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Refused> {
        if let Some(name) = self.name.take() {
            return seed.deserialize(StrDeserializer::<Refused>::new(name)).map(Some);
        }
        let Some(value) = self.value.take() else { return Ok(None) };
        let number: U32Deserializer<Refused> = value.clone().into_abi().into_deserializer();
        seed.deserialize(number).map(Some)
    }
}
