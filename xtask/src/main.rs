//! Everything a contributor runs, as `cargo xtask <command>`.

mod demo;
mod files;
mod fuzz;
mod imports;
mod package;
mod serve;
mod sh;
mod sizes;
mod synapse;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo     build the package, start a Synapse, fill it, tour the SDK, serve the admin page until Ctrl-C
            --once   stop after the tour
cargo xtask test     everything CI runs
cargo xtask fuzz     hostile input for the reading and writing of the wire, 60 seconds of it
            --seconds N
            TARGET INPUT   replay a finding
cargo xtask docs     write docs/api.md and docs/reliability.md anew
cargo xtask build    write the npm package to pkg/ and print its sizes

What is missing is installed under target/ the first time.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["build"] => package::build().map(|()| ExitCode::SUCCESS),
        ["demo"] => demo::run(false),
        ["demo", "--once"] => demo::run(true),
        ["test"] => test::run(),
        ["docs"] => docs().map(|()| ExitCode::SUCCESS),
        ["fuzz"] => fuzz::run("60"),
        ["fuzz", "--seconds", seconds] => fuzz::run(seconds),
        ["fuzz", target, input] => fuzz::replay(target, input),
        ["help" | "--help" | "-h"] => {
            println!("{HELP}");
            Ok(ExitCode::SUCCESS)
        }
        _ => {
            eprintln!("{HELP}");
            Ok(ExitCode::from(2))
        }
    };
    result.unwrap_or_else(|error| {
        eprintln!("error: {error:#}");
        ExitCode::FAILURE
    })
}

/// Both pages are written by what also checks that they are true.
fn docs() -> anyhow::Result<()> {
    sh::step("docs/api.md, from the declarations");
    let test = ["test", "--quiet", "--test", "api", "the_table_of_endpoints"];
    sh::quiet(sh::command("cargo").args(test).env("WRITE_DOCS", "1"), "docs-api")?;
    sh::step("docs/reliability.md, from the faults that the tests go through");
    sh::quiet(sh::command("node").arg("tests/faults/document.js"), "docs-reliability")
}
