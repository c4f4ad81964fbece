mod house;

use house::{client, declare, js, wire};
use matrix_admin_sdk_macros::{handle, model, params};

use client::{Client, Decode, Decoding};
use declare::{Flag, Method, NonEmpty, Nullable, Safety, UserId};
use std::num::NonZeroU64;
use wire::Class;

/// A teapot of a user's.
#[handle(user_id: UserId)]
impl Teapot {
    /// Brews tea.
    #[post("/_synapse/admin/v1/teapots/{user_id}/{blend}", once, since = "1.18")]
    pub fn brew(&self, blend: Blend, leaves: NonEmpty, params: Option<BrewParams>) -> Tea;

    /// Lists what was brewed.
    #[get("/_synapse/admin/v1/teapots/{user_id}/brews", items = "brews")]
    pub fn get_brews(&self, limit: Option<NonZeroU64>) -> Pages<Brews, Tea>;
}

/// How to brew.
#[params]
pub struct BrewParams {
    /// How many cups.
    pub cups: Option<NonZeroU64>,
    /// Whose milk.
    #[serde(rename = "milkOf")]
    pub milk_of: Option<Nullable<UserId>>,
}

/// Blends of tea.
#[model]
pub enum Blend {
    Green,
    EarlGrey,
}

/// What is in a cup.
#[model]
#[derive(Eq)]
pub struct Tea {
    /// Whether one can drink it.
    pub hot: Flag,
    /// Who drinks it.
    pub r#for: Nullable<String>,
    /// How strong it is.
    #[open("weak", "strong")]
    pub strength: Option<String>,
    /// What only the family knows.
    #[secret]
    pub recipe: Option<String>,
}

/// A page of them.
#[model]
pub struct Brews {
    /// One by one.
    pub brews: Vec<Tea>,
}

fn main() {
    let teapot = Client.teapot("@alice:example.com").unwrap();
    let params = BrewParams { cups: Some(2), milk_of: Some(None) };
    let request = teapot.brew(Blend::EarlGrey, "a spoon", params).request().unwrap();
    assert_eq!(request.method, Method::Post);
    assert_eq!(request.target, "/_synapse/admin/v1/teapots/%40alice%3Aexample.com/earl_grey");
    assert_eq!(request.body.unwrap(), r#"{"leaves":"a spoon","cups":2,"milkOf":null}"#);

    let request = teapot.get_brews(5).0.request().unwrap();
    assert_eq!(request.target, "/_synapse/admin/v1/teapots/%40alice%3Aexample.com/brews?limit=5");
    assert_eq!(teapot.get_brews(None).0.request().unwrap().target, request.target.replace("?limit=5", ""));

    let refused = Client.teapot("alice").err().unwrap();
    assert_eq!(
        (refused.class, &*refused.message),
        (
            Class::InvalidArgument,
            "teapot(): userId: expected a user ID such as @alice:example.com, got a string without a leading @",
        )
    );
    let refused = teapot.brew(Blend::Green, "", None).request().err().unwrap();
    assert_eq!(refused.message, "brew(): leaves: expected string with something in it, got an empty string");

    let reply = r#"{ "brews": [{ "hot": true, "for": null, "recipe": "grandma's", "lid": 1 }] }"#;
    let brews = Brews::decode(Decoding(reply)).unwrap();
    let [tea] = &*brews.brews else { panic!("there is one") };
    assert_eq!((tea.hot, &tea.r#for, &tea.strength, tea.other["lid"].text()), (true, &None, &None, "1"));
    assert_eq!(tea.recipe.as_deref(), Some("grandma's"));
    let shown = r#"Tea { hot: true, for: None, strength: None, recipe: Some([secret]), other: {"lid": 1} }"#;
    assert_eq!(format!("{tea:?}"), shown);
    assert!(Tea::decode(Decoding(r#"{ "hot": true }"#)).is_err());

    let [js::Operation::Call(brew), js::Operation::Call(_)] = Teapot::AREA.operations else { panic!() };
    assert_eq!((brew.name, brew.safety, brew.since, brew.mas), ("brew", Safety::Once, "1.18", None));
    assert_eq!((Teapot::AREA.name, Teapot::AREA.handle), ("Teapot", "client.teapot(userId)"));
}
