//! The suite in every place where the package runs.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::report::{Counts, Row, last_counts};
use crate::sh::{command, logged, target};
use crate::synapse::Synapse;
use crate::tools::Browsers;

/// A row for each place, which `tests/runtimes/places.mjs` lists.
pub fn places(synapse: &Synapse, Browsers { chromedriver, geckodriver }: &Browsers) -> Result<Vec<Row>> {
    let mut node = command("node");
    node.arg("runtimes/places.mjs").args([chromedriver, geckodriver]);
    node.current_dir(target("consumer")).env("NODE_PATH", target("node/node_modules"));
    let outcome = logged(synapse.introduce(&mut node), "places")?;
    let rows: Vec<Row> = outcome.text.lines().filter_map(row).collect();
    let counted = rows.iter().map(|row| row.1).fold(Counts::default(), Counts::plus);
    let said = last_counts(&outcome.text);
    ensure!(said == counted, "all places count {said:?}, their rows {counted:?}");
    ensure!(outcome.ok || counted.failed > 0, "the run of the places ended with an error");
    Ok(rows)
}

/// Reads `Deno: import: 3 passed, 1 failed in 20 s`.
fn row(line: &str) -> Option<Row> {
    let (name, rest) = line.rsplit_once(": ")?;
    let seconds = rest.strip_suffix(" s")?.rsplit_once(" in ")?.1.parse().ok()?;
    Some((name.to_owned(), Counts::read(rest)?, Duration::from_secs(seconds)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_a_place_is_a_row() {
        let (name, counts, time) = row("Deno: import npm:: 3 passed, 1 failed in 20 s").unwrap();
        assert_eq!((name.as_str(), time.as_secs()), ("Deno: import npm:", 20));
        assert_eq!(counts, Counts::read("3 passed, 1 failed").unwrap());
        assert!(row("4 passed, 0 failed").is_none());
    }
}
