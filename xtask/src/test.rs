//! `cargo xtask test`: everything CI runs. A failure does not keep the rest from running.

use std::convert::Infallible;
use std::ffi::OsStr;
use std::fs;
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::report::{Counts, Report, last_counts};
use crate::sh::{ROOT, command, logged, quiet, target, which};
use crate::synapse::{Kind, Synapse, free_port};
use crate::tools::{self, Browsers};
use crate::{docs, examples, files, frameworks, package, runtimes, sizes, tarball};

pub fn run() -> Result<ExitCode> {
    let mut report = Report::default();
    if let Some(browsers) = report.prepare("tools", tools) {
        rust(&mut report);
        let synapse = report.prepare("a Synapse to test against", || Synapse::start("test"));
        wasm(&mut report, synapse.as_ref(), &browsers);
        if report.check(PACKAGE, install_package) {
            npm(&mut report, synapse.as_ref(), &browsers);
            examples::run(&mut report, &browsers);
            frameworks::run(&mut report, &browsers, &[]);
            routes(&mut report, Kind::Usual);
            for kind in [Kind::Postgres, Kind::Mas, Kind::Version("1.149.1"), Kind::Version("1.120.2")] {
                contract(&mut report, kind);
            }
        }
        report.check("types of the hand-written JavaScript", || {
            let tsc = target("node/node_modules/typescript/bin/tsc");
            quiet(command("node").arg(tsc).args(["-p", "src/js/tsconfig.json"]), "tsc-js")
        });
    }
    Ok(report.print())
}

/// Every endpoint, and nothing else, on any version of Synapse.
pub fn run_on(version: &str) -> Result<ExitCode> {
    let mut report = Report::default();
    if report.prepare("tools", tools::for_building).is_some() && report.check(PACKAGE, install_package) {
        contract(&mut report, Kind::Version(version));
    }
    Ok(report.print())
}

/// The frameworks that admin pages are made with, or these of them, and nothing else.
pub fn run_frameworks(only: &[&str]) -> Result<ExitCode> {
    let mut report = Report::default();
    if let Some(browsers) = report.prepare("tools", tools)
        && report.check(PACKAGE, install_package)
    {
        frameworks::run(&mut report, &browsers, only);
    }
    Ok(report.print())
}

fn tools() -> Result<Browsers> {
    tools::for_building()?;
    tools::synapse(tools::SYNAPSE)?;
    tools::browsers()
}

fn rust(report: &mut Report) {
    const CLIPPY: &str = "clippy --workspace --all-targets -- -D warnings";
    const WASM: &str = "clippy -p matrix-admin-sdk --lib --target wasm32-unknown-unknown -- -D warnings";
    report.check("rustfmt", || quiet(&mut cargo("fmt --all --check"), "fmt"));
    report.check("clippy", || quiet(&mut cargo(CLIPPY), "clippy"));
    report.check("clippy: the library as WebAssembly", || quiet(&mut cargo(WASM), "clippy-wasm"));
    report.check("clippy: the example in Rust", || {
        const EXAMPLE: &str =
            "clippy --manifest-path examples/rust/Cargo.toml --target wasm32-unknown-unknown";
        let mut clippy = cargo(EXAMPLE);
        quiet(
            clippy.args(["--", "-D", "warnings"]).env("CARGO_TARGET_DIR", target("examples-rust")),
            "clippy-example",
        )
    });
    report.check("clippy: the fuzz targets", || {
        let mut clippy = cargo("clippy --manifest-path fuzz/Cargo.toml --all-targets -- -D warnings");
        quiet(clippy.env("CARGO_TARGET_DIR", target("fuzz/clippy")), "clippy-fuzz")
    });
    report.check("rustdoc", || {
        quiet(cargo("doc -p matrix-admin-sdk --no-deps").env("RUSTDOCFLAGS", "-D warnings"), "doc")
    });
    report.count("native tests, and the examples of the documentation", || {
        let outcome = logged(&mut cargo("test --workspace --no-fail-fast"), "cargo-test")?;
        Ok(Counts::of_harness(&outcome.text).of_run(outcome.ok))
    });
}

