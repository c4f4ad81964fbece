//! `cargo xtask build`: from the crate to the npm package in `pkg/`.
//!
//! `pkg-template/` has the shape of the package. What wasm-pack makes is a module that works by itself: the build adds
//! the entries, the checks of replies at first sight, and puts all JavaScript into one file.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use base64::prelude::{BASE64_STANDARD, Engine};
use flate2::{Compression, GzBuilder};

use crate::sh::{ROOT, command, quiet, step, target};
use crate::{checks, files, imports, sizes, tools};

const NAME: &str = "matrix_admin_sdk";
/// One for each way to load the WebAssembly.
const ENTRIES: [&str; 6] = ["deno.js", "edge-light.js", "node.js", "slim.js", "web.js", "workerd.js"];
/// Where the module by itself looks for its WebAssembly. Each entry has a way of its own, and a bundler that sees this one
/// would pack the file as well.
const DEFAULT_ADDRESS: &str = "    if (module_or_path === undefined) {
        module_or_path = new URL('matrix_admin_sdk_bg.wasm', import.meta.url);
    }
";
/// What jsdom has neither of: there, as in other halves of a browser, the package is at least imported.
const TEXT: [(&str, &str); 3] = [
    (
        "= new TextDecoder('utf-8', { ignoreBOM: true });\ncachedTextDecoder.",
        "= globalThis.TextDecoder && new TextDecoder('utf-8', { ignoreBOM: true });\ncachedTextDecoder?.",
    ),
    ("= new TextEncoder();\n", "= globalThis.TextEncoder && new TextEncoder();\n"),
    (
        "if (!('encodeInto' in cachedTextEncoder))",
        "if (cachedTextEncoder && !('encodeInto' in cachedTextEncoder))",
    ),
];
/// Where the module asks whether it can go on by `queueMicrotask`, as it prefers to. Jest's fake timers hold that back: a
/// call made under them never ended, nor did any after it. It goes on by a promise, which nobody fakes.
const MICROTASKS: (&str, &str) = ("const ret = arg0.queueMicrotask;", "const ret = undefined;");

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
    let inherited = env::var("RUSTFLAGS").unwrap_or_default();
    let mut flags: Vec<String> = inherited.split_whitespace().map(str::to_owned).collect();
    for registry in fs::read_dir(sources()?).context("Cargo's downloads")? {
        flags.push(format!("--remap-path-prefix={}=crates", registry?.path().display()));
    }
    Ok(flags.join("\x1f"))
}

/// Where Cargo keeps the sources of dependencies.
fn sources() -> Result<PathBuf> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| Some(env::home_dir()?.join(".cargo")));
    Ok(home.context("no home folder")?.join("registry/src"))
}

