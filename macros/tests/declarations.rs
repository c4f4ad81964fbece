//! What the macros take, and how they refuse the rest: in words that say what to write instead.
//!
//! After a change of the words, `TRYBUILD=overwrite cargo test -p matrix-admin-sdk-macros` writes the `.stderr` files anew.

#[test]
fn what_is_wrong_is_told_where_it_stands_with_what_to_write() {
    trybuild::TestCases::new().compile_fail("tests/declarations/wrong/*.rs");
}

#[test]
fn a_declaration_makes_the_requests_and_reads_the_replies_that_it_says() {
    trybuild::TestCases::new().pass("tests/declarations/right.rs");
}
