//! The Synapse, and accounts on it that no other run has.

use js_sys::{Math, encode_uri_component};
use matrix_admin_sdk::{Client, ClientOptions, Error, HttpMethod, RawRequest, User, wire};
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use crate::javascript::{self, invoke, js};

pub const URL: &str = env!("SYNAPSE_URL");
pub const PASSWORD: &str = "the first password";

const LOGIN: &str = "/_matrix/client/v3/login";
const WHOAMI: &str = "/_matrix/client/v3/account/whoami";

pub fn client(token: &str) -> Client {
    Client::new(ClientOptions::new(URL, token)).unwrap()
}

/// Someone who is logged in.
#[derive(Clone)]
pub struct Account {
    pub id: String,
    pub token: String,
}

pub async fn admin() -> Account {
    log_in(env!("SYNAPSE_ADMIN"), env!("SYNAPSE_PASSWORD")).await.unwrap()
}

pub async fn log_in(user: &str, password: &str) -> Result<Account, Error> {
    let identifier = json!({ "type": "m.id.user", "user": user });
    let body = json!({ "type": "m.login.password", "identifier": identifier, "password": password });
    let answer = send(&client("none"), HttpMethod::POST, LOGIN, body).await?;
    Ok(Account { id: text(&answer["user_id"]), token: text(&answer["access_token"]) })
}

/// What no name on the server begins with yet.
pub fn unique(name: &str) -> String {
    format!("{name}-{:x}", (Math::random() * 2_f64.powi(52)) as u64)
}

/// A path with the segment in place of `{}`.
pub fn path(template: &str, segment: &str) -> String {
    template.replacen("{}", &String::from(encode_uri_component(segment)), 1)
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn send(client: &Client, method: HttpMethod, path: &str, body: Value) -> Result<Value, Error> {
    let body = (!body.is_null()).then(|| wire::Value::of(&body).unwrap());
    let request = RawRequest { method, path: path.to_owned(), body, ..RawRequest::default() };
    Ok(client.request(request).await?.read().unwrap())
}

impl Account {
    pub fn client(&self) -> Client {
        client(&self.token)
    }

    /// The handle on another account, with which this one administers it.
    pub fn user(&self, other: &Account) -> User {
        self.client().user(&*other.id).unwrap()
    }

    /// This one's client in JavaScript.
    pub fn face(&self) -> JsValue {
        javascript::client(&js(json!({ "baseUrl": URL, "accessToken": self.token }))).unwrap()
    }

    /// The handle on another account in JavaScript.
    pub fn face_of(&self, other: &Account) -> JsValue {
        invoke(&self.face(), "user", &[other.id.as_str().into()])
    }

    pub async fn call(&self, method: HttpMethod, path: &str, body: Value) -> Result<Value, Error> {
        send(&self.client(), method, path, body).await
    }

    pub async fn get(&self, path: &str) -> Value {
        self.call(HttpMethod::GET, path, Value::Null).await.unwrap()
    }

    pub async fn put(&self, path: &str, body: Value) -> Value {
        self.call(HttpMethod::PUT, path, body).await.unwrap()
    }

    pub async fn post(&self, path: &str, body: Value) -> Value {
        self.call(HttpMethod::POST, path, body).await.unwrap()
    }

    /// Who the server takes this for; nobody, once it is logged out.
    pub async fn who_am_i(&self) -> Option<String> {
        match self.call(HttpMethod::GET, WHOAMI, Value::Null).await {
            Ok(answer) => Some(text(&answer["user_id"])),
            Err(error) => {
                assert_eq!(error.errcode(), Some("M_UNKNOWN_TOKEN"));
                None
            }
        }
    }

    fn server(&self) -> &str {
        self.id.split_once(':').unwrap().1
    }

    /// An account of the same server that there is not.
    pub fn nobody(&self) -> Account {
        Account { id: format!("@{}:{}", unique("nobody"), self.server()), token: String::new() }
    }

    /// Makes an account, which this one as an admin can, and logs it in.
    pub async fn create(&self, name: &str) -> Account {
        let id = format!("@{name}:{}", self.server());
        let details = json!({ "password": PASSWORD, "displayname": name });
        self.put(&path("/_synapse/admin/v2/users/{}", &id), details).await;
        log_in(&id, PASSWORD).await.unwrap()
    }

    /// What the server holds about an account.
    pub async fn details(&self, other: &Account) -> Value {
        self.get(&path("/_synapse/admin/v2/users/{}", &other.id)).await
    }

    pub async fn create_room(&self) -> String {
        self.create_room_with(json!({})).await
    }

    /// A room with fields of `createRoom`.
    pub async fn create_room_with(&self, fields: Value) -> String {
        let answer = self.post("/_matrix/client/v3/createRoom", fields).await;
        text(&answer["room_id"])
    }

    /// Uploads a file of the size and answers its id.
    pub async fn upload(&self, name: &str, size: usize) -> String {
        self.upload_text(name, &"x".repeat(size - 2)).await
    }

    /// Uploads a file with the text, in quotes, and answers its id.
    pub async fn upload_text(&self, name: &str, content: &str) -> String {
        let request = RawRequest {
            method: HttpMethod::POST,
            path: "/_matrix/media/v3/upload".to_owned(),
            query: Some(wire::Value::of(&json!({ "filename": name })).unwrap()),
            body: Some(wire::Value::of(content).unwrap()),
        };
        let answer = self.client().request(request).await.unwrap();
        let address = answer.get("content_uri").unwrap().as_str().unwrap();
        address.rsplit_once('/').unwrap().1.to_owned()
    }

    pub async fn can_download(&self, media_id: &str) -> bool {
        let path = format!("/_matrix/client/v1/media/download/{}/{media_id}", self.server());
        match self.call(HttpMethod::GET, &path, Value::Null).await {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(error.errcode(), Some("M_NOT_FOUND"));
                false
            }
        }
    }
}

/// An admin and a new account.
pub async fn admin_and_alice() -> (Account, Account) {
    let admin = admin().await;
    let alice = admin.create(&unique("alice")).await;
    (admin, alice)
}
