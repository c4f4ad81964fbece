use matrix_admin_sdk_macros::params;

#[params]
pub enum Tea {
    Green,
    EarlGrey,
}

fn main() {}
