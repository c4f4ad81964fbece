use matrix_admin_sdk_macros::model;

#[model]
pub struct Tea {
    pub sizes: [u64; 2],
}

fn main() {}
