//! `cargo xtask fuzz`: hostile input for what reads and writes the wire, by the targets in `fuzz/`.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

use crate::sh::{ROOT, ask, command, quiet, step, target};
use crate::{files, tools};

/// The most that an input may have. Deep enough for the walker's own limit, shallow enough for the oracle's stack.
const LONGEST_INPUT: usize = 4096;
const LONGEST_RUN_S: usize = 10;

/// So many seconds in all, an equal part for each target. What a run learns is kept in `target/fuzz/corpus`.
pub fn run(seconds: &str) -> Result<ExitCode> {
    let seconds: u64 = seconds.parse().context("--seconds takes a whole number")?;
    build()?;
    let targets = targets()?;
    let each = (seconds / targets.len() as u64).max(1);
    let runs = targets.iter().map(|name| fuzz(name, each)).collect::<Result<Vec<_>>>()?;

    println!("\n{:16}{:>12}{:>10}{:>10}", "", "executions", "a second", "coverage");
    for (name, Run { executions, a_second, coverage, .. }) in targets.iter().zip(&runs) {
        println!("{name:16}{executions:>12}{a_second:>10}{coverage:>10}");
    }
    let findings: Vec<_> = targets.iter().zip(&runs).filter(|(_, run)| run.finding.is_some()).collect();
    println!("{} findings", findings.len());
    for (name, run) in &findings {
        println!("{name}: cargo xtask fuzz {name} {}", run.finding.as_deref().unwrap_or_default());
    }
    Ok(if findings.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs a target once, on the input of a finding.
pub fn replay(name: &str, input: &str) -> Result<ExitCode> {
    let targets = targets()?;
    if !targets.iter().any(|target| target == name) {
        bail!("no target {name}; there are {}", targets.join(", "));
    }
    build()?;
    let input = std::path::absolute(input)?;
    let status = binary(name)?.arg(input).env("RUST_BACKTRACE", "1").status()?;
    Ok(if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Run {
    executions: String,
    a_second: String,
    /// In edges of the control flow.
    coverage: String,
    /// The input that something is wrong with.
    finding: Option<String>,
}

fn fuzz(name: &str, seconds: u64) -> Result<Run> {
    step(format_args!("fuzzing {name} for {seconds} s"));
    let [corpus, findings] = ["corpus", "findings"].map(|kind| target("fuzz").join(kind).join(name));
    fs::create_dir_all(&corpus)?;
    fs::create_dir_all(&findings)?;
    let mut fuzzer = binary(name)?;
    fuzzer.arg(format!("-max_total_time={seconds}"));
    fuzzer.arg(format!("-artifact_prefix={}/", findings.display()));
    fuzzer.args([format!("-max_len={LONGEST_INPUT}"), format!("-timeout={LONGEST_RUN_S}")]);
    fuzzer.arg("-print_final_stats=1").env("RUST_BACKTRACE", "0");
    // What it finds of use goes to the first folder; the others are only read.
    let output = fuzzer.arg(corpus).arg(ROOT.join("fuzz/seeds").join(name)).output()?;
    let text = String::from_utf8_lossy(&output.stderr);
    fs::create_dir_all(target("log"))?;
    fs::write(target("log").join(format!("fuzz-{name}.log")), &*text)?;

    let word = |before: &str| text.rsplit_once(before).and_then(|(_, after)| after.split_whitespace().next());
    let number = |before| word(before).unwrap_or("?").to_owned();
    let finding = word("Test unit written to ").map(|path| {
        path.strip_prefix(&*ROOT.to_string_lossy()).unwrap_or(path).trim_start_matches('/').to_owned()
    });
    if !output.status.success() {
        let report = text.find("panicked at").or_else(|| text.find("ERROR: libFuzzer")).unwrap_or(0);
        eprintln!("{}", &text[report..]);
        if finding.is_none() {
            bail!("fuzzing {name} ended with {}, and no input to blame", output.status);
        }
    }
    Ok(Run {
        executions: number("stat::number_of_executed_units:"),
        a_second: number("stat::average_exec_per_sec:"),
        coverage: number(" cov: "),
        finding,
    })
}

/// Stable Rust can do it: without a sanitizer, which would find nothing in safe code, all flags are stable.
fn build() -> Result<()> {
    tools::fuzzer()?;
    step("building the fuzz targets (1 to 3 minutes the first time)");
    let mut cargo = command("cargo");
    cargo.args(["fuzz", "build", "--sanitizer", "none", "--target", &host()?, "--target-dir"]);
    quiet(cargo.arg(target("fuzz/build")), "fuzz-build")
}

fn targets() -> Result<Vec<String>> {
    let sources = files::list(&ROOT.join("fuzz/targets"))?;
    let names = sources.iter().filter_map(|source| source.file_stem());
    Ok(names.map(|name| name.to_string_lossy().into_owned()).collect())
}

fn binary(name: &str) -> Result<Command> {
    let folder: PathBuf = target("fuzz/build").join(host()?).join("release");
    Ok(command(folder.join(name)))
}

fn host() -> Result<String> {
    let version = ask(command("rustc").arg("-vV")).context("asking rustc for its version")?;
    let host = version.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not name its host")?.to_owned())
}
