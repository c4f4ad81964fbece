//! A static file server for the demo's page and the package.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Request, Response, Server};

use crate::sh::ROOT;

pub struct Site(Server);

impl Site {
    pub fn bind() -> Result<Self> {
        Server::http("127.0.0.1:0").map(Self).map_err(|error| anyhow!("serving the page: {error}"))
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.0.server_addr())
    }

    /// Until the process ends.
    pub fn serve(&self) {
        for request in self.0.incoming_requests() {
            // A browser that went away in the middle is no matter.
            let _ = answer(request);
        }
    }
}

fn answer(request: Request) -> std::io::Result<()> {
    let found = file_of(request.url()).and_then(|path| Some((File::open(&path).ok()?, content_type(&path)?)));
    match found {
        Some((file, content_type)) => request.respond(Response::from_file(file).with_header(content_type)),
        None => request.respond(Response::from_string("not found").with_status_code(404)),
    }
}

/// `/pkg/…` is the package, all else the page. Only plain names get through: nothing hidden, no way up, no escapes.
fn file_of(url: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = if path.is_empty() { "index.html" } else { path };
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    let folder = if path.starts_with("pkg/") { "" } else { "examples/browser" };
    path.split('/').all(plain).then(|| ROOT.join(folder).join(path))
}

fn content_type(path: &Path) -> Option<Header> {
    let content_type = match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        "wasm" => "application/wasm",
        _ => return None,
    };
    Header::from_bytes("Content-Type", content_type).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_files_of_the_page_and_the_package_are_served() {
        assert!(file_of("/?homeserver=x").unwrap().ends_with("examples/browser/index.html"));
        assert!(file_of("/pkg/dist/web.js").unwrap().ends_with("pkg/dist/web.js"));
        let refused =
            ["", "/../Cargo.toml", "/pkg/../Cargo.toml", "/pkg/%2e%2e/Cargo.toml", "//etc/passwd", "/.git/x"];
        for url in refused {
            assert_eq!(file_of(url), None, "{url}");
        }
    }
}