fn pack(built: &Path, package: &Path) -> Result<()> {
    let dist = package.join("dist");
    let wasm = dist.join("wasm");
    files::fresh(package)?;
    files::copy(&ROOT.join("pkg-template"), package)?;
    for file in ["LICENSE", "CHANGELOG.md"] {
        fs::copy(ROOT.join(file), package.join(file))?;
    }
    files::copy(built, &wasm)?;
    let bytes = fs::read(wasm.join(format!("{NAME}_bg.wasm")))?;
    let declarations = fs::read_to_string(wasm.join(format!("{NAME}.d.ts")))?;
    fill(&dist.join("index.d.ts"), "/* declarations */", &public_declarations(&declarations)?)?;
    let scripts = scripts(&wasm)?;
    fs::write(scripts.join("replies.js"), checks::script(matrix_admin_sdk::endpoints())?)?;
    fs::copy(ROOT.join("src/js/checks.js"), scripts.join("checks.js"))?;
    let glue = fs::read_to_string(wasm.join(format!("{NAME}.js")))?;
    ensure!(
        !glue.contains("new Function("),
        "the module evaluates text: a Content Security Policy forbids that"
    );
    let mut glue = replace(&glue, DEFAULT_ADDRESS, "", 1)?;
    for (from, to) in TEXT.into_iter().chain([MICROTASKS]) {
        glue = replace(&glue, from, to, 1)?;
    }
    let (bytes, renamed) = imports::shorten(&bytes)?;
    for (from, to) in renamed {
        glue = replace(&glue, &format!("{from}: "), &format!("{to}: "), 1)?;
    }
    ensure_no_local_path(&bytes)?;
    fs::write(wasm.join(format!("{NAME}_bg.wasm")), &bytes)?;
    fs::write(wasm.join(format!("{NAME}.js")), &glue)?;
    let names = exported(&glue)?.join(", ");
    let folder = scripts.strip_prefix(&dist).context("src/js in the package")?.display().to_string();
    fill(&dist.join("api.js"), "/* scripts */", &["./", folder.trim_end_matches('/')].concat())?;
    for file in ENTRIES.iter().chain(&["api.js"]) {
        fill(&dist.join(file), "/* names */", &names)?;
    }
    one_file(&dist)?;
    fs::write(wasm.join("bytes.js"), embedded(&bytes)?)?;
    fill(&package.join("package.json"), "\"0.0.0\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\""))
}

/// Where wasm-bindgen has put the JavaScript of `src/js`, in a folder with a hash in its name.
fn scripts(wasm: &Path) -> Result<PathBuf> {
    let file = files::list(wasm)?.into_iter().find(|file| file.ends_with("src/js/replies.js"));
    Ok(file.context("wasm-bindgen left no src/js/replies.js")?.with_file_name(""))
}

/// The classes that the module exports.
fn exported(glue: &str) -> Result<Vec<&str>> {
    let exports = glue.lines().filter_map(|line| line.strip_prefix("export { ")?.strip_suffix(" }"));
    let names: Vec<&str> = exports.filter(|name| !name.contains(' ')).collect();
    ensure!(!names.is_empty(), "the module exports no class");
    Ok(names)
}

/// Puts `api.js` and all it imports into one small file: a page that loads the package as it is asks for fewer files,
/// and Node reads one faster than eight. Classes keep their names, which stacks begin with in Firefox. Lines are short, for
/// Node prints the one that threw what nobody caught. The sources are in the repository.
fn one_file(dist: &Path) -> Result<()> {
    let api = dist.join("api.js");
    let mut rollup = command("rollup");
    quiet(rollup.arg(&api).args(["--format", "es", "--file"]).arg(&api), "rollup")?;
    let mut terser = command("terser");
    terser.arg(&api).args("--module --ecma 2022 --keep-classnames --mangle".split(' '));
    terser.args("--compress passes=3,unsafe_arrows=true --format max_line_len=2000".split(' '));
    quiet(terser.arg("--output").arg(&api), "terser")?;
    let bytes = format!("{NAME}_bg.wasm");
    for file in files::list(&dist.join("wasm"))? {
        if !file.ends_with(&bytes) {
            fs::remove_file(file)?;
        }
    }
    Ok(())
}

/// The bytes as a module, for where no .wasm file can be loaded; compressed, or base64 would cost a third more.
fn embedded(bytes: &[u8]) -> Result<String> {
    let mut gzip = GzBuilder::new().write(Vec::new(), Compression::best());
    gzip.write_all(bytes)?;
    let text = BASE64_STANDARD.encode(gzip.finish()?);
    Ok(format!("// {NAME}_bg.wasm, gzip, base64\nexport default \"{text}\";\n"))
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
    fn the_public_names_are_the_classes_that_the_module_exports() {
        let glue = "export class Core {\n}\nexport { User }\nexport { ApiError }\nexport { initSync, __wbg_init as default };\n";
        assert_eq!(exported(glue).unwrap(), ["User", "ApiError"]);
        assert!(exported("export class Core {\n}\n").is_err());
    }
}
