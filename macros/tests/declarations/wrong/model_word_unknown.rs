use matrix_admin_sdk_macros::model;

#[model(maid)]
pub struct Tea {
    pub hot: bool,
}

fn main() {}
