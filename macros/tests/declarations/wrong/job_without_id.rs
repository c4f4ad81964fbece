use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[delete("/teapot", once)]
    pub fn delete(&self) -> Job<Deletion>;
}

fn main() {}
