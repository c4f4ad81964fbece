//! How much a browser has to load, and the most it may be.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasmparser::{KnownCustom, Name, Parser, Payload, TypeRef};

use crate::files;
use crate::sh::{ROOT, ask, command, quiet, target};

/// What `./slim` may be, WebAssembly and JavaScript together, in bytes behind brotli.
const LIMIT: usize = 111_500;

/// Node has the reference compressors built in, and is needed for the build anyway.
const MEASURE: &str = r#"
const { readFileSync } = require("node:fs"), { brotliCompressSync, gzipSync } = require("node:zlib");
const bytes = Buffer.concat(process.argv.slice(1).map((file) => readFileSync(file)));
const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)]; // brotli's default is its best, 11
console.log(sizes.map(({ length }) => length).join(" "));
"#;

/// Raw, gzip, brotli.
type Sizes = [usize; 3];

fn measure<'a>(files: impl IntoIterator<Item = &'a PathBuf>) -> Result<Sizes> {
    let text = ask(command("node").arg("-e").arg(MEASURE).args(files)).context("measuring")?;
    let sizes = text.split(' ').map(str::parse).collect::<Result<Vec<usize>, _>>()?;
    sizes.try_into().ok().context("three sizes")
}

/// One line each for the WebAssembly and the JavaScript of an entry, which in "." has the WebAssembly in it.
pub fn print(dist: &Path) -> Result<()> {
    let wasm = dist.join("wasm/matrix_admin_sdk_bg.wasm");
    let all = measure(&modules(&dist.join("web.js"))?)?;
    let code = measure(&modules(&dist.join("slim.js"))?)?;
    let wasm = measure([&wasm])?;
    println!("{:30}{:>9}{:>9}{:>9}", "kB", "raw", "gzip", "brotli");
    for (name, sizes) in [
        ("\".\" (all in JavaScript)", all),
        ("\"./slim\" JavaScript", code),
        ("\"./slim\" WebAssembly", wasm),
    ] {
        let columns = sizes.map(|size| format!("{:>9.1}", size as f64 / 1000.0));
        println!("{name:30}{}", columns.concat());
    }
    Ok(())
}

/// `cargo xtask size`: what the package holds, and an error if `./slim` is over its limit.
pub fn gate() -> Result<()> {
    print(&ROOT.join("pkg/dist"))?;
    println!("\nbytes of code by module and crate, before wasm-opt:");
    let compiled = target("wasm32-unknown-unknown/release/matrix_admin_sdk.wasm");
    let mut parts: Vec<_> = code_by_part(&fs::read(compiled)?)?.into_iter().collect();
    parts.sort_by_key(|(_, size)| std::cmp::Reverse(*size));
    for (part, size) in parts.into_iter().filter(|(_, size)| *size >= 100) {
        println!("{size:>9}  {part}");
    }
    println!("\nbytes that each area adds, before wasm-opt:");
    areas()?;
    println!("\n./slim behind brotli: {} bytes of {LIMIT}", within_limit()?);
    Ok(())
}

/// Compiles a copy of the library without each of its areas in turn: what areas share is nobody's.
fn areas() -> Result<()> {
    let copy = target("size");
    files::fresh(&copy)?;
    for part in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(ROOT.join(part), copy.join(part))?;
    }
    for part in ["src", "macros", "xtask"] {
        files::copy(&ROOT.join(part), &copy.join(part))?;
    }
    let source = fs::read_to_string(ROOT.join("src/js/mod.rs"))?;
    let compile = |source: &str| -> Result<u64> {
        fs::write(copy.join("src/js/mod.rs"), source)?;
        let mut cargo = command("cargo");
        cargo.args(["build", "--release", "--lib", "--target", "wasm32-unknown-unknown"]);
        cargo.current_dir(&copy).env("CARGO_TARGET_DIR", target("size-build"));
        quiet(&mut cargo, "size-area")?;
        Ok(fs::metadata(target("size-build/wasm32-unknown-unknown/release/matrix_admin_sdk.wasm"))?.len())
    };
    let all = compile(&source)?;
    for row in source.lines().filter(|line| line.ends_with("::AREA,")) {
        let without = compile(&source.replace(&format!("{row}\n"), ""))?;
        println!("{:>9}  {}", all.saturating_sub(without), row.trim().trim_end_matches("::AREA,"));
    }
    Ok(())
}

/// What `./slim` takes behind brotli.
pub fn within_limit() -> Result<usize> {
    let dist = ROOT.join("pkg/dist");
    let code = measure(&modules(&dist.join("slim.js"))?)?;
    let slim = code[2] + measure([&dist.join("wasm/matrix_admin_sdk_bg.wasm")])?[2];
    ensure!(slim <= LIMIT, "./slim takes {slim} bytes behind brotli, of {LIMIT}");
    Ok(slim)
}

/// How large the functions of each module of ours and of each other crate are; and the data, which is the tables of
/// all areas, their texts, and what the standard library has to say.
fn code_by_part(wasm: &[u8]) -> Result<BTreeMap<String, usize>> {
    let (mut imported, mut bodies, mut names, mut data) = (0, Vec::new(), BTreeMap::new(), 0);
    for payload in Parser::new(0).parse_all(wasm) {
        match payload? {
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    imported += u32::from(matches!(import?.ty, TypeRef::Func(_)));
                }
            }
            Payload::CodeSectionEntry(body) => bodies.push(body.as_bytes().len()),
            Payload::DataSection(section) => {
                for segment in section {
                    data += segment?.data.len();
                }
            }
            Payload::CustomSection(section) => {
                let KnownCustom::Name(section) = section.as_known() else { continue };
                for name in section {
                    let Name::Function(functions) = name? else { continue };
                    for function in functions {
                        let function = function?;
                        names.insert(function.index, part(function.name));
                    }
                }
            }
            _ => {}
        }
    }
    let mut parts = BTreeMap::from([("data".to_owned(), data)]);
    for (index, size) in (imported..).zip(bodies) {
        // wasm-bindgen runs these when it writes the glue, and then drops them.
        if names.get(&index).is_some_and(|name| name.starts_with("__wbindgen_describe")) {
            continue;
        }
        let part = names.get(&index).map_or("(without a name)", String::as_str);
        *parts.entry(part.to_owned()).or_default() += size;
    }
    Ok(parts)
}

/// `_ZN16matrix_admin_sdk4wire5check…` and `<matrix_admin_sdk::wire::check…>` to `matrix_admin_sdk::wire`.
fn part(symbol: &str) -> String {
    let name = format!("{:#}", rustc_demangle::demangle(symbol));
    let path = name.trim_start_matches(['<', '&', '(']);
    let path = path.split([' ', '<', '>', '[', '{']).next().unwrap_or_default();
    let depth = if path.starts_with("matrix_admin_sdk") { 2 } else { 1 };
    path.split("::").take(depth).collect::<Vec<_>>().join("::")
}

/// A module and all that it imports.
fn modules(entry: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![entry.to_owned()];
    while let Some(module) = open.pop() {
        let text = fs::read_to_string(&module).with_context(|| module.display().to_string())?;
        let imports = text.split("from").skip(1).filter_map(|rest| {
            let path = rest.trim_start().strip_prefix("\"./")?.split('"').next()?;
            Some(module.parent()?.join(path))
        });
        open.extend(imports.filter(|path| !found.contains(path)));
        found.insert(module);
    }
    Ok(found)
}
