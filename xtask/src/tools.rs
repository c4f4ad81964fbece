//! The tools that build and test the package, pinned. What is missing is installed under `target/`.

use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail, ensure};

use crate::sh::{ROOT, ask, command, quiet, step, target, which};

pub const SYNAPSE: &str = "1.163.2";
/// The driver for PostgreSQL, as a package that needs no compiler; and what Synapse 1.120 needs without saying so, of
/// which newer ones take any version.
const WITH_SYNAPSE: [&str; 3] = ["psycopg2-binary==2.9.13", "prometheus-client==0.23.1", "requests==2.34.2"];
const NODE: (u32, u32) = (20, 19);
const PYTHON: (u32, u32) = (3, 10);

struct CargoTool {
    binary: &'static str,
    package: &'static str,
    version: &'static str,
    /// Whether the lock file it was published with can still be resolved.
    locked: bool,
}

/// Its version has to be the one of the `wasm-bindgen` crate in `Cargo.toml`.
const WASM_BINDGEN: CargoTool =
    CargoTool { binary: "wasm-bindgen", package: "wasm-bindgen-cli", version: "0.2.130", locked: false };
const WASM_PACK: CargoTool =
    CargoTool { binary: "wasm-pack", package: "wasm-pack", version: "0.15.1", locked: true };
const GECKODRIVER: CargoTool =
    CargoTool { binary: "geckodriver", package: "geckodriver", version: "0.37.1", locked: true };
const CARGO_FUZZ: CargoTool =
    CargoTool { binary: "cargo-fuzz", package: "cargo-fuzz", version: "0.13.2", locked: true };
const CARGO_MUTANTS: CargoTool =
    CargoTool { binary: "cargo-mutants", package: "cargo-mutants", version: "27.0.0", locked: true };

/// What turns the crate into a package.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    node_tools()?;
    WASM_BINDGEN.install()?;
    WASM_PACK.install()
}

/// What builds the fuzz targets; libFuzzer, which goes into them, is C++.
pub fn fuzzer() -> Result<()> {
    if which(&["c++", "g++", "clang++"]).is_none() {
        system_packages("a C++ compiler", &["g++"])?;
    }
    CARGO_FUZZ.install()
}

/// What breaks the code to see whether a test fails.
pub fn mutator() -> Result<()> {
    CARGO_MUTANTS.install()
}

/// What drives the tests in the browsers.
pub struct Browsers {
    pub chromedriver: PathBuf,
    pub geckodriver: PathBuf,
}

pub fn browsers() -> Result<Browsers> {
    const CHROME: [&str; 4] = ["chromium", "google-chrome", "chrome", "chromium-browser"];
    let chromedriver = || which(&CHROME).and_then(|_| which(&["chromedriver", "chromium.chromedriver"]));
    if chromedriver().is_none() || which(&["firefox-esr", "firefox"]).is_none() {
        system_packages("browsers to test in", &["chromium", "chromium-driver", "firefox-esr"])?;
    }
    if which(&["WebKitWebDriver"]).is_none() || which(&["Xvfb"]).is_none() {
        system_packages("WebKit (GTK), and the screen that it has to have", &["webkit2gtk-driver", "xvfb"])?;
    }
    GECKODRIVER.install()?;
    let chromedriver = chromedriver().context("Chromium and chromedriver are still not on the PATH")?;
    Ok(Browsers { chromedriver, geckodriver: target("tools/bin/geckodriver") })
}

/// Where PostgreSQL's server programs are.
pub fn postgres() -> Result<PathBuf> {
    if let Some(folder) = find_postgres() {
        return Ok(folder);
    }
    system_packages("PostgreSQL, the other database of Synapse", &["postgresql"])?;
    find_postgres().context("PostgreSQL's initdb is still not to be found")
}

/// On the PATH, or where Debian keeps those of each version.
fn find_postgres() -> Option<PathBuf> {
    let on_path = which(&["initdb"]).and_then(|file| Some(file.parent()?.to_owned()));
    on_path.or_else(|| {
        let mut versions =
            fs::read_dir("/usr/lib/postgresql").ok()?.flatten().map(|entry| entry.path().join("bin"));
        versions.find(|folder| folder.join("initdb").is_file())
    })
}

