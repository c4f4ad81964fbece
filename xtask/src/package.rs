//! `cargo xtask build`: from the crate to the npm package in `pkg/`.
//!
//! `pkg-template/` has the shape of the package. wasm-bindgen's output and `src/js/` go to its `dist/wasm/`, and the
//! few things that only the build knows are filled in.

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
    fs::create_dir(&wasm)?;
    for file in files::list(&ROOT.join("src/js"))? {
        let name = file.file_name().context("a file has a name")?;
        if name.to_string_lossy().ends_with(".js") || name.to_string_lossy().ends_with(".d.ts") {
            fs::copy(&file, wasm.join(name))?;
        }
    }

    let glue = glue(&fs::read_to_string(built.join(format!("{NAME}.js")))?)?;
    let bytes = fs::read(built.join(format!("{NAME}_bg.wasm")))?;
    ensure_no_local_path(&bytes)?;
    let (bytes, glue) = imports::shorten(&bytes, &glue)?;
    fs::write(wasm.join(format!("{NAME}.js")), &glue)?;
    fs::write(wasm.join(format!("{NAME}_bg.wasm")), &bytes)?;

    let declarations = fs::read_to_string(built.join(format!("{NAME}.d.ts")))?;
    let declarations = public_declarations(&declarations)?;
    let errors = fs::read_to_string(ROOT.join("src/js/errors.js"))?;
    fill(&dist.join("index.d.ts"), "/* declarations */", &declarations)?;
    fill(&dist.join("api.js"), "/* checks */", &checks::script(matrix_admin_sdk::endpoints())?)?;
    let (classes, errors) = (classes(&declarations)?, error_names(&errors));
    fill(&dist.join("api.js"), "/* exports */", &exports(&classes, &errors))?;
    let names = classes.iter().map(|class| class.name).chain(["MatrixAdminClient"]).chain(errors);
    let names = names.collect::<Vec<_>>().join(", ");
    for entry in ENTRIES {
        fill(&dist.join(entry), "/* names */", &names)?;
    }
    one_file(&dist)?;
    fs::write(wasm.join("bytes.js"), embedded(&bytes)?)?;
    fill(&package.join("package.json"), "\"0.0.0\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\""))
}

/// wasm-bindgen's JavaScript, with what our users would trip over mended.
fn glue(text: &str) -> Result<String> {
    let text = without_comments(&snippets(text));
    // Used too early, it would say "Cannot read properties of undefined".
    let uninitialised = "let wasmModule, wasmInstance, wasm = new Proxy({}, {\n    get() { \
        throw new Error(\"matrix-admin-sdk is not initialised: await init() first\"); },\n});";
    let deprecated = |name: &str, place: &str| {
        let call = format!("({{{name}}} = {name})");
        let warning = "using deprecated parameters for";
        let text = format!(
            "        if (Object.getPrototypeOf({name}) === Object.prototype) {{\n            {call}\n        }} else {{\n            \
             console.warn('{warning} {place}; pass a single object instead')\n        }}\n"
        );
        (text, format!("{call};\n"))
    };
    let sync = deprecated("module", "`initSync()`");
    let init = deprecated("module_or_path", "the initialization function");
    let registry = "(typeof FinalizationRegistry === 'undefined')\n    ? { register: () => {}, unregister: () => {} }\n    : new";
    let edits = [
        (&*format!("/* @ts-self-types=\"./{NAME}.d.ts\" */"), "", 1),
        ("let wasmModule, wasmInstance, wasm;", uninitialised, 1),
        ("if (wasm !== undefined) return wasm;", "if (wasmInstance !== undefined) return wasm;", 2),
        // For callers and platforms that are not ours.
        (&sync.0, &sync.1, 1),
        (&init.0, &init.1, 1),
        (registry, "new", 2),
    ];
    edits.into_iter().try_fold(text, |text, (from, to, times)| replace(&text, from, to, times))
}

/// The glue with its imports from where the package has those files.
fn snippets(text: &str) -> String {
    // The folder of a snippet has a hash in its name. The keys of the import object have the same form and must stay
    // as they are: they are names inside the WebAssembly.
    let lines = text.lines().map(|line| match (line.split_once("./snippets/"), line.rsplit_once('/')) {
        (Some((before, _)), Some((_, file))) if line.starts_with("import ") => format!("{before}./{file}\n"),
        _ => format!("{line}\n"),
    });
    lines.collect()
}

/// The comments repeat `@param {any}` and what index.d.ts says better.
fn without_comments(text: &str) -> String {
    let mut inside = false;
    let code = text.lines().filter(|line| {
        let line = line.trim();
        inside |= line == "/**";
        let comment = inside;
        inside &= line != "*/";
        !comment
    });
    code.flat_map(|line| [line, "\n"]).collect()
}

