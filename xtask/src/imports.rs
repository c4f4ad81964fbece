//! Short names for what WebAssembly imports from its JavaScript. wasm-bindgen's end in 16 digits of a hash each, which
//! no compression makes shorter.

use anyhow::{Context, Result, ensure};
use wasm_encoder::reencode::{Reencode, RoundtripReencoder};
use wasm_encoder::{ImportSection, Module, RawSection};
use wasmparser::{Parser, Payload};

/// The module and its glue with short names in both. Custom sections, which are for tools, are left out.
pub fn shorten(wasm: &[u8], glue: &str) -> Result<(Vec<u8>, String)> {
    let (mut module, mut glue) = (Module::new(), glue.to_owned());
    for payload in Parser::new(0).parse_all(wasm) {
        let payload = payload?;
        if let Payload::ImportSection(section) = payload {
            let mut imports = ImportSection::new();
            for (index, import) in section.into_imports().enumerate() {
                let import = import?;
                let mut name = import.name.to_owned();
                // Others come straight from our own modules, whose names are short and public.
                if name.starts_with("__wb") {
                    let key = format!("        {name}: ");
                    ensure!(glue.matches(&key).count() == 1, "`{name}` is not in the glue as expected");
                    name = format!("i{index}");
                    glue = glue.replace(&key, &format!("        {name}: "));
                }
                let ty = RoundtripReencoder.entity_type(import.ty).ok().context("an import of a new kind")?;
                imports.import(import.module, &name, ty);
            }
            module.section(&imports);
        } else if let Some((id, range)) = payload.as_section()
            && id != wasm_encoder::SectionId::Custom as u8
        {
            let data = &wasm[range.start as usize..range.end as usize];
            module.section(&RawSection { id, data });
        }
    }
    Ok((module.finish(), glue))
}
