//! A Synapse of our own: on 127.0.0.1, empty but for one admin, gone when its guard is dropped.

use std::fmt::{self, Display, Formatter};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use base64::prelude::{BASE64_STANDARD_NO_PAD, Engine};

use crate::files;
use crate::postgres::{self, Postgres};
use crate::sh::{command, quiet, step, target};
use crate::tools;

pub const ADMIN: &str = "admin";
pub const PASSWORD: &str = "wonderland";

/// Runs until its standard input ends, which it does with this process, however that ends: Ctrl-C, a closed
/// terminal, `kill -9`. No Synapse is ever left behind.
const LAUNCHER: &str = "\
import os, sys, threading
def leave_with_parent():
    sys.stdin.buffer.read()
    os._exit(0)
threading.Thread(target=leave_with_parent, daemon=True).start()
from synapse.app.homeserver import main
main()
";

/// What is not as usual; the usual one is the newest, on SQLite.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind<'a> {
    Usual,
    Postgres,
    /// Accounts and tokens are those of a Matrix Authentication Service, which the tests play.
    Mas,
    Version(&'a str),
}

impl Kind<'_> {
    pub fn version(&self) -> &str {
        if let Self::Version(version) = self { version } else { tools::SYNAPSE }
    }
}

impl Display for Kind<'_> {
    fn fmt(&self, formatter: &mut Formatter) -> fmt::Result {
        match self {
            Self::Usual => formatter.write_str("SQLite"),
            Self::Postgres => formatter.write_str("PostgreSQL"),
            Self::Mas => formatter.write_str("MAS"),
            Self::Version(version) => formatter.write_str(version),
        }
    }
}

pub struct Synapse {
    process: Child,
    port: u16,
    /// What accounts can be registered with; also its signing key and all else that is to be secret.
    secret: String,
    /// Where it expects its Matrix Authentication Service.
    mas_port: Option<u16>,
    python: PathBuf,
    /// For `tests/contract/sql.py`: the kind of its database, and the name.
    database: String,
    /// Ends after the server that uses it.
    _postgres: Option<Postgres>,
}

impl Synapse {
    pub fn start(name: &str) -> Result<Self> {
        Self::start_as(name, Kind::Usual)
    }

    pub fn start_as(name: &str, kind: Kind) -> Result<Self> {
        let version = kind.version();
        let python = tools::synapse(version)?;
        let postgres = (kind == Kind::Postgres).then(Postgres::start).transpose()?;
        let folder = target("synapse").join(name);
        files::fresh(&folder)?;
        let port_of = |name| free_port(&target("synapse").join(format!("{name}.port")));
        let port = port_of(name.to_owned())?;
        let mas_port = (kind == Kind::Mas).then(|| port_of(format!("{name}-service"))).transpose()?;
        step(format_args!("starting Synapse {version} on 127.0.0.1:{port}"));
        let config_file = folder.join("homeserver.yaml");
        let secret = secret()?;
        let mut config = config(&folder, port, &secret);
        config += &postgres.as_ref().map_or_else(|| sqlite(&folder), on_postgres);
        config += &mas_port.map(|port| mas(port, &secret)).unwrap_or_default();
        fs::write(&config_file, config)?;
        let log = folder.join("homeserver.log");
        let output = File::create(&log)?;
        let process = command(&python)
            .current_dir(&folder)
            .args(["-c", LAUNCHER, "-c"])
            .arg(&config_file)
            .stdin(Stdio::piped())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()
            .context("starting Synapse")?;
        let database = postgres.as_ref().map_or_else(
            || format!("sqlite\n{}", sqlite_file(&folder).display()),
            |postgres| format!("postgres\n{}", postgres_name(postgres)),
        );
        let mut synapse = Self { process, port, secret, mas_port, python, database, _postgres: postgres };
        synapse.wait_until_healthy(&log)?;
        // Where there is an authentication service, all accounts come from it.
        if mas_port.is_none() {
            let register =
                ["-m", "synapse._scripts.register_new_matrix_user", "-u", ADMIN, "-p", PASSWORD, "-a", "-c"];
            quiet(
                command(&synapse.python).args(register).arg(&config_file).arg(synapse.url()),
                "register-admin",
            )?;
        }
        Ok(synapse)
    }

    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Tells a program where the server is and how to log in.
    pub fn introduce<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.envs(self.mas_port.map(|port| ("SYNAPSE_MAS_PORT", port.to_string())));
        command
            .env("SYNAPSE_URL", self.url())
            .env("SYNAPSE_ADMIN", ADMIN)
            .env("SYNAPSE_PASSWORD", PASSWORD)
            .env("SYNAPSE_SHARED_SECRET", &self.secret)
            .env("SYNAPSE_PYTHON", &self.python)
            .env("SYNAPSE_DATABASE", &self.database)
    }

    fn wait_until_healthy(&mut self, log: &Path) -> Result<()> {
        let started = Instant::now();
        while !healthy(self.port) {
            let exited = self.process.try_wait()?;
            if exited.is_some() || started.elapsed() > Duration::from_secs(120) {
                let text = fs::read_to_string(log).unwrap_or_default();
                let lines: Vec<&str> = text.lines().collect();
                eprintln!("{}", lines[lines.len().saturating_sub(30)..].join("\n"));
                bail!("Synapse did not start; its last words are above, all of them in {}", log.display());
            }
            sleep(Duration::from_millis(50));
        }
        Ok(())
    }
}

