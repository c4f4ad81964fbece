//! The checks of replies at first sight: a function in JavaScript for each model.
//!
//! What they take is as declared. What they do not take is left to the walker in WebAssembly, which looks closer and
//! says what is wrong: so they need not know everything, but must never take what the walker refuses.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Result, ensure};
use matrix_admin_sdk::declare::{Endpoint, Kind, Model, Reply};

const IMPORTS: &str = "import * as checks from \"./checks.js\";\n\
    const { isArrayOf, isBoolean, isFlag, isInteger, isIntegerOrNull, isMapOf } = checks;\n\
    const { isNumber, isObject, isSeconds, isString, isStringOrNull } = checks;\n";

/// What every object has without being told.
const INHERITED: [&str; 7] =
    ["__proto__", "constructor", "hasOwnProperty", "isPrototypeOf", "toLocaleString", "toString", "valueOf"];

/// The module with the functions, and `replies` with those for whole replies by the names of their models. Replies without
/// a list in them are too short to gain from it.
pub fn script(endpoints: impl Iterator<Item = &'static Endpoint>) -> Result<String> {
    let mut script = Script::default();
    let mut replies = BTreeMap::new();
    for model in long(endpoints) {
        let function = script.function(model)?;
        let other = replies.insert(model.name, function.clone());
        ensure!(other.is_none_or(|other| other == function), "two models are called {}", model.name);
    }
    let replies: Vec<_> = replies.iter().map(|(name, function)| format!("{name}: {function}")).collect();
    Ok(format!("{IMPORTS}{}export const replies = {{ {} }};\n", script.text, replies.join(", ")))
}

