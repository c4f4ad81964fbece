//! Everything a contributor runs, as `cargo xtask <command>`.

mod demo;
mod files;
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