/// Puts `api.js` and all it imports into one small file: a page that loads the package as it is asks for fewer files,
/// and Node reads one faster than eight. Classes keep their names, which stacks begin with in Firefox. The sources are
/// in the repository.
fn one_file(dist: &Path) -> Result<()> {
    let api = dist.join("api.js");
    let mut rollup = command("rollup");
    quiet(rollup.arg(&api).args(["--format", "es", "--file"]).arg(&api), "rollup")?;
    let mut terser = command("terser");
    terser.arg(&api).args("--module --ecma 2022 --keep-classnames --mangle --compress passes=3".split(' '));
    quiet(terser.arg("--output").arg(&api), "terser")?;
    for file in files::list(&dist.join("wasm"))? {
        if file.extension().is_some_and(|kind| kind == "js") {
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

/// A class as the declarations have it.
#[derive(Debug, Default, PartialEq)]
struct Class<'a> {
    name: &'a str,
    /// What it is made for.
    properties: Vec<&'a str>,
    methods: Vec<&'a str>,
}

/// The classes of the handles: so what runs is what the types say.
fn classes(declarations: &str) -> Result<Vec<Class<'_>>> {
    let mut classes: Vec<Class> = Vec::new();
    let mut open: Option<Class> = None;
    for line in declarations.lines() {
        if let Some(rest) = line.strip_prefix("export class ") {
            let name = rest.strip_suffix(" {").with_context(|| format!("not understood: {line}"))?;
            open = (name != "MatrixAdminClient").then(|| Class { name, ..Class::default() });
        } else if line == "}" {
            classes.extend(open.take());
        } else if let (Some(class), Some(member)) = (&mut open, line.strip_prefix("    ")) {
            let property = member.strip_prefix("readonly ");
            let name = property.unwrap_or(member).split(['(', ':', '?']).next();
            match name {
                Some("constructor") => {}
                Some(name) if property.is_some() => class.properties.push(name),
                Some(name) if !name.starts_with(['/', ' ']) => class.methods.push(name),
                _ => {}
            }
        }
    }
    ensure!(!classes.is_empty(), "no class in the declarations");
    Ok(classes)
}

/// The public names: the handles, the client that has them, the errors.
fn exports(classes: &[Class], errors: &[&str]) -> String {
    let handles = classes.iter().map(|Class { name, properties, methods }| {
        let methods = methods.join(" ");
        format!("export const {name} = /* @__PURE__ */ handle({name:?}, {properties:?}, {methods:?});")
    });
    let those = |made_for_something: bool| {
        let those = classes.iter().filter(|class| class.properties.is_empty() != made_for_something);
        those.map(|Class { name, .. }| format!("{}: {name}", camel(name))).collect::<Vec<_>>().join(", ")
    };
    let client = format!(
        "export const MatrixAdminClient = /* @__PURE__ */ client(Core, {{ {} }}, {{ {} }}, checks);",
        those(true),
        those(false)
    );
    let errors = format!("export {{ {} }} from \"./wasm/errors.js\";", errors.join(", "));
    handles.chain([client, errors]).collect::<Vec<_>>().join("\n")
}

/// What `errors.js` has for everyone.
fn error_names(source: &str) -> Vec<&str> {
    source.lines().filter_map(|line| line.strip_prefix("export class ")?.split(' ').next()).collect()
}

/// `User` to `user`.
fn camel(name: &str) -> String {
    let (first, rest) = name.split_at(1);
    first.to_lowercase() + rest
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
        let text = "import { E } from './snippets/x-0123/src/js/errors.js';\n\
            import * as import1 from \"./snippets/x-0123/src/js/pages.js\"\n\
            \"./snippets/x-0123/src/js/pages.js\": import1,\n";
        let glue = snippets(text);
        let lines: Vec<&str> = glue.lines().collect();
        let key = "\"./snippets/x-0123/src/js/pages.js\": import1,";
        assert_eq!(
            lines,
            ["import { E } from './errors.js';", "import * as import1 from \"./pages.js\"", key]
        );
    }

    #[test]
    fn comments_go_and_code_stays() {
        assert_eq!(without_comments("a\n/**\n * b\n */\nc(\"/** d */\");\n"), "a\nc(\"/** d */\");\n");
    }

    #[test]
    fn the_classes_that_run_are_those_of_the_declarations() {
        let declarations = "/** One. */\nexport class User {\n    constructor(client: MatrixAdminClient, userId: string);\n    \
            readonly userId: string;\n    /**\n     * Is it?\n     */\n    isAdmin(options?: CallOptions): Promise<boolean>;\n}\n\
            export interface Page {\n    total: number;\n}\n\
            export class Users {\n    constructor(client: MatrixAdminClient);\n    list(): void;\n}\n\
            export class MatrixAdminClient {\n    request(): void;\n}\n";
        let classes = classes(declarations).unwrap();
        assert_eq!(
            exports(
                &classes,
                &error_names("export class ApiError extends Error {\nexport function internal() {")
            ),
            "export const User = /* @__PURE__ */ handle(\"User\", [\"userId\"], \"isAdmin\");\n\
             export const Users = /* @__PURE__ */ handle(\"Users\", [], \"list\");\n\
             export const MatrixAdminClient = /* @__PURE__ */ client(Core, { user: User }, { users: Users }, checks);\n\
             export { ApiError } from \"./wasm/errors.js\";"
        );
    }
}