/// What may be long: the models of replies with a list in them.
fn long(endpoints: impl Iterator<Item = &'static Endpoint>) -> impl Iterator<Item = &'static Model> {
    let models = endpoints.filter_map(|endpoint| match endpoint.reply {
        Reply::Value(Kind::Model(model)) | Reply::Page(Kind::Model(model), _) => Some(model),
        _ => None,
    });
    models.filter(|model| model.fields.iter().any(|field| has_list(&field.kind)))
}

fn has_list(kind: &Kind) -> bool {
    match kind {
        Kind::Array(_) | Kind::Map(_) => true,
        Kind::Nullable(kind) => has_list(kind),
        Kind::Model(model) => model.fields.iter().any(|field| has_list(&field.kind)),
        _ => false,
    }
}

#[derive(Default)]
struct Script {
    text: String,
    /// What the function of a model is called.
    names: HashMap<*const Model, String>,
}

impl Script {
    fn function(&mut self, model: &'static Model) -> Result<String> {
        if let Some(name) = self.names.get(&std::ptr::from_ref(model)) {
            return Ok(name.clone());
        }
        let mut conditions = vec!["isObject(v)".to_owned()];
        for field in model.fields {
            let name = field.name;
            ensure!(!INHERITED.contains(&name), "{}: every object has a {name}", model.name);
            let value = format!("v[{name:?}]");
            let condition = match &field.kind {
                Kind::Flag => format!("(isBoolean({value}) || isFlag(v, {name:?}))"),
                Kind::Seconds => format!("isSeconds(v, {name:?})"),
                Kind::Nullable(Kind::Seconds) => format!("({value} === null || isSeconds(v, {name:?}))"),
                kind => self.condition(kind, &value)?,
            };
            match (field.required, condition.as_str()) {
                (true, "true") => conditions.push(format!("{value} !== undefined")),
                (true, _) => conditions.push(condition),
                (false, "true") => {}
                (false, _) => conditions.push(format!("({value} === undefined || {condition})")),
            }
        }
        let name = format!("is{}{}", model.name, self.names.len());
        self.text += &format!("const {name} = (v) => {};\n", conditions.join(" && "));
        self.names.insert(model, name.clone());
        Ok(name)
    }

    /// What is true of such a value at first sight.
    fn condition(&mut self, kind: &'static Kind, value: &str) -> Result<String> {
        Ok(match kind {
            Kind::Any => "true".into(),
            Kind::Object => format!("isObject({value})"),
            Kind::String => format!("isString({value})"),
            Kind::Bool | Kind::Flag => format!("isBoolean({value})"),
            Kind::Number => format!("isNumber({value})"),
            Kind::Integer => format!("isInteger({value})"),
            Kind::Cursor => format!("(isString({value}) || isInteger({value}))"),
            Kind::Nullable(Kind::String) => format!("isStringOrNull({value})"),
            Kind::Nullable(Kind::Integer) => format!("isIntegerOrNull({value})"),
            Kind::Nullable(kind) => format!("({value} === null || {})", self.condition(kind, value)?),
            Kind::Array(kind) => format!("isArrayOf({value}, {})", self.check(kind)?),
            Kind::Map(kind) => format!("isMapOf({value}, {})", self.check(kind)?),
            Kind::Model(model) => format!("{}({value})", self.function(model)?),
            // What has to be written anew, and kinds of arguments.
            _ => "false".into(),
        })
    }

    /// The function that checks such a value.
    fn check(&mut self, kind: &'static Kind) -> Result<String> {
        Ok(match kind {
            Kind::Object => "isObject".into(),
            Kind::String => "isString".into(),
            Kind::Model(model) => self.function(model)?,
            _ => format!("(v) => {}", self.condition(kind, "v")?),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use matrix_admin_sdk::declare::{Kind, Model};
    use matrix_admin_sdk::endpoints;
    use matrix_admin_sdk::wire::{check, quoted};

    use super::{long, script};
    use crate::sh::{ROOT, target};

    #[test]
    fn a_list_is_checked_row_by_row() {
        let script = script(endpoints()).unwrap();
        let row = "isString(v[\"device_id\"]) && ";
        assert!(script.contains(row) && script.contains("isArrayOf(v[\"devices\"], isDevice"), "{script}");
    }

    #[test]
    fn a_reply_without_a_list_has_no_check() {
        assert!(!script(endpoints()).unwrap().contains("EventAtTimestamp"));
    }

    /// Whatever a check takes, the walker takes too, and makes the same of it; and a check takes what is as declared.
    #[test]
    fn the_checks_and_the_walker_agree() {
        let mut cases = Vec::new();
        for model in long(endpoints()) {
            let texts = variants_of_model(model);
            let [sample, ..] = texts.as_slice() else { panic!("{} has no sample", model.name) };
            let spoilt = [
                format!("\u{feff} {sample} "),
                format!("{sample}x"),
                sample[1..].to_owned(),
                sample.replacen('"', "\"\\u00", 1),
                format!("[{sample}]"),
            ];
            for (index, text) in texts.iter().chain(&spoilt).enumerate() {
                let walked = match check(text.as_bytes(), &Kind::Model(model), false) {
                    Ok(Some(bytes)) => quoted(&String::from_utf8(bytes).unwrap()),
                    Ok(None) => quoted(text),
                    Err(_) => "null".into(),
                };
                let plain = index == 0 && !is_rewritten(&Kind::Model(model));
                cases.push(format!("[{:?},{},{walked},{plain}]", model.name, quoted(text)));
            }
        }
        let helpers = fs::read_to_string(ROOT.join("src/js/checks.js")).unwrap();
        let compare = "
            import { deepStrictEqual, ok } from 'node:assert';
            let taken = 0;
            for (const [name, text, walked, plain] of cases) {
              let value;
              try { value = JSON.parse(text.replace(/^\\ufeff/, '')); } catch {}
              const takes = value !== undefined && replies[name](value);
              ok(takes || !plain, `${name} does not take ${text}`);
              if (!takes) continue;
              taken++;
              ok(walked !== null, `${name} takes what the walker refuses: ${text}`);
              deepStrictEqual(value, JSON.parse(walked.replace(/^\\ufeff/, '')), `${name} makes something else of ${text}`);
            }
            ok(taken > 1000 && taken < cases.length - 1000, `${taken} of ${cases.length} taken`);";
        let script = script(endpoints()).unwrap().replace(super::IMPORTS, "");
        let program = [&helpers, &script, "const cases = [", &cases.join(",\n"), "];", compare];
        let file = target("tmp/checks.mjs");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, program.concat()).unwrap();
        let output = Command::new("node").arg(&file).output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn is_rewritten(kind: &Kind) -> bool {
        match kind {
            Kind::Rewritten(..) => true,
            Kind::Nullable(kind) | Kind::Array(kind) | Kind::Map(kind) => is_rewritten(kind),
            Kind::Model(model) => model.fields.iter().any(|field| is_rewritten(&field.kind)),
            _ => false,
        }
    }

    const ANYTHING: &str = "null true false 0 1 2 -1 -0 1.0 1.5 1e3 1e400 -1e400 9007199254740993 1790000000000 \
                            \"\" \"x\" [] [null] {} {\"a\":null}";

    /// JSON texts: the first is of the kind, the others are off in one place, or are not off at all.
    fn variants(kind: &Kind) -> Vec<String> {
        let inner = match kind {
            Kind::Nullable(kind) | Kind::Rewritten(kind, _) => variants(kind),
            Kind::Array(kind) => {
                let items = variants(kind);
                items.iter().map(|item| format!("[{},{item}]", items[0])).collect()
            }
            Kind::Map(kind) => variants(kind).iter().map(|value| format!("{{\"a\":{value}}}")).collect(),
            Kind::Model(model) => variants_of_model(model),
            Kind::Any => vec!["[1]".into()],
            Kind::Object => vec!["{\"b\":[]}".into()],
            Kind::Bool | Kind::Flag => vec!["true".into()],
            Kind::Number => vec!["1.25".into()],
            Kind::Integer | Kind::Seconds => vec!["1650000000".into()],
            _ => vec!["\"text\"".into()],
        };
        inner.into_iter().chain(ANYTHING.split(' ').map(str::to_owned)).collect()
    }

    fn variants_of_model(model: &Model) -> Vec<String> {
        let fields: Vec<_> =
            model.fields.iter().map(|field| (format!("{:?}:", field.name), variants(&field.kind))).collect();
        let object = |changed: usize, member: String| {
            let members = fields.iter().enumerate().map(|(index, (key, values))| match index == changed {
                true => member.clone(),
                false => format!("{key}{}", values[0]),
            });
            format!("{{{}}}", members.filter(|member| !member.is_empty()).collect::<Vec<_>>().join(","))
        };
        let mut texts = vec![object(usize::MAX, String::new())];
        for (index, (key, values)) in fields.iter().enumerate() {
            texts.push(object(index, String::new()));
            for value in &values[1..] {
                texts.push(object(index, format!("{key}{value}")));
            }
            let [sample, .., last] = values.as_slice() else { continue };
            texts.push(object(index, format!("{key}{last},{key}{sample}")));
            texts.push(object(index, format!("{key}{sample},{key}{last}")));
        }
        texts
    }
}
