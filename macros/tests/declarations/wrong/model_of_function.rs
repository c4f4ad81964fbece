use matrix_admin_sdk_macros::model;

#[model]
fn tea() {}

fn main() {}