fn wasm(report: &mut Report, synapse: Option<&Synapse>, Browsers { chromedriver, geckodriver }: &Browsers) {
    let mut run = |place: &str, arguments: &[&str], driver: Option<&Path>| {
        report.count(&format!("WebAssembly in {place}"), || {
            let synapse = synapse.context("there is no Synapse")?;
            let mut wasm_pack = at_most(MINUTES_IN_A_PLACE, "wasm-pack");
            wasm_pack.args(["test", "--mode", "no-install"]).args(arguments).args(driver);
            wasm_pack.args([".", "--test", "*"]).env("WASM_BINDGEN_TEST_TIMEOUT", "1200");
            let mut busy = None;
            if driver.is_some() {
                let server = SocketAddr::from((Ipv4Addr::LOCALHOST, free_port(&target("tests.port"))?));
                busy = Some(keep_busy(server));
                wasm_pack.env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "120");
                wasm_pack.env("WASM_BINDGEN_TEST_ADDRESS", server.to_string());
                // Without it a browser runs no test at all and is content.
                wasm_pack.env("WASM_BINDGEN_USE_BROWSER", "1");
            }
            let outcome = logged(synapse.introduce(&mut wasm_pack), &format!("wasm-test-{place}"))?;
            drop(busy);
            let counts = Counts::of_harness(&outcome.text);
            let (run, written) = (counts.passed + counts.failed, tests_written()?);
            let complaint = format_args!("{written} tests are written, {run} were run");
            Ok(counts.of_run(outcome.ok).expect(run == written, complaint))
        });
    };
    run("Node", &["--node"], None);
    run("Chrome", &["--headless", "--chrome", "--chromedriver"], Some(chromedriver));
    run("Firefox", &["--headless", "--firefox", "--geckodriver"], Some(geckodriver));
}

/// Keeps the threads busy that the server of wasm-bindgen's runner begins with, until the sender is gone. It hands them
/// more connections than they are when several come at the same moment, as those of a page do, and those left over it
/// never reads; while none of its threads is free, each connection gets one of its own. The first of these may come before
/// the four threads wait for any, and get another one: so there are more.
fn keep_busy(server: SocketAddr) -> Sender<Infallible> {
    const CONNECTIONS: usize = 16;
    let (sender, ended) = mpsc::channel();
    thread::spawn(move || {
        let mut held = Vec::new();
        while ended.recv_timeout(Duration::from_millis(20)) == Err(RecvTimeoutError::Timeout) {
            if held.len() < CONNECTIONS {
                held.extend(TcpStream::connect(server));
            }
        }
    });
    sender
}

/// How long the tests of WebAssembly may take in one place, compiling them included.
const MINUTES_IN_A_PLACE: u32 = 30;

/// The command, ended with all that it started when it takes too long, where the system has a command for that.
fn at_most(minutes: u32, program: &str) -> Command {
    let Some(timeout) = which(&["timeout"]) else { return command(program) };
    let mut command = command(timeout);
    command.args(["--kill-after=10", &format!("{minutes}m"), program]);
    command
}

/// Builds the package, packs it as `npm publish` would, and installs that in an empty folder, `target/consumer`.
fn install_package() -> Result<()> {
    package::build()?;
    let consumer = target("consumer");
    files::fresh(&consumer)?;
    fs::write(consumer.join("package.json"), "{ \"private\": true, \"type\": \"module\" }\n")?;
    quiet(
        command("npm").args(["pack", "--pack-destination"]).arg(&consumer).current_dir(ROOT.join("pkg")),
        "npm-pack",
    )?;
    let tarball = format!("./matrix-admin-sdk-{}.tgz", env!("CARGO_PKG_VERSION"));
    let install = ["install", "--no-audit", "--no-fund", "--no-package-lock", &tarball];
    quiet(command("npm").args(install).current_dir(&consumer), "npm-install-package")?;
    files::copy(&ROOT.join("tests/runtimes"), &consumer.join("runtimes"))?;
    files::copy(&ROOT.join("tests/faults"), &consumer.join("faults"))?;
    files::copy(&ROOT.join("tests/contract"), &consumer.join("contract"))?;
    files::copy(&ROOT.join("docs"), &consumer.join("docs"))?;
    files::copy(&ROOT.join("tests/types"), &consumer.join("types"))
}

