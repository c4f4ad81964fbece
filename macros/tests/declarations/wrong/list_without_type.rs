use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[get("/teapot", items = "brews")]
    pub fn get_brews(&self);
}

fn main() {}
