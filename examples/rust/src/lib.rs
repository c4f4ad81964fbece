//! A page that lists the users of a homeserver, as they come.

use futures_util::TryStreamExt;
use js_sys::Date;
use matrix_admin_sdk::{Client, ClientOptions, Error, UserSummary};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;
use web_sys::{
    Element, Event, HtmlButtonElement, HtmlFormElement, HtmlInputElement, HtmlTableRowElement,
    HtmlTableSectionElement,
};

#[wasm_bindgen(start)]
fn start() {
    let submit = Closure::<dyn Fn(Event)>::new(|event: Event| {
        event.prevent_default();
        spawn_local(show());
    });
    // The page needs it as long as there is one.
    element::<HtmlFormElement>("form").set_onsubmit(Some(submit.into_js_value().unchecked_ref()));
    element::<HtmlButtonElement>("list").set_disabled(false);
}

/// Lists the users, and says what has come of it.
async fn show() {
    let button: HtmlButtonElement = element("list");
    let said: Element = element("said");
    button.set_disabled(true);
    said.set_text_content(Some("Asking the homeserver …"));
    let outcome = match list().await {
        Ok(count) => format!("{count} users."),
        Err(error) => error.to_string(),
    };
    said.set_text_content(Some(&outcome));
    button.set_disabled(false);
}

/// Asks for page after page, and gives each user a row; how many they are.
async fn list() -> Result<usize, Error> {
    let (homeserver, token): (HtmlInputElement, HtmlInputElement) = (element("homeserver"), element("token"));
    let rows: HtmlTableSectionElement = element("users");
    rows.set_text_content(None);

    let client = Client::new(ClientOptions::new(homeserver.value(), token.value()))?;
    let mut users = client.users().list(None).items();
    let mut count = 0;
    while let Some(user) = users.try_next().await? {
        add(&rows, &user).expect_throw("a table takes rows");
        count += 1;
    }
    Ok(count)
}

/// One user, as text: a display name may hold anything.
fn add(rows: &HtmlTableSectionElement, user: &UserSummary) -> Result<(), JsValue> {
    let row: HtmlTableRowElement = rows.insert_row()?.unchecked_into();
    let cells = [
        user.name.clone(),
        user.displayname.clone().unwrap_or_default(),
        if user.admin { "yes" } else { "no" }.to_owned(),
        user.creation_ts.map(day).unwrap_or_default(),
    ];
    for cell in cells {
        row.insert_cell()?.set_text_content(Some(&cell));
    }
    Ok(())
}

/// `2025-12-31`, from milliseconds since the epoch.
fn day(ms: i64) -> String {
    Date::new(&(ms as f64).into()).to_iso_string().slice(0, 10).into()
}

/// What `index.html` has under that id.
fn element<T: JsCast>(id: &str) -> T {
    let document = web_sys::window().and_then(|window| window.document()).expect_throw("a page");
    document.get_element_by_id(id).expect_throw(id).unchecked_into()
}
