use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[get("/teapot", field = "hot")]
    pub fn is_hot(&self);
}

fn main() {}
