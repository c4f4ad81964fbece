use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[get("/teapot")]
    pub fn get_brews(&self) -> Pages<Brews, Tea>;
}

fn main() {}
