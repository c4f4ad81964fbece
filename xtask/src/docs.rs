//! `cargo xtask docs`: the pages that are written from the declarations and the tests, and a site of the package.

use anyhow::Result;

use crate::package;
use crate::sh::{command, quiet, step};

/// The pages are written by what also checks that they are true.
pub fn write() -> Result<()> {
    step("docs/api.md, from the declarations");
    let test = ["test", "--quiet", "--test", "api", "the_table_of_endpoints"];
    quiet(command("cargo").args(test).env("WRITE_DOCS", "1"), "docs-api")?;
    step("docs/reliability.md, from the faults that the tests go through");
    quiet(command("node").arg("tests/faults/document.js"), "docs-reliability")?;
    package::build()?;
    step("target/docs/index.html, from the package's TypeScript");
    site()
}

/// The site of the package that `pkg/` holds. Whatever has no doc comment, or a link that leads nowhere, is an error.
pub fn site() -> Result<()> {
    quiet(command("typedoc").args(["--tsconfig", "docs/tsconfig.json"]), "typedoc")
}
