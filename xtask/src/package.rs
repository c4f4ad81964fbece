//! `cargo xtask build`: from the crate to the npm package in `pkg/`.
//!
//! `pkg-template/` has the shape of the package. wasm-bindgen's output and `src/js/` go to its `dist/wasm/`, and the
//! few things that only the build knows are filled in.

use std::fs;
use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result, bail, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::{Compression, GzBuilder};

use crate::sh::{ROOT, command, quiet, step, target};
use crate::{files, sizes, tools};

const NAME: &str = "matrix_admin_sdk";

pub fn build() -> Result<()> {
    tools::for_building()?;
    step("compiling to WebAssembly");
    wasm_pack()?;
    step("packing pkg/");
    let package = ROOT.join("pkg");
    pack(&target("wasm-pack"), &package).context("packing")?;
    sizes::print(&package.join("dist"))
}

fn wasm_pack() -> Result<()> {
    let mut wasm_pack = command("wasm-pack");
    wasm_pack
        .args(["build", "--mode", "no-install", "--target", "web", "--release", "--no-pack"])
        .args(["--out-name", NAME, "--out-dir"])
        .arg(target("wasm-pack"))
        .env("CARGO_ENCODED_RUSTFLAGS", rustflags()?);
    files::fresh(&target("wasm-pack"))?;
    quiet(&mut wasm_pack, "wasm-pack-build")
}

/// The caller's flags, and a shorter name for the folder of each registry: it would be in the messages of panics,
/// telling of the machine and making the package another one on each.
fn rustflags() -> Result<String> {
    let inherited = std::env::var("CARGO_ENCODED_RUSTFLAGS").ok();
    let plain =
        || std::env::var("RUSTFLAGS").unwrap_or_default().split_whitespace().collect::<Vec<_>>().join("\x1f");
    let mut flags = inherited.unwrap_or_else(plain);
    for registry in fs::read_dir(sources()?).context("Cargo's downloads")? {
        let separator = if flags.is_empty() { "" } else { "\x1f" };
        flags += &format!("{separator}--remap-path-prefix={}=crates", registry?.path().display());
    }
    Ok(flags)
}

fn sources() -> Result<std::path::PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(std::path::PathBuf::from);
    let home = home.or_else(|| Some(std::env::home_dir()?.join(".cargo"))).context("no home folder")?;
    Ok(home.join("registry/src"))
}

fn pack(built: &Path, package: &Path) -> Result<()> {
    let dist = package.join("dist");
    let wasm = dist.join("wasm");
    files::fresh(package)?;
    files::copy(&ROOT.join("pkg-template"), package)?;
    fs::copy(ROOT.join("LICENSE"), package.join("LICENSE"))?;
    fs::create_dir(&wasm)?;
    for file in files::list(&ROOT.join("src/js"))? {
        let name = file.file_name().context("a file has a name")?;
        if name.to_string_lossy().ends_with(".js") || name.to_string_lossy().ends_with(".d.ts") {
            fs::copy(&file, wasm.join(name))?;
        }
    }

    let glue = glue(&fs::read_to_string(built.join(format!("{NAME}.js")))?)?;
    fs::write(wasm.join(format!("{NAME}.js")), &glue)?;
    let bytes = fs::read(built.join(format!("{NAME}_bg.wasm")))?;
    ensure_no_local_path(&bytes)?;
    fs::write(wasm.join(format!("{NAME}_bg.wasm")), &bytes)?;
    fs::write(wasm.join("bytes.js"), embedded(&bytes)?)?;

    let declarations = fs::read_to_string(built.join(format!("{NAME}.d.ts")))?;
    fill(&dist.join("index.d.ts"), "/* declarations */", &public_declarations(&declarations)?)?;
    fill(&dist.join("api.js"), "/* exports */", &public_names(&glue)?)?;
    fill(&package.join("package.json"), "\"0.0.0\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\""))
}

/// wasm-bindgen's JavaScript, with what our users would trip over mended.
fn glue(text: &str) -> Result<String> {
    // The folder of a snippet has a hash in its name. The keys of the import object have the same form and must stay
    // as they are: they are names inside the WebAssembly.
    let lines = text.lines().map(|line| match (line.split_once("./snippets/"), line.rsplit_once('/')) {
        (Some((before, _)), Some((_, file))) if line.starts_with("import ") => format!("{before}./{file}\n"),
        _ => format!("{line}\n"),
    });
    let text: String = lines.collect();
    // Used too early, it would say "Cannot read properties of undefined".
    let uninitialised = "let wasmModule, wasmInstance, wasm = new Proxy({}, {\n    get() { \
        throw new Error(\"matrix-admin-sdk is not initialised: await init() first\"); },\n});";
    let text = replace(&text, "let wasmModule, wasmInstance, wasm;", uninitialised, 1)?;
    let text = replace(
        &text,
        "if (wasm !== undefined) return wasm;",
        "if (wasmInstance !== undefined) return wasm;",
        2,
    )?;
    replace(&text, &format!("/* @ts-self-types=\"./{NAME}.d.ts\" */\n"), "", 1)
}

