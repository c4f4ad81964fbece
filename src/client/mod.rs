//! `MatrixAdminClient`, and how its handles make calls.

mod area;
mod error;
mod options;
mod send;

use std::cell::Cell;
use std::rc::Rc;

use js_sys::{Array, Promise, Uint8Array};
use matrix_admin_sdk_macros::{model, params};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::future_to_promise;

pub use area::{Area, Operation};
pub use error::{Failed, has_class};
pub(crate) use options::property;
use options::{CallOptions, Settings};
use send::Sent;
pub(crate) use send::parse;

use crate::AREAS;
use crate::declare::{Argument, Endpoint, Object, Reply, Shape, Signature, Unknown};
use crate::scheduled_tasks::ScheduledTasks;
use crate::wire::{self, Failure, Request};
use crate::{jobs, pages};

#[wasm_bindgen(typescript_custom_section)]
const TYPESCRIPT: &str = include_str!("client.d.ts");

#[wasm_bindgen(module = "/src/js/transport.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn stringify(value: &JsValue) -> Result<Option<String>, JsValue>;
}

/// A homeserver and the right to administer it.
#[wasm_bindgen(skip_typescript)]
pub struct MatrixAdminClient(Rc<Client>);

#[wasm_bindgen]
impl MatrixAdminClient {
    #[wasm_bindgen(constructor, skip_typescript)]
    pub fn new(options: JsValue, checks: JsValue) -> Result<MatrixAdminClient, JsValue> {
        let settings = Settings::read(&options).map_err(Failed)?;
        Ok(MatrixAdminClient(Rc::new(Client { settings, checks, mas: Cell::new(false) })))
    }

    #[wasm_bindgen(getter, js_name = baseUrl, skip_typescript)]
    pub fn base_url(&self) -> String {
        self.0.settings.base_url.clone()
    }

    #[wasm_bindgen(skip_typescript)]
    pub fn request(&self, request: JsValue, options: JsValue) -> JsValue {
        self.0.raw(request, &options)
    }

    /// Checks what a handle is made for.
    #[wasm_bindgen(skip_typescript)]
    pub fn bind(&self, handle: &str, values: Vec<JsValue>) -> Result<(), JsValue> {
        let area = AREAS.iter().find(|area| area.name == handle);
        let checked = area.map_or(Ok(()), |area| checked(&area.bound, &values).map(drop));
        checked.map_err(|failure| Failed(failure).into())
    }

    /// Calls a method of a handle. The values are what the handle is made for, the arguments, the options.
    #[wasm_bindgen(skip_typescript)]
    pub fn invoke(&self, handle: &str, method: &str, values: Vec<JsValue>) -> Result<JsValue, JsValue> {
        let area = AREAS.iter().find(|area| area.name == handle);
        let operation =
            area.and_then(|area| area.operations.iter().find(|one| one.signature().name == method));
        operation.map_or(Ok(JsValue::UNDEFINED), |operation| self.0.run(operation, &values))
    }
}

impl MatrixAdminClient {
    pub(crate) fn client(&self) -> Rc<Client> {
        Rc::clone(&self.0)
    }
}

/// What `client.request` takes.
#[params]
pub struct RawRequest {
    /// A GET may be sent again, everything else is sent once.
    pub method: HttpMethod,
    /// The path on the server, with its identifiers percent-encoded: `/_synapse/admin/v1/server_version`.
    pub path: String,
    /// Query parameters; arrays repeat the name.
    pub query: Option<Object>,
    /// What to send as JSON, with anything but GET. POST and PUT without it send `{}`.
    pub body: Option<Unknown>,
}

/// The HTTP methods of the Admin API.
#[model]
#[allow(clippy::upper_case_acronyms)]
pub enum HttpMethod {
    GET,
    POST,
    PUT,
    DELETE,
}

