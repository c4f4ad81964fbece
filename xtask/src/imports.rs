//! Short names for what the WebAssembly imports from the glue of wasm-bindgen.
//!
//! There each has a hash in its name, so that several versions of a crate can be in one module. A hash does not
//! compress, and it is in both files.

use anyhow::{Context, Result, bail};
use wasm_encoder::{EntityType, ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload, TypeRef};

/// A name, and what it is now.
type Renamed<'a> = (&'a str, String);

/// The WebAssembly with short names. What is imported from elsewhere, from our own JavaScript, keeps its name.
pub fn shorten(wasm: &[u8]) -> Result<(Vec<u8>, Vec<Renamed<'_>>)> {
    let (mut module, mut renamed) = (Module::new(), Vec::new());
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                let mut imports = ImportSection::new();
                for import in section.into_imports() {
                    let import = import?;
                    let TypeRef::Func(kind) = import.ty else { bail!("{} is no function", import.name) };
                    let mut name = import.name.to_owned();
                    if name.starts_with("__wb") {
                        name = renamed.len().to_string();
                        renamed.push((import.name, name.clone()));
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
    Ok((module.finish(), renamed))
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
    fn what_has_a_hash_in_its_name_gets_a_number() {
        let (now, random) = ("__wbg_now_463ac581d2fc7ea3", "__wbg_random_df36b90cd78a7d54");
        let wasm = imports(&[now, "bulk", random]);
        let (short, renamed) = shorten(&wasm).unwrap();
        assert_eq!(short, imports(&["0", "bulk", "1"]));
        assert_eq!(renamed, [(now, "0".to_owned()), (random, "1".to_owned())]);
    }
}
