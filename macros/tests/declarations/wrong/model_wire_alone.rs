use matrix_admin_sdk_macros::model;

#[model(wire = Leaves)]
pub struct Tea {
    pub hot: bool,
}

fn main() {}
