//! Running other programs: silent while all is well, with everything they said when it is not.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use anyhow::{Context, Result, bail};

/// The repository. Cargo names it at run time, so a moved checkout with an old `target/` is not misled.
pub static ROOT: LazyLock<PathBuf> = LazyLock::new(|| {
    let xtask =
        env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| env!("CARGO_MANIFEST_DIR").into(), PathBuf::from);
    xtask.parent().map(Path::to_owned).unwrap_or(xtask)
});

/// A path under `target/`, where everything lives that these commands make, but for the package itself.
pub fn target(path: &str) -> PathBuf {
    ROOT.join("target").join(path)
}

/// One line of progress.
pub fn step(what: impl std::fmt::Display) {
    println!("-- {what}");
}

/// A command in the repository's folder that finds this project's own tools first.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    let own = [target("tools/bin"), target("node/node_modules/.bin")];
    let inherited = env::var_os("PATH").unwrap_or_default();
    let path = env::join_paths(own.into_iter().chain(env::split_paths(&inherited)));
    let mut command = Command::new(program);
    command.current_dir(&*ROOT).env("PATH", path.unwrap_or(inherited)).stdin(Stdio::null());
    command.envs(PATIENCE);
    for (name, _) in env::vars_os().filter(|(name, _)| misleads_test_runner(&name.to_string_lossy())) {
        command.env_remove(name);
    }
    command
}

/// What is installed comes over a line that may fail for a moment.
const PATIENCE: [(&str, &str); 3] =
    [("CARGO_NET_RETRY", "10"), ("PIP_RETRIES", "10"), ("npm_config_fetch_retries", "6")];

/// A driver named in the caller's environment is preferred to the one asked for, whatever the browser; and the rest
/// changes where the tests run, and whether they do at all.
fn misleads_test_runner(name: &str) -> bool {
    name.starts_with("WASM_BINDGEN_")
        || name.ends_with("DRIVER")
        || name.ends_with("DRIVER_REMOTE")
        || name == "NO_HEADLESS"
}

pub struct Outcome {
    pub ok: bool,
    /// Standard output and standard error, as they came.
    pub text: String,
}

/// Runs to the end, whatever it is. What it prints goes to `target/log/<log>.log`, and to the terminal if it fails.
pub fn logged(command: &mut Command, log: &str) -> Result<Outcome> {
    let path = target("log").join(format!("{log}.log"));
    fs::create_dir_all(target("log"))?;
    let file = File::create(&path)?;
    let status = command
        .stdout(file.try_clone()?)
        .stderr(file)
        .status()
        .with_context(|| format!("starting {}", command.get_program().display()))?;
    let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
    if !status.success() {
        eprintln!("{}\n(the above is also in {})", text.trim_end(), path.display());
    }
    Ok(Outcome { ok: status.success(), text })
}

/// Runs what has to succeed.
pub fn quiet(command: &mut Command, log: &str) -> Result<()> {
    if !logged(command, log)?.ok {
        bail!("`{}` failed", shown(command));
    }
    Ok(())
}

/// What a short command prints, or nothing if it is not there or fails.
pub fn ask(command: &mut Command) -> Option<String> {
    let output = command.output().ok().filter(|output| output.status.success())?;
    Some(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(OsStr::to_string_lossy).collect::<Vec<_>>().join(" ")
}

/// Where the first of these programs is on the PATH.
pub fn which(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    names
        .iter()
        .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
        .find(|file| file.is_file())
}
