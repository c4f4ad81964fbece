//! `cargo xtask demo`: the SDK at work on a homeserver of its own.

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, Result};

use crate::serve::Site;
use crate::sh::{ROOT, command, quiet, step, target};
use crate::synapse::{ADMIN, PASSWORD, Synapse};
use crate::{files, package};

pub fn run(once: bool) -> Result<ExitCode> {
    package::build()?;
    let synapse = Synapse::start("demo")?;

    step("the tour: examples/node/tour.js");
    // Beside a node_modules with the package, as in anybody's project.
    let folder = target("demo");
    files::fresh(&folder)?;
    files::copy(&ROOT.join("examples/node"), &folder)?;
    files::copy(&ROOT.join("pkg"), &folder.join("node_modules/matrix-admin-sdk"))?;
    let mut tour = command("node");
    let tour =
        synapse.introduce(tour.arg("tour.js").current_dir(&folder)).status().context("starting Node")?;
    if once || !tour.success() {
        return Ok(if tour.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE });
    }

    step("the admin page: examples/browser-admin");
    let site = Site::bind(admin_page()?)?;
    let homeserver = synapse.url();
    println!("\nThe admin page    {}/?homeserver={homeserver}&user={ADMIN}", site.url());
    println!("The homeserver    {homeserver}");
    println!("Log in as         {ADMIN}, password {PASSWORD}");
    println!("\nCtrl-C stops both.");
    site.serve();
    Ok(ExitCode::SUCCESS)
}

/// Built with the tools of `target/node`, in which folder it finds them; what a web server has to serve.
fn admin_page() -> Result<PathBuf> {
    let folder = target("node/browser-admin");
    files::fresh(&folder)?;
    files::copy(&ROOT.join("examples/browser-admin"), &folder)?;
    files::copy(&ROOT.join("pkg"), &folder.join("node_modules/matrix-admin-sdk"))?;
    quiet(command("vite").arg("build").current_dir(&folder), "vite-build")?;
    Ok(folder.join("dist"))
}
