#[path = "../house.rs"]
mod house;

use house::{client, declare, js, wire};
use matrix_admin_sdk_macros::handle;

#[handle]
impl Teapot {
    #[get("/teapot")]
    pub fn brew(&self) -> Tea;
}

fn main() {}
