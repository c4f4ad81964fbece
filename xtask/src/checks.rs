//! The checks of replies at first sight: for each model a function in JavaScript.
//!
//! What they take is as declared, and reaches the user as it came. What they do not take is left to the walker in
//! WebAssembly, which looks closer, writes anew what has to be, and says what is wrong.

use std::collections::HashMap;

use anyhow::{Result, ensure};
use matrix_admin_sdk::declare::{Endpoint, Kind, Model, Reply};

/// What every object has by itself.
const INHERITED: [&str; 6] = ["constructor", "hasOwnProperty", "isPrototypeOf", "toString", "valueOf", "__proto__"];

/// JavaScript: the functions, then `const checks` with those of whole replies by the names of their models.
pub fn script(endpoints: impl Iterator<Item = &'static Endpoint>) -> Result<String> {
    let mut script = Script::default();
    let mut replies = Vec::new();
    for endpoint in endpoints {
        if let Reply::Value(Kind::Model(model)) | Reply::Page(Kind::Model(model), _) = endpoint.reply {
            let entry = format!("{}: {}", model.name, script.function(model)?);
            if !replies.contains(&entry) {
                replies.push(entry);
            }
        }
    }
    for reply in &replies { 
        let name = |entry: &String| entry.split(':').next().map(str::to_owned);
        ensure!(replies.iter().filter(|other| name(other) == name(reply)).count() == 1, "two models have one name: {reply}");
    }
    Ok(format!("{}const checks = {{ {} }};", script.text, replies.join(", ")))
}

#[derive(Default)]
struct Script {
    text: String,
    /// The names of the functions, by the place of the model in memory.
    names: HashMap<*const Model, String>,
}

impl Script {
    /// The name of the model's function.
    fn function(&mut self, model: &'static Model) -> Result<String> {
        if let Some(name) = self.names.get(&std::ptr::from_ref(model)) {
            return Ok(name.clone());
        }
        let mut conditions = vec![is_object("v")];
        for field in model.fields {
            let name = field.name();
            ensure!(!INHERITED.contains(&name), "{}: every object has a {name}", model.name);
            let plain = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            let value = if plain { format!("v.{name}") } else { format!("v[{name:?}]") };
            let condition = self.condition(&field.kind, &value)?;
            conditions.push(match (field.required, condition.as_str()) {
                (false, "true") => continue,
                (false, _) => format!("({value} === undefined || {condition})"),
                (true, "true") => format!("{value} !== undefined"),
                (true, _) => condition,
            });
        }
        let name = format!("is{}{}", model.name, self.names.len());
        self.text += &format!("const {name} = (v) => {};\n", conditions.join(" && "));
        self.names.insert(model, name.clone());
        Ok(name)
    }

    /// What is true of a value that is plainly of that kind; `false` where it has to be looked at closer.
    fn condition(&mut self, kind: &Kind, value: &str) -> Result<String> {
        Ok(match kind {
            Kind::Any => "true".into(),
            Kind::Object => is_object(value),
            Kind::String => format!("typeof {value} === \"string\""),
            Kind::Bool | Kind::Flag => format!("typeof {value} === \"boolean\""),
            Kind::Number => format!("Number.isFinite({value})"),
            Kind::Integer => format!("Number.isInteger({value})"),
            Kind::Cursor => format!("(typeof {value} === \"string\" || Number.isInteger({value}))"),
            Kind::Nullable(kind) => match self.condition(kind, value)?.as_str() {
                "true" => format!("{value} !== undefined"),
                condition => format!("({value} === null || {condition})"),
            },
            Kind::Array(kind) => format!("(Array.isArray({value}){})", self.every(kind, value)?),
            Kind::Map(kind) => {
                format!("({}{})", is_object(value), self.every(kind, &format!("Object.values({value})"))?)
            }
            Kind::Model(model) => format!("{}({value})", self.function(model)?),
            Kind::Rewritten(..) | Kind::Seconds => "false".into(),
            Kind::NonEmpty | Kind::Natural | Kind::Positive | Kind::Id(_) | Kind::OneOf(_) => "false".into(),
        })
    }

    fn every(&mut self, kind: &Kind, values: &str) -> Result<String> {
        Ok(match kind {
            Kind::Model(model) => format!(" && {values}.every({})", self.function(model)?),
            _ => match self.condition(kind, "v")?.as_str() {
                "true" => String::new(),
                condition => format!(" && {values}.every((v) => {condition})"),
            },
        })
    }
}

fn is_object(value: &str) -> String {
    format!("isObject({value})")
}
