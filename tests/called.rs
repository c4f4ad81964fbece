//! The tests on a real Synapse call every endpoint, and every method of the typed client.
#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::Path;

use matrix_admin_sdk::declare::Endpoint;
use matrix_admin_sdk::js::{AREAS, Area};

/// `RegistrationTokens` and `findByThreepid` as modules and functions are named.
fn snake(name: &str) -> String {
    let mut snake = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !snake.is_empty() {
            snake.push('_');
        }
        snake.extend(letter.to_lowercase());
    }
    snake
}

/// The tests of an area.
fn source(area: &Area) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/synapse/endpoints");
    let file = folder.join(snake(area.name)).with_extension("rs");
    fs::read_to_string(&file).unwrap_or_else(|_| panic!("no tests of {} in {}", area.name, file.display()))
}

/// Whether a test says of the endpoint that it was called. When the test runs, that is held against what was sent.
fn is_asserted(source: &str, endpoint: &Endpoint) -> bool {
    let line = format!("{:?}", [endpoint.method.as_str(), endpoint.path].join(" "));
    if !endpoint.offered {
        // No method calls it, so it is sent under a path with an id in it.
        return source.contains(&line);
    }
    let assertions = source.split(".assert_called(").skip(1).filter_map(|rest| rest.split(");").next());
    assertions.into_iter().any(|assertion| assertion.contains(&line))
}

#[test]
fn every_endpoint_is_called_by_a_test_on_a_real_synapse() {
    let mut missing = Vec::new();
    for area in AREAS {
        let source = source(area);
        let endpoints = area.endpoints.iter().filter(|endpoint| !is_asserted(&source, endpoint));
        missing.extend(endpoints.map(|endpoint| format!("{} {}", endpoint.method.as_str(), endpoint.path)));
    }
    assert!(
        missing.is_empty(),
        "no test in tests/synapse/endpoints asserts that it has called: {missing:#?}"
    );
}

#[test]
fn every_method_is_called_by_a_test_on_a_real_synapse() {
    let mut missing = Vec::new();
    for area in AREAS {
        let source = source(area);
        let names = area.operations.iter().map(|operation| operation.signature().name).map(snake);
        missing.extend(
            names.filter(|name| !source.contains(&format!(".{name}("))).map(|name| (area.name, name)),
        );
    }
    assert!(missing.is_empty(), "no test in tests/synapse/endpoints calls: {missing:#?}");
}
