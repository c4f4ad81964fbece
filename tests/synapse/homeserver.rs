//! The Synapse, and accounts on it that no other run has.

use js_sys::{Math, encode_uri_component};
use matrix_admin_sdk::client::MatrixAdminClient;
use matrix_admin_sdk::users::User;
use serde_json::{Value, json};
use wasm_bindgen::JsValue;

use crate::javascript::{NONE, js, json, settled};

pub const URL: &str = env!("SYNAPSE_URL");
pub const PASSWORD: &str = "the first password";

const LOGIN: &str = "/_matrix/client/v3/login";
const WHOAMI: &str = "/_matrix/client/v3/account/whoami";

pub fn client(token: &str) -> MatrixAdminClient {
    MatrixAdminClient::new(js(json!({ "baseUrl": URL, "accessToken": token })), JsValue::UNDEFINED).unwrap()
}

/// Someone who is logged in.
pub struct Account {
    pub id: String,
    pub token: String,
}

pub async fn admin() -> Account {
    log_in(env!("SYNAPSE_ADMIN"), env!("SYNAPSE_PASSWORD")).await.unwrap()
}

pub async fn log_in(user: &str, password: &str) -> Result<Account, JsValue> {
    let identifier = json!({ "type": "m.id.user", "user": user });
    let body = json!({ "type": "m.login.password", "identifier": identifier, "password": password });
    let answer = send(&client("none"), "POST", LOGIN, body).await?;
    Ok(Account { id: text(&answer["user_id"]), token: text(&answer["access_token"]) })
}

/// What no name on the server begins with yet.
pub fn unique(name: &str) -> String {
    format!("{name}-{:x}", (Math::random() * 2_f64.powi(52)) as u64)
}

/// A path with the segment in place of `{}`.
pub fn path(template: &str, segment: &str) -> String {
    template.replace("{}", &String::from(encode_uri_component(segment)))
}

pub fn text(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

async fn send(client: &MatrixAdminClient, method: &str, path: &str, body: Value) -> Result<Value, JsValue> {
    let mut request = json!({ "method": method, "path": path });
    if !body.is_null() {
        request["body"] = body;
    }
    let answer = settled(client.request(js(request), NONE)).await?;
    Ok(json(&answer))
}

impl Account {
    pub fn client(&self) -> MatrixAdminClient {
        client(&self.token)
    }

    /// The handle on another account, with which this one administers it.
    pub fn user(&self, other: &Account) -> User {
        self.client().user(other.id.as_str().into()).unwrap()
    }

    pub async fn call(&self, method: &str, path: &str, body: Value) -> Result<Value, JsValue> {
        send(&self.client(), method, path, body).await
    }

    pub async fn get(&self, path: &str) -> Value {
        self.call("GET", path, Value::Null).await.unwrap()
    }

    pub async fn put(&self, path: &str, body: Value) {
        self.call("PUT", path, body).await.unwrap();
    }

    /// Who the server takes this for; nobody, once it is logged out.
    pub async fn who_am_i(&self) -> Option<String> {
        match self.call("GET", WHOAMI, Value::Null).await {
            Ok(answer) => Some(text(&answer["user_id"])),
            Err(error) => {
                assert_eq!(json(&error)["errcode"], "M_UNKNOWN_TOKEN");
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
        let answer = self.call("POST", "/_matrix/client/v3/createRoom", json!({})).await.unwrap();
        text(&answer["room_id"])
    }

    /// Uploads a file of the size and answers its id.
    pub async fn upload(&self, name: &str, size: usize) -> String {
        let content = "x".repeat(size - 2);
        let request = json!({
            "method": "POST",
            "path": "/_matrix/media/v3/upload",
            "query": { "filename": name },
            "body": content,
        });
        let answer = settled(self.client().request(js(request), NONE)).await.unwrap();
        let address = text(&json(&answer)["content_uri"]);
        address.rsplit_once('/').unwrap().1.to_owned()
    }

    pub async fn can_download(&self, media_id: &str) -> bool {
        let path = format!("/_matrix/client/v1/media/download/{}/{media_id}", self.server());
        match self.call("GET", &path, Value::Null).await {
            Ok(_) => true,
            Err(error) => {
                assert_eq!(json(&error)["errcode"], "M_NOT_FOUND");
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
