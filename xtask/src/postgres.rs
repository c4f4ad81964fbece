//! A PostgreSQL of our own: one empty database behind a Unix socket, gone when its guard is dropped.

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use anyhow::{Context, Result, ensure};

use crate::sh::{ask, command, step, target};
use crate::tools;

pub const USER: &str = "synapse";
pub const DATABASE: &str = "postgres";

/// Runs until its standard input ends, as that of Synapse does, and leaves nothing behind. It keeps its data where any
/// user can get to, which `target/` need not be, and where the path is short enough for a socket. What it holds need
/// not survive, so nothing is waited for until it is on the disk.
const LAUNCHER: &str = r#"
set -e
trap '' HUP INT TERM
folder=$(mktemp -d /tmp/matrix-admin-sdk.XXXXXX)
trap 'kill -INT $! || true; wait; rm -rf "$folder"' EXIT
initdb -D "$folder/data" -U "$0" -A trust -E UTF8 --locale=C --no-sync >&2
postgres -D "$folder/data" -k "$folder" -c listen_addresses= -c fsync=off -c full_page_writes=off >&2 &
until pg_isready -q -h "$folder"; do kill -0 $!; sleep 0.1; done
echo "$folder"
cat >&2
"#;

/// PostgreSQL refuses to run as root. This is `nobody`, on every Linux.
const NOBODY: u32 = 65534;

pub struct Postgres {
    process: Child,
    socket_folder: PathBuf,
}

impl Postgres {
    pub fn start() -> Result<Self> {
        let programs = tools::postgres()?;
        step("starting PostgreSQL");
        let log = target("synapse/postgres.log");
        let inherited = env::var_os("PATH").unwrap_or_default();
        let path = env::join_paths([programs].into_iter().chain(env::split_paths(&inherited)))?;
        let mut launcher = command("sh");
        launcher
            .args(["-c", LAUNCHER, USER])
            .current_dir("/tmp")
            .env("PATH", path)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(File::create(&log)?);
        if ask(command("id").arg("-u")).as_deref() == Some("0") {
            launcher.uid(NOBODY).gid(NOBODY);
        }
        let mut process = launcher.spawn().context("starting PostgreSQL")?;
        let mut folder = String::new();
        BufReader::new(process.stdout.take().context("its output")?).read_line(&mut folder)?;
        let postgres = Self { process, socket_folder: PathBuf::from(folder.trim()) };
        ensure!(!folder.is_empty(), "PostgreSQL did not start; what it said is in {}", log.display());
        Ok(postgres)
    }

    pub fn socket_folder(&self) -> &Path {
        &self.socket_folder
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        // Its standard input is closed before it is waited for.
        let _ = self.process.wait();
    }
}
