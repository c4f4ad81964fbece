//! What `npm publish` would send: which files, in what form, and whether it is the same each time.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::path::PathBuf;
use std::time::SystemTime;

use anyhow::{Context, Result, ensure};

use crate::sh::{ROOT, ask, command, quiet, target};
use crate::{files, package};

const FILES: &[&str] = &[
    "CHANGELOG.md",
    "LICENSE",
    "README.md",
    "dist/api.js",
    "dist/deno.js",
    "dist/edge-light.js",
    "dist/index.d.ts",
    "dist/node.js",
    "dist/slim.js",
    "dist/wasm/bytes.js",
    "dist/wasm/matrix_admin_sdk_bg.wasm",
    "dist/web.js",
    "dist/workerd.js",
    "package.json",
];

/// Where the tests have it from `npm pack`.
pub fn path() -> PathBuf {
    target("consumer").join(concat!("matrix-admin-sdk-", env!("CARGO_PKG_VERSION"), ".tgz"))
}

/// It holds `FILES`, neither more nor less.
pub fn contents() -> Result<()> {
    let listed = ask(command("tar").arg("-tzf").arg(path())).context("reading the tarball with tar")?;
    let found: BTreeSet<&str> = listed.lines().map(|file| file.trim_start_matches("package/")).collect();
    let expected = BTreeSet::from_iter(FILES.iter().copied());
    let (missing, new): (Vec<_>, Vec<_>) =
        (&expected ^ &found).into_iter().partition(|file| expected.contains(file));
    ensure!(
        found == expected,
        "missing: {missing:?}, new: {new:?}; if that is meant, change FILES in xtask/src/tarball.rs"
    );
    Ok(())
}

/// Its package.json leads to what there is, and describes it truly.
pub fn publint() -> Result<()> {
    quiet(command("publint").args(["run", "--strict"]).arg(path()), "publint")
}

/// TypeScript finds the types of every entry. The .wasm has none: what importing it gives is up to the bundler.
pub fn types() -> Result<()> {
    let arguments = ["--profile", "esm-only", "--exclude-entrypoints", "matrix_admin_sdk.wasm"];
    quiet(command("attw").arg(path()).args(arguments), "attw")
}

/// Building it once more gives the same bytes.
pub fn same_again() -> Result<()> {
    let before = bytes()?;
    // Or cargo would have nothing to do.
    File::options().append(true).open(ROOT.join("src/lib.rs"))?.set_modified(SystemTime::now())?;
    package::build()?;
    let after = bytes()?;
    let changed: Vec<_> =
        before.iter().zip(&after).filter(|(one, other)| one != other).map(|(one, _)| &one.0).collect();
    ensure!(before.len() == after.len() && changed.is_empty(), "a second build changed {changed:?}");
    Ok(())
}

/// The files of the package as it was last built.
fn bytes() -> Result<Vec<(PathBuf, Vec<u8>)>> {
    let read = |file: PathBuf| Ok((file.clone(), fs::read(file)?));
    files::list(&ROOT.join("pkg"))?.into_iter().map(read).collect()
}
