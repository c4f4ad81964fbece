use matrix_admin_sdk_macros::handle;

#[handle(user_id: UserId)]
impl Teapot {
    #[get("/teapot/{user}")]
    pub fn brew(&self) -> bool;
}

fn main() {}
