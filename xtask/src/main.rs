//! Everything a contributor runs, as `cargo xtask <command>`.

mod bench;
mod checks;
mod demo;
mod docs;
mod examples;
mod files;
mod frameworks;
mod fuzz;
mod imports;
mod mutants;
mod package;
mod postgres;
mod report;
mod runtimes;
mod serve;
mod sh;
mod sizes;
mod synapse;
mod tarball;
mod test;
mod tools;

use std::process::ExitCode;

const HELP: &str = "\
cargo xtask demo     build the package, start a Synapse, fill it, tour the SDK, serve the admin page until Ctrl-C
            --once   stop after the tour
cargo xtask test     everything CI runs
            --synapse VERSION   only every endpoint, on that version of Synapse
            --frameworks NAME…   only these projects of tests/frameworks, or all of them: about 7 minutes
cargo xtask fuzz     hostile input for the reading and writing of the wire, 60 seconds of it
            --seconds N
            TARGET INPUT   replay a finding
cargo xtask mutants  break src/wire and src/declare in one place at a time, and see whether a test fails: about an hour
            FILE…   only these: src/wire/url.rs
cargo xtask docs     write docs/api.md and docs/reliability.md anew, and a site of the package to target/docs
cargo xtask bench    measure how fast and small it is, beside its peers, and write docs/performance.md: about 10 minutes
            SUBJECT   only a quick look at one: decode, call, start, size or scale
cargo xtask build    write the npm package to pkg/ and print its sizes
cargo xtask size     say what is in the package of the last build, and fail if ./slim is over its limit

What is missing is installed under target/ the first time.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match arguments[..] {
        ["build"] => package::build().map(|()| ExitCode::SUCCESS),
        ["demo"] => demo::run(false),
        ["demo", "--once"] => demo::run(true),
        ["size"] => sizes::gate().map(|()| ExitCode::SUCCESS),
        ["test"] => test::run(),
        ["test", "--synapse", version] => test::run_on(version),
        ["test", "--frameworks", ref only @ ..] => test::run_frameworks(only),
        ["docs"] => docs::write().map(|()| ExitCode::SUCCESS),
        ["bench"] => bench::run().map(|()| ExitCode::SUCCESS),
        ["bench", subject] => bench::glance(subject).map(|()| ExitCode::SUCCESS),
        ["fuzz"] => fuzz::run("60"),
        ["fuzz", "--seconds", seconds] => fuzz::run(seconds),
        ["fuzz", target, input] => fuzz::replay(target, input),
        ["mutants", ref only @ ..] => mutants::run(only),
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