/// What the handles share.
pub struct Client {
    settings: Settings,
    /// What tells at first sight whether a reply is as declared, by model.
    checks: JsValue,
    /// Whether Matrix Authentication Service is known to manage the accounts.
    mas: Cell<bool>,
}

/// One JSON text an argument; `None` for `undefined`.
type Texts = Vec<Option<String>>;

impl Client {
    /// Does what a method says. Whatever is wrong comes as a rejection; only a job is had at once, or an error.
    pub(crate) fn run(
        self: &Rc<Self>,
        operation: &Operation,
        values: &[JsValue],
    ) -> Result<JsValue, JsValue> {
        let signature = operation.signature();
        let options = values.get(signature.arguments.len()).cloned().unwrap_or_default();
        let checked = || checked(&signature, values);
        let started = match operation {
            Operation::Call(endpoint) => texts(signature.name, signature.arguments, values)
                .and_then(|texts| self.start(endpoint, texts, &options)),
            Operation::Choose(_, choose) => checked()
                .and_then(|mut texts| self.start(choose(&mut texts, self.mas.get()), texts, &options)),
            Operation::Compose(_, progress, compose) => checked().and_then(|texts| {
                let options = CallOptions::read(signature.name, &options, *progress)?;
                let composed = Composed { client: Rc::clone(self), texts, options };
                Ok(future_to_promise(compose(composed)).into())
            }),
            Operation::Resume(_, status) => {
                let texts = checked().map_err(|failure| JsValue::from(Failed(failure)))?;
                let id = texts.first().and_then(Option::as_deref).and_then(wire::string);
                Ok(self.job(status, &id.unwrap_or_default()))
            }
        };
        Ok(settle(started, signature.pages))
    }

    fn call(self: &Rc<Self>, endpoint: &'static Endpoint, values: &[JsValue]) -> JsValue {
        self.run(&Operation::Call(endpoint), values).unwrap_or_default()
    }

    /// A job by its id.
    pub(crate) fn job(self: &Rc<Self>, status: &'static Endpoint, id: &str) -> JsValue {
        let (client, other) = (Rc::clone(self), Rc::clone(self));
        let id_value = JsValue::from(id);
        let status = move |options| client.call(status, &[id_value.clone(), options]);
        let tasks = move |options| other.call(ScheduledTasks::LIST, &[JsValue::UNDEFINED, options]);
        jobs::job(id, status, tasks)
    }

    fn raw(self: &Rc<Self>, request: JsValue, options: &JsValue) -> JsValue {
        const ARGUMENTS: &[Argument] =
            &[Argument { name: "request", kind: <RawRequest as Shape>::KIND, required: true, spread: false }];
        const SIGNATURE: &Signature = &Signature { name: "request", arguments: ARGUMENTS, pages: false };
        let prepared = checked(SIGNATURE, &[request]).and_then(|mut texts| {
            let text = texts.pop().flatten().unwrap_or_default();
            Ok((wire::raw(&text)?, CallOptions::read("request", options, false)?))
        });
        settle(prepared.map(|(request, options)| self.promise(request, options)), false)
    }

    fn start(
        self: &Rc<Self>,
        endpoint: &'static Endpoint,
        mut texts: Texts,
        options: &JsValue,
    ) -> Result<JsValue, Failure> {
        let options = CallOptions::read(endpoint.name, options, false)?;
        let first = wire::prepare(endpoint, &mut texts, None)?;
        let Reply::Page(_, paging) = endpoint.reply else { return Ok(self.promise(first, options)) };
        let (client, mut first) = (Rc::clone(self), Some(first));
        Ok(pages::list(&paging, move |cursor, stopped| {
            let request = match first.take() {
                Some(first) => Ok(first),
                None => {
                    let cursor = stringify(&cursor).ok().flatten();
                    wire::prepare(endpoint, &mut texts, cursor.as_deref())
                }
            };
            let options = CallOptions { stopped, ..options.clone() };
            settle(request.map(|request| client.promise(request, options)), false)
        }))
    }

