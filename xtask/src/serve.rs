//! A static file server for the demo's page.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow};
use tiny_http::{Header, Request, Response, Server};

pub struct Site {
    server: Server,
    folder: PathBuf,
}

impl Site {
    pub fn bind(folder: PathBuf) -> Result<Self> {
        let server = Server::http("127.0.0.1:0").map_err(|error| anyhow!("serving the page: {error}"))?;
        Ok(Self { server, folder })
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.server.server_addr())
    }

    /// Until the process ends.
    pub fn serve(&self) {
        for request in self.server.incoming_requests() {
            // A browser that went away in the middle is no matter.
            let _ = self.answer(request);
        }
    }

    fn answer(&self, request: Request) -> std::io::Result<()> {
        let path = file_of(request.url()).map(|file| self.folder.join(file));
        let found = path.and_then(|path| Some((File::open(&path).ok()?, content_type(&path)?)));
        match found {
            Some((file, content_type)) => {
                request.respond(Response::from_file(file).with_header(content_type))
            }
            None => request.respond(Response::from_string("not found").with_status_code(404)),
        }
    }
}

/// Only plain names get through: nothing hidden, no way up, no escapes.
fn file_of(url: &str) -> Option<&str> {
    let path = url.split(['?', '#']).next()?.strip_prefix('/')?;
    let path = if path.is_empty() { "index.html" } else { path };
    let plain = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphanumeric())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c))
    };
    path.split('/').all(plain).then_some(path)
}

fn content_type(path: &Path) -> Option<Header> {
    let content_type = match path.extension()?.to_str()? {
        "html" => "text/html; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "svg" => "image/svg+xml",
        _ => return None,
    };
    Header::from_bytes("Content-Type", content_type).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_served() {
        assert_eq!(file_of("/?homeserver=x"), Some("index.html"));
        assert_eq!(file_of("/assets/index-Dx_3-a.js"), Some("assets/index-Dx_3-a.js"));
        let refused = ["", "/../Cargo.toml", "/a/../b", "/a/%2e%2e/b", "//etc/passwd", "/.git/x"];
        for url in refused {
            assert_eq!(file_of(url), None, "{url}");
        }
    }
}
