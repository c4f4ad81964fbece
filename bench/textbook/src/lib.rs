//! serde_json into structs, serde-wasm-bindgen out of them. Fields that are not declared are lost.

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

fn read<T: DeserializeOwned + Serialize>(bytes: &[u8]) -> Result<JsValue, JsError> {
    let page: T = serde_json::from_slice(bytes)?;
    Ok(page.serialize(&Serializer::json_compatible())?)
}

#[wasm_bindgen]
pub fn users(bytes: &[u8]) -> Result<JsValue, JsError> {
    read::<UserPage>(bytes)
}

#[wasm_bindgen]
pub fn rooms(bytes: &[u8]) -> Result<JsValue, JsError> {
    read::<RoomPage>(bytes)
}

#[wasm_bindgen]
pub fn media(bytes: &[u8]) -> Result<JsValue, JsError> {
    read::<MediaPage>(bytes)
}

#[derive(Serialize, Deserialize)]
struct UserPage {
    users: Vec<User>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
    total: i64,
}

#[derive(Serialize, Deserialize)]
struct User {
    name: String,
    user_type: Option<String>,
    is_guest: bool,
    admin: bool,
    deactivated: bool,
    shadow_banned: bool,
    displayname: Option<String>,
    avatar_url: Option<String>,
    creation_ts: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    approved: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased: Option<bool>,
    last_seen_ts: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    locked: Option<bool>,
}

#[derive(Serialize, Deserialize)]
struct RoomPage {
    rooms: Vec<Room>,
    offset: i64,
    total_rooms: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_batch: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prev_batch: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct Room {
    room_id: String,
    name: Option<String>,
    canonical_alias: Option<String>,
    joined_members: i64,
    joined_local_members: i64,
    version: Option<String>,
    creator: Option<String>,
    encryption: Option<String>,
    federatable: bool,
    public: bool,
    join_rules: Option<String>,
    guest_access: Option<String>,
    history_visibility: Option<String>,
    state_events: i64,
    room_type: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct MediaPage {
    media: Vec<Medium>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
    total: i64,
}

#[derive(Serialize, Deserialize)]
struct Medium {
    media_id: String,
    media_type: Option<String>,
    media_length: Option<i64>,
    upload_name: Option<String>,
    created_ts: i64,
    url_cache: Option<String>,
    last_access_ts: Option<i64>,
    quarantined_by: Option<String>,
    safe_from_quarantine: bool,
    user_id: Option<String>,
    authenticated: Option<bool>,
    sha256: Option<String>,
}
