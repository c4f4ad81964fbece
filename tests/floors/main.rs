//! The floors and walls of the house: what a file may import, and what it may name.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};

mod sources;

use sources::{House, circles};

/// From the top. A file imports from its own floor and from those below.
const FLOORS: [&str; 5] = ["lib.rs or js", "the areas", "client", "wire", "declare"];

const CRATES: [&str; 3] = ["src/lib.rs", "macros/src/lib.rs", "xtask/src/main.rs"];

fn floor(file: &str) -> usize {
    match file.trim_start_matches("src/").split(['/', '.']).next() {
        // lib.rs is the map, and names all.
        Some("lib" | "js") => 0,
        Some("client") => 2,
        Some("wire") => 3,
        Some("declare") => 4,
        _ => 1,
    }
}

#[test]
fn no_import_runs_up_the_floors() {
    let edges = House::read("src/lib.rs").edges();
    let up = edges.iter().filter(|edge| floor(&edge.to) < floor(&edge.from));
    report(up.map(|edge| {
        let (here, above) = (FLOORS[floor(&edge.from)], FLOORS[floor(&edge.to)]);
        format!("{edge}, up a floor: move it down to {here}, or let {above} hand it in")
    }));
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let edges: Vec<_> = CRATES.iter().flat_map(|root| House::read(root).edges()).collect();
    report(circles(&edges).iter().map(|circle| {
        let steps: String = circle.iter().map(|edge| format!("\n    {edge}")).collect();
        format!("a circle: move what these share to a file that imports none of them{steps}")
    }));
}

#[test]
fn a_name_is_followed_to_the_file_that_defines_it() {
    for (root, from, to) in [
        ("src/lib.rs", "src/users/account.rs", "src/declare/shape.rs"),
        ("xtask/src/main.rs", "xtask/src/test.rs", "xtask/src/report.rs"),
    ] {
        let edges = House::read(root).edges();
        assert!(edges.iter().any(|edge| edge.imports && (&*edge.from, &*edge.to) == (from, to)), "{from}");
    }
}

#[test]
fn what_is_pure_knows_nothing_of_javascript() {
    let javascript = ["wasm_bindgen", "js_sys", "web_sys", "gloo", "JsValue"];
    let forbidden = |name: &str| javascript.iter().any(|word| name.contains(word));
    wall(|file| floor(file) >= 3, forbidden, "src/client or src/js can hand it in");
}

#[test]
fn only_one_file_knows_how_requests_travel() {
    let travel = ["gloo_net", "web_sys::Request", "web_sys::Response", "web_sys::Headers", "web_sys::*"];
    let forbidden = |name: &str| travel.contains(&name) || name == "RequestInit";
    wall(|file| file != "src/client/http.rs", forbidden, "src/client/http.rs does that");
}

#[test]
fn areas_speak_typed_rust() {
    let forbidden = |name: &str| ["JsValue", "js_sys", "web_sys", "serde_wasm_bindgen"].contains(&name);
    wall(|file| floor(file) == 1, forbidden, "src/js is where values of JavaScript are handled");
}

/// No file behind the wall names what is forbidden there: a word, or two with `::` between.
fn wall(behind: impl Fn(&str) -> bool, forbidden: impl Fn(&str) -> bool, instead: &str) {
    let house = House::read("src/lib.rs");
    let mut first = BTreeMap::new();
    for (file, name) in house.names().filter(|(file, _)| behind(file)) {
        let pair = name.path.iter().take(2).cloned().collect::<Vec<_>>().join("::");
        if let Some(word) = name.path.iter().chain([&pair]).find(|word| forbidden(word)) {
            let line = first.entry((file, word.clone())).or_insert(name.line);
            *line = name.line.min(*line);
        }
    }
    report(first.iter().map(|((file, word), line)| format!("{file}:{line}: names {word}; {instead}")));
}

fn report(complaints: impl Iterator<Item = String>) {
    let complaints: BTreeSet<_> = complaints.collect();
    let text: String = complaints.iter().map(|complaint| format!("\n{complaint}")).collect();
    assert!(complaints.is_empty(), "{} found{text}", complaints.len());
}
