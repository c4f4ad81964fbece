use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[iterate(pour, passed = "since")]
    pub fn pour(&self) -> Items<Cup>;
}

fn main() {}
