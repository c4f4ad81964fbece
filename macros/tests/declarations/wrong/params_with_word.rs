use matrix_admin_sdk_macros::params;

#[params(made)]
pub struct Tea {
    pub hot: bool,
}

fn main() {}
