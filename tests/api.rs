//! `docs/api.md` is what the declarations say. `cargo xtask docs` writes it anew.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use matrix_admin_sdk::declare::{Endpoint, Safety};
use matrix_admin_sdk::js::AREAS;

const INTRODUCTION: &str = "\
# Every endpoint

<!-- Written by `cargo xtask docs` from the declarations in `src/`; a test compares the two. -->

**Retry** says what happens after 429, 502, 503, 504 or a failed connection: *read* and *idempotent* calls are sent again,
*once* is sent again only after a 429, for only then nothing has happened. **MAS** says what Matrix Authentication Service
changes: *same* is nothing, or what the doc comment of the method tells; otherwise the endpoint is off there, and it says what
to use instead.
";

/// The call as one writes it, without what the handle was made for.
fn call(handle: &str, endpoint: &Endpoint) -> String {
    let bound = handle.split_once('(').map_or(0, |(_, names)| names.split(',').count());
    let arguments = endpoint.arguments.iter().skip(bound);
    let names: Vec<_> = arguments
        .map(|argument| format!("{}{}", argument.label(), if argument.required { "" } else { "?" }))
        .collect();
    format!("`{}({})`", endpoint.name, names.join(", "))
}

fn route(endpoint: &Endpoint) -> String {
    let path = endpoint.path.split('?').next().unwrap_or_default();
    format!("{} {path}", endpoint.method.as_str())
}

fn counted() -> String {
    let routes: BTreeSet<_> = AREAS.iter().flat_map(|area| area.endpoints).map(|one| route(one)).collect();
    format!("{} endpoints", routes.len())
}

fn document() -> String {
    let mut text = String::from(INTRODUCTION);
    writeln!(text, "\n{}.", counted()).unwrap();
    for area in AREAS {
        writeln!(text, "\n## `{}`\n\n| call | route | Synapse | retry | MAS |", area.handle).unwrap();
        writeln!(text, "| --- | --- | --- | --- | --- |").unwrap();
        // An endpoint of which a method reads only a part stands beside that for the whole.
        let mut told = BTreeSet::new();
        for endpoint in
            area.endpoints.iter().filter(|one| told.insert((one.name, one.method.as_str(), one.path)))
        {
            let call = if endpoint.offered { call(area.handle, endpoint) } else { "not offered".into() };
            let since = if endpoint.since.is_empty() { "every" } else { endpoint.since };
            let retry = match endpoint.safety {
                Safety::Read => "read",
                Safety::Idempotent => "idempotent",
                Safety::Once => "once",
            };
            let mas = endpoint.mas.map_or("same".into(), |instead| format!("off: {instead}"));
            writeln!(text, "| {call} | `{}` | {since} | {retry} | {mas} |", route(endpoint)).unwrap();
        }
    }
    text
}

#[test]
fn the_table_of_endpoints_is_what_the_declarations_say() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/api.md");
    let wanted = document();
    if std::env::var_os("WRITE_DOCS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, &wanted).unwrap();
    }
    let found = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        found == wanted,
        "docs/api.md is not what the declarations say; `cargo xtask docs` writes it anew"
    );
}

#[test]
fn who_counts_the_endpoints_counts_those_of_the_table() {
    for file in ["README.md", "CHANGELOG.md"] {
        let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        assert!(text.contains(&counted()), "{file} does not tell of {}", counted());
    }
}

#[test]
fn every_path_is_filled_by_arguments_of_its_endpoint() {
    for endpoint in matrix_admin_sdk::endpoints() {
        let names = endpoint.path.split('{').skip(1).filter_map(|rest| rest.split('}').next());
        for name in names {
            let argument = endpoint.arguments.iter().find(|argument| argument.name == name);
            let argument = argument.unwrap_or_else(|| panic!("{}: {name} is no argument", route(endpoint)));
            assert!(argument.required, "{}: {name} can be absent", route(endpoint));
        }
    }
}

#[test]
fn only_reads_and_what_says_so_are_sent_twice() {
    for endpoint in matrix_admin_sdk::endpoints() {
        let reads = endpoint.method.as_str() == "GET";
        assert_eq!(reads, endpoint.safety == Safety::Read, "{}", route(endpoint));
    }
}
