use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapots {
    #[many(brew_many)]
    pub fn brew_many(&self, ids: Vec<String>) -> Bulk<bool>;
}

fn main() {}