/// The bytes as a module, for where no .wasm file can be loaded; compressed, or base64 would cost a third more.
fn embedded(bytes: &[u8]) -> Result<String> {
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let text = BASE64_STANDARD.encode(gzip.finish()?);
    Ok(format!("// {NAME}_bg.wasm, gzip, base64\nexport default \"{text}\";\n"))
}

/// What the glue exports, but for its loader. Classes learn to say that they want `new`.
fn public_names(glue: &str) -> Result<String> {
    let mut lines = Vec::new();
    for line in glue.lines() {
        let Some(export) = line.strip_prefix("export ") else { continue };
        let name =
            |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned);
        if let Some(name) = export.strip_prefix("class ").and_then(name) {
            lines.push(format!("export const {name} = /* @__PURE__ */ constructible(raw.{name});"));
        } else if let Some(name) = export.strip_prefix("function ").and_then(name) {
            lines.push(format!("export const {name} = raw.{name};"));
        } else if export != "{ initSync, __wbg_init as default };" {
            bail!("wasm-bindgen's output has changed: what is `{line}`?");
        }
    }
    ensure!(!lines.is_empty(), "wasm-bindgen's output has changed: nothing is exported");
    lines.sort();
    Ok(lines.join("\n"))
}

/// The declarations, but for the loader's, which tell of raw exports.
fn public_declarations(text: &str) -> Result<String> {
    let (ours, _) =
        text.split_once("export type InitInput").context("wasm-bindgen's declarations have changed")?;
    let ours = replace(ours, "/* tslint:disable */\n/* eslint-disable */\n", "", 1)?;
    for internal in ["free(): void", "Symbol.dispose", ": any"] {
        ensure!(
            !ours.contains(internal),
            "`{internal}` in the declarations: a class without skip_typescript?"
        );
    }
    Ok(ours.trim().to_owned())
}

fn ensure_no_local_path(bytes: &[u8]) -> Result<()> {
    let local = [sources()?, ROOT.clone()];
    for path in local.iter().map(|path| path.as_os_str().as_encoded_bytes()) {
        ensure!(
            !bytes.windows(path.len()).any(|part| part == path),
            "a path of this machine is in the WebAssembly"
        );
    }
    Ok(())
}

fn fill(file: &Path, place: &str, content: &str) -> Result<()> {
    let text = fs::read_to_string(file)?;
    Ok(fs::write(file, replace(&text, place, content, 1).with_context(|| file.display().to_string())?)?)
}

/// Replaces what has to occur exactly so many times: a silent miss would be a broken package.
fn replace(text: &str, from: &str, to: &str, times: usize) -> Result<String> {
    let found = text.matches(from).count();
    ensure!(
        found == times,
        "expected {times} of `{}`, found {found}; has wasm-bindgen changed?",
        from.trim()
    );
    Ok(text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replacing_counts() {
        assert_eq!(replace("a-a", "a", "b", 2).unwrap(), "b-b");
        assert!(replace("a-a", "a", "b", 1).is_err());
    }

    #[test]
    fn snippets_move_but_the_names_inside_the_webassembly_stay() {
        let text = "/* @ts-self-types=\"./matrix_admin_sdk.d.ts\" */\n\
            import { E } from './snippets/x-0123/src/js/errors.js';\n\
            import * as import1 from \"./snippets/x-0123/src/js/pages.js\"\n\
            \"./snippets/x-0123/src/js/pages.js\": import1,\n\
            let wasmModule, wasmInstance, wasm;\n\
            if (wasm !== undefined) return wasm;\nif (wasm !== undefined) return wasm;\n";
        let glue = glue(text).unwrap();
        assert!(glue.starts_with(
            "import { E } from './errors.js';\nimport * as import1 from \"./pages.js\"\n\"./snip"
        ));
    }

    #[test]
    fn only_what_is_public_is_exported() {
        let glue = "export class User {\nexport function f(a) {\nexport { initSync, __wbg_init as default };";
        let names = "export const User = /* @__PURE__ */ constructible(raw.User);\nexport const f = raw.f;";
        assert_eq!(public_names(glue).unwrap(), names);
        assert!(public_names("export { User };").is_err());
    }
}
