use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[get("/teapot", sinse = "1.2")]
    pub fn brew(&self) -> bool;
}

fn main() {}
