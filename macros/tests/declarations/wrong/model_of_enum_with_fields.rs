use matrix_admin_sdk_macros::model;

#[model]
pub enum Tea {
    Green,
    Other(String),
}

fn main() {}
