//! How much a browser has to load.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::sh::{ask, command};

/// Node has the reference compressors built in, and is needed for the build anyway.
const MEASURE: &str = r#"
const { readFileSync } = require("node:fs"), { brotliCompressSync, gzipSync } = require("node:zlib");
const bytes = Buffer.concat(process.argv.slice(1).map((file) => readFileSync(file)));
const sizes = [bytes, gzipSync(bytes, { level: 9 }), brotliCompressSync(bytes)]; // brotli's default is its best, 11
console.log(sizes.map(({ length }) => (length / 1000).toFixed(1).padStart(9)).join(""));
"#;

/// One line each for the WebAssembly and the JavaScript of an entry, which in "." has the WebAssembly in it.
pub fn print(dist: &Path) -> Result<()> {
    let wasm = BTreeSet::from([dist.join("wasm/matrix_admin_sdk_bg.wasm")]);
    println!("{:30}{:>9}{:>9}{:>9}", "kB", "raw", "gzip", "brotli");
    let all = [
        ("\".\" (all in JavaScript)", modules(&dist.join("web.js"))?),
        ("\"./slim\" JavaScript", modules(&dist.join("slim.js"))?),
        ("\"./slim\" WebAssembly", wasm),
    ];
    for (name, files) in all {
        println!(
            "{name:30}{}",
            ask(command("node").arg("-e").arg(MEASURE).args(files)).context("measuring")?
        );
    }
    Ok(())
}

/// A module and all that it imports.
fn modules(entry: &Path) -> Result<BTreeSet<PathBuf>> {
    let mut found = BTreeSet::new();
    let mut open = vec![entry.to_owned()];
    while let Some(module) = open.pop() {
        let text = fs::read_to_string(&module).with_context(|| module.display().to_string())?;
        let imports = text.lines().filter_map(|line| {
            let path = line.split_once(" from ")?.1.trim_matches(['"', '\'', ';', ' ']).strip_prefix("./")?;
            Some(module.parent()?.join(path))
        });
        open.extend(imports.filter(|path| !found.contains(path)));
        found.insert(module);
    }
    Ok(found)
}
