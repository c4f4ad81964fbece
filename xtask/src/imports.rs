//! Short names for what the WebAssembly imports from the glue of wasm-bindgen.
//!
//! There each has a hash in its name, so that several versions of a crate can be in one module. A hash does not
//! compress, and it is in both files.

use anyhow::{Context, Result, bail};
use wasm_encoder::{EntityType, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload, TypeRef};

use crate::package::replace;

/// The WebAssembly and its glue, with short names where they meet. What is imported from elsewhere, from our own
/// JavaScript, keeps its name.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let (mut module, mut glue) = (Module::new(), glue.to_owned());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                for import in section.into_imports() {
                    let import = import?;
                    let TypeRef::Func(kind) = import.ty else { bail!("{} is no function", import.name) };
                    let mut name = import.name.to_owned();
                    if name.starts_with("__wb") {
                        name = imports.len().to_string();
                        glue = replace(&glue, &format!("{}: ", import.name), &format!("{name}: "), 1)?;
                    }
                    imports.import(import.module, &name, EntityType::Function(kind));
                }
                module.section(&imports);
            }
            payload => {
                if let Some((id, range)) = payload.as_section() {
                    let range = range.start as usize..range.end as usize;
                    let data = wasm.get(range).context("a section that is not there")?;
                    module.section(&RawSection { id, data });
                }
            }
        }
    }
    Ok((module.finish(), glue))
}

#[cfg(test)]
mod tests {
    use wasm_encoder::TypeSection;

    use super::*;

    fn imports(names: &[&str]) -> Vec<u8> {
        let (mut types, mut imports) = (TypeSection::new(), ImportSection::new());
        types.ty().function([], []);
        for name in names {
            imports.import("./glue.js", name, EntityType::Function(0));
        }
        let mut module = Module::new();
        module.section(&types).section(&imports);
        module.finish()
    }

    #[test]
    fn what_has_a_hash_has_the_same_short_name_on_both_sides() {
        let wasm = imports(&["__wbg_now_463ac581d2fc7ea3", "bulk", "__wbg_random_df36b90cd78a7d54"]);
        let glue = "__wbg_now_463ac581d2fc7ea3: function() {},\n__wbg_random_df36b90cd78a7d54: f,\n";
        let (wasm, glue) = shorten(&wasm, glue).unwrap();
        assert_eq!(wasm, imports(&["0", "bulk", "2"]));
        assert_eq!(glue, "0: function() {},\n2: f,\n");
    }

    #[test]
    fn what_the_module_does_not_have_is_told() {
        let error = shorten(&imports(&["__wbg_now_463ac581d2fc7ea3"]), "").unwrap_err();
        assert!(error.to_string().contains("__wbg_now_463ac581d2fc7ea3"), "{error}");
    }
}