    fn promise(self: &Rc<Self>, request: Request, options: CallOptions) -> JsValue {
        let client = Rc::clone(self);
        future_to_promise(async move {
            let checks = Some(&client.checks);
            let bytes = match send::send(&client.settings, &request, &options, checks).await? {
                Sent::Plain(value) => return Ok(value),
                Sent::Nothing => return Ok(JsValue::UNDEFINED),
                Sent::Text(bytes) => bytes,
            };
            Ok(match request.reply {
                Reply::Bytes => Uint8Array::from(bytes.as_slice()).into(),
                Reply::Job(_, _, status) => client.job(status, &wire::string(&bytes).unwrap_or_default()),
                _ => send::parse(&bytes)?,
            })
        })
        .into()
    }
}

/// What a method that makes more than one call has in hand.
pub struct Composed {
    client: Rc<Client>,
    /// The JSON texts of the arguments, checked.
    pub texts: Texts,
    options: CallOptions,
}

impl Composed {
    /// Calls an endpoint and gives the JSON text of its reply.
    pub async fn send(&self, endpoint: &'static Endpoint, mut texts: Texts) -> Result<Vec<u8>, JsValue> {
        let request = wire::prepare(endpoint, &mut texts, None).map_err(Failed)?;
        Ok(match send::send(&self.client.settings, &request, &self.options, None).await? {
            Sent::Text(text) => text,
            Sent::Plain(_) | Sent::Nothing => Vec::new(),
        })
    }

    /// Keeps in mind whether Matrix Authentication Service manages the accounts.
    pub fn learn_mas(&self, mas: bool) {
        self.client.mas.set(mas);
    }

    /// Tells the user how far it is; the value is JSON text.
    pub fn tell(&self, progress: &[u8]) {
        if let (Some(hook), Ok(progress)) = (&self.options.on_progress, send::parse(progress)) {
            send::tell(hook, progress);
        }
    }

    /// Calls an endpoint with the arguments as they are, and gives what the method resolves to.
    pub async fn finish(self, endpoint: &'static Endpoint) -> Result<JsValue, JsValue> {
        send::parse(&self.send(endpoint, self.texts.clone()).await?)
    }
}

/// The JSON texts of the arguments, if they are as declared.
fn checked(signature: &Signature, values: &[JsValue]) -> Result<Texts, Failure> {
    let mut texts = texts(signature.name, signature.arguments, values)?;
    wire::arguments(signature.name, signature.arguments, &mut texts)?;
    Ok(texts)
}

/// The promise, or one of the same kind that is rejected with the failure.
fn settle(promise: Result<JsValue, Failure>, pages: bool) -> JsValue {
    promise.unwrap_or_else(|failure| {
        let error = JsValue::from(Failed(failure));
        if pages { pages::rejected(error) } else { Promise::reject(&error).into() }
    })
}

/// The JSON text of each value; arguments that are left out at the end have none.
fn texts(method: &str, declared: &[Argument], values: &[JsValue]) -> Result<Texts, Failure> {
    let mut texts = Texts::with_capacity(declared.len());
    for (index, argument) in declared.iter().enumerate() {
        texts.push(match values.get(index) {
            Some(value) => {
                stringify(value).map_err(|thrown| not_plain(method, &argument.label(), &thrown))?
            }
            None => None,
        });
    }
    Ok(texts)
}

/// The failure for what `stringify` threw: the place and kind of a value, or whatever a getter or `toJSON` throws.
fn not_plain(method: &str, argument: &str, thrown: &JsValue) -> Failure {
    let thrown = thrown.dyn_ref::<Array>();
    let part = |index| thrown.and_then(|parts| parts.get(index).as_string());
    let at = [argument, &part(0).unwrap_or_default()].concat();
    Failure::invalid(method, &at, "plain data", part(1).as_deref().unwrap_or("something JSON cannot hold"))
}
