use matrix_admin_sdk_macros::model;

#[model]
pub struct Tea(bool);

fn main() {}
