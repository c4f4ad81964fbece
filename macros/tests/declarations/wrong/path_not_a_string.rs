use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[get(418)]
    pub fn brew(&self) -> bool;
}

fn main() {}
