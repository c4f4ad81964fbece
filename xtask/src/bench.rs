//! `cargo xtask bench`: how fast and small the package is, beside what people would use instead. The programs are in
//! `bench/`, what they need is installed in `target/bench`.

use std::fs;
use std::process::Stdio;

use anyhow::{Context, Result, ensure};

use crate::sh::{ROOT, command, quiet, step, target};
use crate::synapse::Synapse;
use crate::{files, package, tools};

const SUBJECTS: [&str; 6] = ["decode", "call", "bulk", "start", "size", "scale"];
const PAGE: &str = "docs/performance.md";
const USERS: &str = "10000";

/// Measures everything and writes the page.
pub fn run() -> Result<()> {
    install()?;
    let mut page = fs::read_to_string(ROOT.join("bench/performance.md"))?;
    for subject in ["machine"].into_iter().chain(SUBJECTS) {
        let place = format!("<!-- {subject} -->");
        ensure!(page.contains(&place), "bench/performance.md has no {place}");
        page = page.replace(&place, measured(subject, None)?.trim());
    }
    fs::write(ROOT.join(PAGE), page).context(PAGE)?;
    step(format_args!("{PAGE} is written"));
    Ok(())
}

/// Measures one subject in few rounds, and prints it.
pub fn glance(subject: &str) -> Result<()> {
    ensure!(SUBJECTS.contains(&subject), "expected one of {}", SUBJECTS.join(", "));
    install()?;
    println!("{}", measured(subject, Some("3"))?);
    Ok(())
}

/// What the program prints: Markdown.
fn measured(subject: &str, rounds: Option<&str>) -> Result<String> {
    let mut node = command("node");
    node.arg(format!("{subject}.js")).args(rounds).current_dir(target("bench"));
    node.env("CHROMEDRIVER", tools::browsers()?.chromedriver);
    let synapse = (subject == "scale").then(full_synapse).transpose()?;
    if let Some(synapse) = &synapse {
        synapse.introduce(&mut node);
    }
    step(format_args!("measuring: {subject}"));
    let output = node.stderr(Stdio::inherit()).output().context("starting Node")?;
    ensure!(output.status.success(), "bench/{subject}.js failed");
    Ok(String::from_utf8(output.stdout)?)
}

/// Users put straight into the database: to register them would take minutes.
fn full_synapse() -> Result<Synapse> {
    let synapse = Synapse::start("bench")?;
    let database = target("synapse/bench/homeserver.db");
    quiet(command("python3").arg("bench/fill.py").arg(database).arg(USERS), "bench-fill")?;
    Ok(synapse)
}

/// The package as it is now, what it is compared with, and the programs that compare.
fn install() -> Result<()> {
    package::build()?;
    let folder = target("bench");
    files::copy(&ROOT.join("bench"), &folder)?;
    let wanted = fs::read(folder.join("package.json"))?;
    // Written last, so that an installation cut short is done again.
    let installed = folder.join("installed.json");
    if !fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        step("installing what to compare with from npm (once, about 1 minute)");
        let npm = ["install", "--no-audit", "--no-fund", "--no-package-lock"];
        quiet(command("npm").args(npm).current_dir(&folder), "bench-npm")?;
        fs::write(installed, wanted)?;
    }
    let library = folder.join("node_modules/matrix-admin-sdk");
    files::fresh(&library)?;
    files::copy(&ROOT.join("pkg"), &library)?;
    step("compiling the textbook way");
    let mut wasm_pack = command("wasm-pack");
    wasm_pack.args([
        "build",
        "--mode",
        "no-install",
        "--target",
        "web",
        "--release",
        "--no-pack",
        "--out-dir",
    ]);
    wasm_pack.arg(folder.join("textbook")).arg(".").current_dir(ROOT.join("bench/textbook"));
    quiet(wasm_pack.env("CARGO_TARGET_DIR", target("bench/cargo")), "bench-textbook")
}
