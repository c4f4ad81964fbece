use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[compose(brew, progres = Tea)]
    pub fn brew(&self) -> bool;
}

fn main() {}