fn npm(report: &mut Report, synapse: Option<&Synapse>, browsers: &Browsers) {
    let consumer = target("consumer");
    let mut node = |name: &str, log: &str, arguments: &[&OsStr]| {
        report.count(name, || {
            let mut node = command("node");
            node.args(arguments).current_dir(&consumer).env("NODE_PATH", target("node/node_modules"));
            let outcome = logged(synapse.context("there is no Synapse")?.introduce(&mut node), log)?;
            Ok(last_counts(&outcome.text).of_run(outcome.ok))
        });
    };
    let module = target("wasm-pack");
    node(
        "what wasm-pack makes, by itself",
        "wasm-pack",
        &["runtimes/wasm-pack.mjs".as_ref(), module.as_ref()],
    );
    node("every endpoint on the Synapse", "contract", &["contract/node.mjs".as_ref()]);
    let leaks = ["--expose-gc", "runtimes/node-leaks.mjs"].map(OsStr::new);
    node("Node: 100,000 calls", "leaks-node", &leaks);
    let leaks = ["runtimes/browser-leaks.mjs".as_ref(), browsers.chromedriver.as_os_str()];
    node("Chrome: 100,000 calls", "leaks-chrome", &leaks);
    let Browsers { chromedriver, geckodriver } = browsers;
    let lacking = ["runtimes/lacking.mjs".as_ref(), chromedriver.as_os_str(), geckodriver.as_os_str()];
    node("where something is lacking", "lacking", &lacking);
    let places = || runtimes::places(synapse.context("there is no Synapse")?, browsers);
    let rows = report.prepare("the suite in every place, some at a time", places);
    report.add(rows.into_iter().flatten());
    report.check("docs/reliability.md", || {
        quiet(command("node").args(["tests/faults/document.js", "--check"]), "document-faults")
    });
    report.check("docs/frameworks.md", || {
        quiet(command("node").args(["tests/frameworks/document.js", "--check"]), "document-frameworks")
    });
    for (name, file) in [
        ("package in TypeScript 5.4 and 7", "matrix.mjs"),
        ("package in an editor", "editor.mjs"),
        ("doc comments and their examples", "declarations.mjs"),
    ] {
        report.count(name, || {
            let mut node = command("node");
            node.arg(format!("types/{file}")).env("NODE_PATH", target("node/node_modules"));
            let outcome = logged(node.current_dir(&consumer), &format!("types-{file}"))?;
            Ok(last_counts(&outcome.text).of_run(outcome.ok))
        });
    }
    report.check("the site of the package", docs::site);
    report.check("./slim within its limit", || sizes::within_limit().map(drop));
    report.check("tarball: its files", tarball::contents);
    report.check("tarball: publint", tarball::publint);
    report.check("tarball: attw", tarball::types);
    report.check("tarball: the same again", tarball::same_again);
}

/// Every endpoint on a Synapse of another kind.
fn contract(report: &mut Report, kind: Kind) {
    report.count(&format!("every endpoint, {kind}"), || {
        let synapse = Synapse::start_as(&format!("test-{kind}"), kind)?;
        let mut node = command("node");
        node.arg("contract/node.mjs").current_dir(target("consumer"));
        let outcome = logged(synapse.introduce(&mut node), &format!("contract-{kind}"))?;
        Ok(last_counts(&outcome.text).of_run(outcome.ok))
    });
    routes(report, kind);
}

/// The declarations against the routes of a Synapse.
fn routes(report: &mut Report, kind: Kind) {
    report.count(&format!("the routes, {kind}"), || {
        let mut python = command(tools::synapse(kind.version())?);
        python.args(["tests/contract/routes.py", "docs/api.md"]);
        let outcome = logged(python.args((kind == Kind::Mas).then_some("--mas")), &format!("routes-{kind}"))?;
        Ok(last_counts(&outcome.text).of_run(outcome.ok))
    });
}

fn cargo(arguments: &str) -> Command {
    let mut cargo = command("cargo");
    cargo.args(arguments.split_whitespace());
    cargo
}

/// How many tests the files in `tests/` have for WebAssembly.
fn tests_written() -> Result<usize> {
    let files = files::list(&ROOT.join("tests"))?;
    let sources = files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "rs"));
    let text = sources.map(fs::read_to_string).collect::<std::io::Result<String>>()?;
    Ok(text.lines().filter(|line| is_test_attribute(line.trim())).count())
}

fn is_test_attribute(line: &str) -> bool {
    line.strip_prefix("#[wasm_bindgen_test").is_some_and(|rest| rest.starts_with([']', '(']))
}

const PACKAGE: &str = "the npm package, packed and installed";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn test_attributes_are_told_from_their_configuration() {
        assert!(is_test_attribute("#[wasm_bindgen_test]"));
        assert!(!is_test_attribute("wasm_bindgen_test_configure!(run_in_browser);"));
    }
}
