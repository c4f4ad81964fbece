//! What was run, how many tests of it passed, and how long it took.

use std::fmt::Display;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;

use crate::sh::step;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Counts {
    pub passed: usize,
    pub failed: usize,
}

impl Counts {
    /// Reads `… 3 passed, 1 failed …`, whatever stands between.
    pub fn read(line: &str) -> Option<Self> {
        let before = |word| line.split_once(word)?.0.rsplit(' ').next()?.parse().ok();
        Some(Self { passed: before(" passed")?, failed: before(" failed")? })
    }

    /// What Rust's test harness says, once for each file of tests.
    pub fn of_harness(text: &str) -> Self {
        let results = text.lines().filter(|line| line.starts_with("test result: "));
        results.filter_map(Self::read).fold(Self::default(), Self::plus)
    }

    pub fn plus(self, other: Self) -> Self {
        Self { passed: self.passed + other.passed, failed: self.failed + other.failed }
    }

    /// One more failure unless it is as it has to be.
    pub fn expect(self, fulfilled: bool, complaint: impl Display) -> Self {
        if !fulfilled {
            eprintln!("error: {complaint}");
        }
        Self { failed: self.failed + usize::from(!fulfilled), ..self }
    }

    /// A run that fails has to have a failure, and one that says that all is well has to have run something.
    pub fn of_run(self, ok: bool) -> Self {
        let ran = self.passed + self.failed > 0;
        self.expect(ok || self.failed > 0, "it ended with an error").expect(ran || !ok, "no test was run")
    }
}

/// What our own suites say last. A tool that they use may have a word when it ends.
pub fn last_counts(text: &str) -> Counts {
    text.lines().rev().find_map(Counts::read).unwrap_or_default()
}

/// What a step is called, what it counted, and how long it took.
pub type Row = (String, Counts, Duration);

#[derive(Default)]
pub struct Report(Vec<Row>);

impl Report {
    /// A step that is no test, but without which others fail.
    pub fn prepare<T>(&mut self, name: &str, step: impl FnOnce() -> Result<T>) -> Option<T> {
        let mut value = None;
        self.count(name, || {
            value = Some(step()?);
            Ok(Counts::default())
        });
        value
    }

    /// A step that is one test by itself; whether it passed.
    pub fn check(&mut self, name: &str, step: impl FnOnce() -> Result<()>) -> bool {
        self.count(name, || step().map(|()| Counts { passed: 1, failed: 0 }));
        self.0.last().is_some_and(|(_, counts, _)| counts.failed == 0)
    }

    /// A step that counts its tests. An error is one that failed.
    pub fn count(&mut self, name: &str, run: impl FnOnce() -> Result<Counts>) {
        step(name);
        let started = Instant::now();
        let counts = run().unwrap_or_else(|error| {
            eprintln!("error: {name}: {error:#}");
            Counts { passed: 0, failed: 1 }
        });
        self.0.push((name.to_owned(), counts, started.elapsed()));
    }

    /// Steps that something else has run and counted.
    pub fn add(&mut self, rows: impl IntoIterator<Item = Row>) {
        self.0.extend(rows);
    }

    pub fn print(&self) -> ExitCode {
        println!("\n{:40}{:>8}{:>8}{:>7}", "", "passed", "failed", "time");
        for (name, Counts { passed, failed }, time) in &self.0 {
            println!("{name:40}{passed:8}{failed:8}{:5} s", time.as_secs());
        }
        let Counts { passed, failed } = self.0.iter().map(|row| row.1).fold(Counts::default(), Counts::plus);
        println!("{passed} passed, {failed} failed");
        if failed == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_read_from_both_kinds_of_line() {
        let counts = Some(Counts { passed: 3, failed: 1 });
        assert_eq!(
            Counts::read("test result: FAILED. 3 passed; 1 failed; 0 ignored; 0 filtered out"),
            counts
        );
        assert_eq!(Counts::read("3 passed, 1 failed"), counts);
        assert_eq!(Counts::read("test failed"), None);
    }

    #[test]
    fn the_last_line_that_counts_is_what_a_suite_says() {
        let text = "Deno: 1 passed, 0 failed in 2 s\n3 passed, 1 failed\nLogs were written to a file\n";
        assert_eq!(last_counts(text), Counts { passed: 3, failed: 1 });
        assert_eq!(last_counts("nothing"), Counts::default());
    }

    #[test]
    fn a_run_of_nothing_is_no_success() {
        assert_eq!(Counts::default().of_run(true).failed, 1);
        assert_eq!(Counts { passed: 2, failed: 0 }.of_run(false).failed, 1);
        assert_eq!(Counts { passed: 2, failed: 1 }.of_run(false).failed, 1);
    }
}
