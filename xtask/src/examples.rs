//! The examples, and the programs in the package's README, as a new user tries them.

use std::path::Path;

use crate::report::{Report, last_counts};
use crate::sh::{command, logged, target};
use crate::synapse::Synapse;
use crate::tarball;
use crate::tools::Browsers;

/// Each on a homeserver of its own: they delete everybody's media, and deactivate whoever is there.
pub fn run(report: &mut Report, Browsers { chromedriver, geckodriver }: &Browsers) {
    for (name, file) in [
        ("example: Node", "node.mjs"),
        ("example: Cloudflare Worker", "worker.mjs"),
        ("example: Deno", "deno.mjs"),
        ("example: the admin page", "browser-admin.mjs"),
        ("example: a page in Rust", "rust.mjs"),
        ("programs of the package's README", "readme.mjs"),
        ("programs of docs/recipes.md", "recipes.mjs"),
    ] {
        report.count(name, || {
            let synapse = Synapse::start("examples")?;
            let mut node = command("node");
            node.arg(Path::new("tests/examples").join(file)).args([chromedriver, geckodriver]);
            node.env("NODE_PATH", target("node/node_modules")).env("PACKAGE", tarball::path());
            let outcome = logged(synapse.introduce(&mut node), &format!("examples-{file}"))?;
            Ok(last_counts(&outcome.text).of_run(outcome.ok))
        });
    }
}
