use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[get]
    pub fn brew(&self) -> bool;
}

fn main() {}