impl Drop for Synapse {
    fn drop(&mut self) {
        // It may have ended by itself, and there is nothing to be saved: its data is thrown away next time.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The port of the last time if it can be had: the test crates have it compiled in, and stay as they are.
pub fn free_port(memory: &Path) -> Result<u16> {
    let bind =
        |port| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).and_then(|listener| listener.local_addr());
    let last = fs::read_to_string(memory).ok().and_then(|text| text.trim().parse().ok()).unwrap_or(0);
    let port = bind(last).or_else(|_| bind(0)).context("finding a free port")?.port();
    fs::write(memory, port.to_string())?;
    Ok(port)
}

fn healthy(port: u16) -> bool {
    let ask = || -> std::io::Result<String> {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let mut stream = TcpStream::connect_timeout(&address, Duration::from_secs(1))?;
        stream.set_read_timeout(Some(Duration::from_secs(5)))?;
        stream.write_all(b"GET /health HTTP/1.0\r\n\r\n")?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply)?;
        Ok(reply)
    };
    ask().is_ok_and(|reply| reply.ends_with("\r\n\r\nOK"))
}

fn config(folder: &Path, port: u16, secret: &str) -> String {
    let folder = folder.display();
    // Limits are for servers with strangers on them; low-cost password hashes save a quarter of a second each.
    format!(
        r#"server_name: localhost
public_baseurl: "http://127.0.0.1:{port}/"
listeners:
  - {{ type: http, bind_addresses: ["127.0.0.1"], port: {port}, resources: [{{ names: [client] }}] }}
media_store_path: "{folder}/media"
pid_file: "{folder}/homeserver.pid"

signing_key: "ed25519 a_local {secret}"
registration_shared_secret: "{secret}"
macaroon_secret_key: "{secret}"
form_secret: "{secret}"
bcrypt_rounds: 4

report_stats: false
trusted_key_servers: []
suppress_key_server_warning: true
enable_registration: false
url_preview_enabled: false
presence: {{ enabled: false }}
user_ips_max_age: 10y
background_updates: {{ sleep_enabled: false }}
server_notices: {{ system_mxid_localpart: notices }}

rc_message: &unlimited {{ per_second: 10000, burst_count: 10000 }}
rc_registration: *unlimited
rc_registration_token_validity: *unlimited
rc_login: {{ address: *unlimited, account: *unlimited, failed_attempts: *unlimited }}
rc_admin_redaction: *unlimited
rc_joins: {{ local: *unlimited, remote: *unlimited }}
rc_joins_per_room: *unlimited
rc_invites: {{ per_room: *unlimited, per_user: *unlimited, per_issuer: *unlimited }}
rc_room_creation: *unlimited
rc_media_create: *unlimited
rc_reports: *unlimited
rc_user_directory: *unlimited
"#
    )
}

fn sqlite_file(folder: &Path) -> PathBuf {
    folder.join("homeserver.db")
}

fn sqlite(folder: &Path) -> String {
    let file = sqlite_file(folder);
    format!("database: {{ name: sqlite3, args: {{ database: \"{}\" }} }}\n", file.display())
}

fn on_postgres(postgres: &Postgres) -> String {
    let (user, database) = (postgres::USER, postgres::DATABASE);
    let folder = postgres.socket_folder().display();
    format!(
        "database: {{ name: psycopg2, args: {{ user: {user}, dbname: {database}, host: \"{folder}\" }} }}\n"
    )
}

/// What libpq connects by.
fn postgres_name(postgres: &Postgres) -> String {
    let (user, database) = (postgres::USER, postgres::DATABASE);
    format!("host={} user={user} dbname={database}", postgres.socket_folder().display())
}

fn mas(port: u16, secret: &str) -> String {
    format!(
        r#"password_config: {{ enabled: false }}
matrix_authentication_service: {{ enabled: true, endpoint: "http://127.0.0.1:{port}/", secret: "{secret}" }}
"#
    )
}

/// 32 random bytes, in the form that a signing key has.
fn secret() -> Result<String> {
    let mut bytes = [0; 32];
    File::open("/dev/urandom")?.read_exact(&mut bytes)?;
    Ok(BASE64_STANDARD_NO_PAD.encode(bytes))
}
