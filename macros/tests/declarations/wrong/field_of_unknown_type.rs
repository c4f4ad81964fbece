#[path = "../house.rs"]
mod house;

use house::{client, declare, wire};
use matrix_admin_sdk_macros::model;

#[model]
struct Tea {
    colour: Colour,
}

fn main() {}
