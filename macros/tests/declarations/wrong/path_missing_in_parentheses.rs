use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[post(once)]
    pub fn brew(&self) -> bool;
}

fn main() {}
