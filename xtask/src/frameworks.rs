//! The package in the frameworks that admin pages are made with: a project for each, in `tests/frameworks`.

use std::fs;

use anyhow::{Context, Result};

use crate::report::{Report, last_counts};
use crate::sh::{ROOT, command, logged, target};
use crate::synapse::Synapse;
use crate::tarball;
use crate::tools::Browsers;

/// All of them, or only these.
pub fn run(report: &mut Report, browsers: &Browsers, only: &[&str]) {
    let ready = report.prepare("a Synapse for the frameworks", || {
        let named = only.iter().map(|&name| name.to_owned()).collect();
        Ok((if only.is_empty() { projects()? } else { named }, Synapse::start("frameworks")?))
    });
    let Some((names, synapse)) = ready else { return };
    for name in names {
        report.count(&format!("framework: {name}"), || {
            let mut node = command("node");
            node.arg("tests/frameworks/run.mjs")
                .args([&browsers.chromedriver, &browsers.geckodriver])
                .arg(&name);
            node.env("NODE_PATH", target("node/node_modules")).env("PACKAGE", tarball::path());
            let outcome = logged(synapse.introduce(&mut node), &format!("frameworks-{name}"))?;
            Ok(last_counts(&outcome.text).of_run(outcome.ok))
        });
    }
}

/// The names of the folders, sorted.
fn projects() -> Result<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(ROOT.join("tests/frameworks")).context("looking for the projects")? {
        let entry = entry?;
        if entry.path().is_dir() {
            names.push(entry.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}
