//! `cargo xtask mutants`: breaks `src/wire` and `src/declare` in one place at a time, and looks whether a test fails.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};

use crate::sh::{ROOT, command, step, target};
use crate::{files, tools};

/// Which mutants survive, and why that is right.
const LIST: &str = "tests/mutants.txt";
/// Where the code is broken: a copy of it.
const TREE: &str = "mutants/tree";
const MUTATED: [&str; 2] = ["src/wire/**", "src/declare/**"];
/// Of a hundred mutants, as many may survive.
const MOST_SURVIVORS: usize = 5;
/// The tests take 2 seconds. A mutant that takes this long loops for ever, and counts as caught.
const LONGEST_TEST_S: u32 = 30;
/// One that loops for ever may also write for ever.
const MOST_MEMORY_KB: u32 = 8 << 20;

/// Breaks these files, or all of both folders. What was tried, with logs, is in `target/mutants/mutants.out`.
pub fn run(only: &[&str]) -> Result<ExitCode> {
    let expected = expected()?;
    tools::mutator()?;
    let tree = target(TREE);
    copy(&tree)?;
    mutate(&tree, if only.is_empty() { &MUTATED } else { only })?;

    let [caught, looped, unviable] = [outcome("caught")?, outcome("timeout")?, outcome("unviable")?];
    let survivors = outcome("missed")?.iter().map(|line| Survivor::read(line)).collect::<Result<Vec<_>>>()?;
    let viable = caught.len() + looped.len() + survivors.len();
    ensure!(viable > 0, "there is nothing to break in {}", only.join(" "));
    println!(
        "\n{} mutants: {} caught ({} of them by the clock), {} unviable, {} survived ({:.1} %)",
        viable + unviable.len(),
        caught.len() + looped.len(),
        looped.len(),
        unviable.len(),
        survivors.len(),
        100.0 * survivors.len() as f64 / viable as f64
    );

    let mut left = expected;
    let mut ok = true;
    for survivor in &survivors {
        match left.iter().position(|one| one == survivor) {
            Some(index) => _ = left.remove(index),
            None => {
                ok = false;
                println!("not in {LIST}:\n{}\n    {}", survivor.name, survivor.code);
            }
        }
    }
    let whole = only.is_empty();
    for Survivor { name, code } in left.iter().filter(|one| whole || only.contains(&one.file())) {
        println!("in {LIST}, but did not survive:\n{name}\n    {code}");
    }
    if whole && survivors.len() * 100 > viable * MOST_SURVIVORS {
        ok = false;
        println!("more than {MOST_SURVIVORS} % survived");
    }
    Ok(if ok { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A mutant by what does not move when lines are added above it.
#[derive(PartialEq)]
struct Survivor {
    /// The file and what was done to it.
    name: String,
    /// The line in which it was done.
    code: String,
}

impl Survivor {
    /// From `file:line:column: mutation`.
    fn read(line: &str) -> Result<Self> {
        let mut parts = line.splitn(4, ':');
        let mut part =
            || parts.next().with_context(|| format!("expected file:line:column: mutation, got {line}"));
        let (file, number, _, mutation) = (part()?, part()?.parse::<usize>()?, part()?, part()?);
        let text = fs::read_to_string(target(TREE).join(file)).with_context(|| format!("reading {file}"))?;
        let code = text.lines().nth(number.saturating_sub(1)).unwrap_or_default().trim();
        Ok(Self { name: format!("{file}:{mutation}"), code: code.to_owned() })
    }

    fn file(&self) -> &str {
        self.name.split(':').next().unwrap_or_default()
    }
}

/// Entries of a line that names the mutant, and below it, indented, its line of code and the reason. One entry stands
/// for one mutant.
fn expected() -> Result<Vec<Survivor>> {
    let text = fs::read_to_string(ROOT.join(LIST)).with_context(|| format!("reading {LIST}"))?;
    let mut entries = Vec::new();
    let mut lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with('#')).peekable();
    while let Some(name) = lines.next() {
        let mut indented = || lines.next_if(|line| line.starts_with(' '));
        let (Some(code), Some(_reason)) = (indented(), indented()) else {
            bail!("{LIST}: expected a line of code and a reason below {name:?}");
        };
        while indented().is_some() {}
        entries.push(Survivor { name: name.to_owned(), code: code.trim().to_owned() });
    }
    Ok(entries)
}

/// Mutants are made in place, in a copy that stays where it is: what they depend on is compiled once.
fn copy(tree: &Path) -> Result<()> {
    files::fresh(tree)?;
    for folder in ["src", "macros", "xtask"] {
        files::copy(&ROOT.join(folder), &tree.join(folder))?;
    }
    for file in ["Cargo.toml", "Cargo.lock"] {
        fs::copy(ROOT.join(file), tree.join(file))?;
    }
    Ok(())
}

fn mutate(tree: &Path, globs: &[&str]) -> Result<()> {
    step("breaking the code, one place at a time (3 to 6 seconds each)");
    let mut mutants = command("sh");
    let limited = format!("ulimit -v {MOST_MEMORY_KB} && exec cargo mutants \"$@\"");
    mutants.args(["-c", &limited, "sh", "--in-place", "--package", "matrix-admin-sdk", "--dir"]).arg(tree);
    mutants.arg("--output").arg(target("mutants"));
    for glob in globs {
        mutants.args(["--file", glob]);
    }
    mutants.args(["--exclude", "**/tests.rs", "--exclude-re", " tests::", "--annotations", "none"]);
    mutants.args(["--timeout", &LONGEST_TEST_S.to_string(), "--", "--lib"]);
    mutants.env("CARGO_TARGET_DIR", target("mutants/build")).env("CARGO_PROFILE_DEV_DEBUG", "0");
    // A mutant survives or not, whenever and in whatever order it is tried.
    mutants.env("PROPTEST_RNG_SEED", "1").env("PROPTEST_DISABLE_FAILURE_PERSISTENCE", "true");
    mutants.env("PROPTEST_MAX_SHRINK_ITERS", "0");
    let status = mutants.status().context("starting cargo mutants")?;
    // 2 and 3: some survived, some took too long.
    ensure!(matches!(status.code(), Some(0 | 2 | 3)), "cargo mutants ended with {status}");
    Ok(())
}

/// The mutants that ended in this way.
fn outcome(which: &str) -> Result<Vec<String>> {
    let path = target("mutants/mutants.out").join(which).with_extension("txt");
    let text = fs::read_to_string(&path).with_context(|| format!("reading {}", path.display()))?;
    Ok(text.lines().map(str::to_owned).collect())
}