/// The Python that has this version of Synapse installed.
pub fn synapse(version: &str) -> Result<PathBuf> {
    let is_version = version.split('.').all(|part| part.starts_with(|first: char| first.is_ascii_digit()));
    ensure!(is_version, "expected a version of Synapse such as {SYNAPSE}, got {version}");
    let venv = target("synapse").join(format!("venv-{version}"));
    let python = venv.join("bin/python");
    let synapse = format!("matrix-synapse=={version}");
    let packages = || [&*synapse].into_iter().chain(WITH_SYNAPSE);
    let installed = "import sys; from importlib.metadata import version; \
                     print(all(version(name) == wanted for name, wanted in (p.split('==') for p in sys.argv[1:])))";
    if ask(command(&python).args(["-c", installed]).args(packages())).as_deref() == Some("True") {
        return Ok(python);
    }
    let of_python = "import sys; print('%d.%d' % sys.version_info[:2])";
    at_least("Python", PYTHON, ask(command("python3").args(["-c", of_python])))?;
    if ask(command("python3").args(["-c", "import venv, ensurepip"])).is_none() {
        system_packages("Python's venv module", &["python3-venv"])?;
    }
    step(format_args!("installing Synapse {version} (once, about 2 minutes)"));
    quiet(command("python3").args(["-m", "venv", "--clear"]).arg(&venv), "venv")?;
    let pip = ["-m", "pip", "install", "--disable-pip-version-check", "--prefer-binary"];
    quiet(command(&python).args(pip).args(packages()), "pip-install")?;
    Ok(python)
}

impl CargoTool {
    fn install(&self) -> Result<()> {
        let Self { binary, package, version, locked } = self;
        let mut tool = command(target("tools/bin").join(binary));
        // As cargo calls it, for not all of these answer otherwise.
        tool.args(binary.strip_prefix("cargo-"));
        let installed = ask(tool.arg("--version")).unwrap_or_default();
        if installed.split_whitespace().nth(1) == Some(version) {
            return Ok(());
        }
        step(format_args!("building {binary} {version} (once, 1 to 3 minutes)"));
        let mut cargo = command("cargo");
        cargo.args(["install", package, "--version", &format!("={version}"), "--force", "--root"]);
        cargo.arg(target("tools"));
        if *locked {
            cargo.arg("--locked");
        }
        // Compiled for a quick start here, not for the fastest tool; what two of them depend on is compiled once.
        cargo
            .env("CARGO_TARGET_DIR", target("tools/build"))
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16")
            .env("CARGO_PROFILE_RELEASE_DEBUG", "0");
        quiet(&mut cargo, &format!("install-{binary}"))
    }
}

fn wasm_target() -> Result<()> {
    const TARGET: &str = "wasm32-unknown-unknown";
    let libraries = ask(command("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    if libraries.is_some_and(|folder| PathBuf::from(folder).is_dir()) {
        return Ok(());
    }
    step(format_args!("adding Rust's {TARGET} target (once)"));
    quiet(command("rustup").args(["target", "add", TARGET]), "rustup-target")
}

/// TypeScript, Binaryen's `wasm-opt` and what tests the package, in the versions that `tests/package.json` names.
fn node_tools() -> Result<()> {
    at_least("Node", NODE, ask(command("node").arg("--version")))?;
    ensure!(which(&["npm"]).is_some(), "npm is needed, and comes with Node: https://nodejs.org");
    let wanted = fs::read(ROOT.join("tests/package.json")).context("reading tests/package.json")?;
    let folder = target("node");
    // Written last, so that an installation cut short is done again.
    let installed = folder.join("installed.json");
    if fs::read(&installed).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    step("installing npm tools: TypeScript, wasm-opt and what tests the package (once, about 1 minute)");
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("package.json"), &wanted)?;
    let npm = ["install", "--no-audit", "--no-fund", "--no-package-lock"];
    quiet(command("npm").args(npm).current_dir(&folder), "npm-install")?;
    Ok(fs::write(installed, wanted)?)
}

fn at_least(program: &str, (major, minor): (u32, u32), found: Option<String>) -> Result<()> {
    let found =
        found.with_context(|| format!("{program} {major}.{minor} or newer is needed, and was not found"))?;
    let mut numbers =
        found.trim_start_matches('v').split('.').map(|number| number.parse::<u32>().unwrap_or(0));
    let version = (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0));
    ensure!(version >= (major, minor), "{program} {major}.{minor} or newer is needed; this is {found}");
    Ok(())
}

/// Root installs them; anyone else is told what to run.
fn system_packages(what: &str, packages: &[&str]) -> Result<()> {
    let list = packages.join(" ");
    if which(&["apt-get"]).is_none() {
        bail!("missing: {what}. Please install what Debian calls {list}, then run this again");
    }
    if ask(command("id").arg("-u")).as_deref() != Some("0") {
        bail!(
            "missing: {what}. Please run this, then try again:\n\
             sudo apt-get update && sudo apt-get install -y --no-install-recommends {list}"
        );
    }
    step(format_args!("installing {what}: {list} (once, about 2 minutes)"));
    quiet(command("apt-get").arg("update"), "apt-update")?;
    let mut install = command("apt-get");
    install.args(["install", "-y", "--no-install-recommends"]).args(packages);
    quiet(install.env("DEBIAN_FRONTEND", "noninteractive"), "apt-install")
}
