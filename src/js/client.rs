//! What the classes of JavaScript call.

use std::cell::Cell;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use js_sys::{Array, Function, Object, Promise, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, future_to_promise};

use super::errors::{parse, to_js};
use super::{AREAS, Given, Operation, lists, options};
use crate::client::{
    AbortSignal, CallOptions, Client, Error, LocalFuture, Many, Outcome, Prepared, RAW, Received, Texts,
    checked, raw_request, send_and_look, tell, wait,
};
use crate::declare::{Argument, Kind, Reply, Signature, Tracking};
use crate::wire::{self, Failure, Request};

#[wasm_bindgen(typescript_custom_section)]
const TYPESCRIPT: &str = concat!(
    include_str!("types/client.d.ts"),
    include_str!("types/pages.d.ts"),
    include_str!("types/jobs.d.ts"),
    include_str!("types/running.d.ts"),
    include_str!("types/errors.d.ts")
);

#[wasm_bindgen(module = "/src/js/handles.js")]
extern "C" {
    /// The class, which is JavaScript so that nothing is to be freed. As a function, for of those alone wasm-bindgen can
    /// be told that they have types already.
    #[wasm_bindgen(js_name = MatrixAdminClient, reexport = "MatrixAdminClient", skip_typescript)]
    fn class();

}

#[wasm_bindgen(module = "/src/js/loading.js")]
extern "C" {
    /// Tells the classes how a client is made.
    fn introduce(connect: &JsValue);
}

#[wasm_bindgen(module = "/src/js/transport.js")]
extern "C" {
    #[wasm_bindgen(catch)]
    fn stringify(value: &JsValue) -> Result<Option<String>, JsValue>;
    fn plain(model: &str, body: &JsValue) -> JsValue;
}

#[wasm_bindgen(module = "/src/js/fetch.js")]
extern "C" {
    #[wasm_bindgen(thread_local_v2, js_name = platformFetch)]
    static PLATFORM_FETCH: Function;
}

#[wasm_bindgen(module = "/src/js/replies.js")]
extern "C" {
    /// `transport.js` imports it; named here, it comes along.
    #[allow(dead_code)]
    type Replies;
}

#[wasm_bindgen(module = "/src/js/arguments.js")]
extern "C" {
    /// As well.
    #[allow(dead_code)]
    type Judgement;
}

#[wasm_bindgen(module = "/src/js/called.js")]
extern "C" {
    /// As well.
    #[allow(dead_code)]
    type Called;
}

#[wasm_bindgen(module = "/src/js/iterators.js")]
extern "C" {
    /// As well, for `handles.js`.
    #[allow(dead_code)]
    type Iterators;
}

#[wasm_bindgen(module = "/src/js/bulk.js")]
extern "C" {
    /// Refuses wrong options, and tells whether it is to be a dry run.
    #[wasm_bindgen(catch, js_name = checkMany)]
    fn check_many(method: &str, options: &JsValue) -> Result<bool, JsValue>;
    #[wasm_bindgen(js_name = run)]
    fn run_bulk(items: Vec<String>, each: &JsValue, options: &JsValue, at_once: u32) -> Promise;
}

/// Makes the classes ready, as soon as the module is there. A crate that depends on this one has its own `start`.
#[wasm_bindgen(start, skip_typescript)]
pub fn start_matrix_admin_sdk() {
    let connect = Closure::<dyn Fn(JsValue) -> Result<JsValue, JsValue>>::new(|options: JsValue| {
        Core::new(&options).map(JsValue::from).map_err(|error| to_js(&error))
    });
    introduce(&connect.into_js_value());
}

/// What stands behind a `MatrixAdminClient` of JavaScript.
#[wasm_bindgen(skip_typescript)]
pub struct Core(Client);

impl Core {
    fn new(options: &JsValue) -> Result<Core, Error> {
        let mut options = options::for_client(options)?;
        options.fetch.get_or_insert_with(|| PLATFORM_FETCH.with(Function::clone));
        Ok(Core(Client::new(options)?))
    }
}

#[wasm_bindgen]
impl Core {
    #[wasm_bindgen(getter, js_name = baseUrl, skip_typescript)]
    pub fn base_url(&self) -> String {
        self.0.base_url().to_owned()
    }

    #[wasm_bindgen(skip_typescript)]
    pub fn request(&self, request: JsValue, options: &JsValue) -> JsValue {
        settle(raw(&self.0, request, options), false)
    }

    /// Checks what a handle is made for, and gives the number of its class.
    #[wasm_bindgen(skip_typescript)]
    pub fn bind(&self, handle: &str, values: Vec<JsValue>) -> Result<usize, JsValue> {
        let area = AREAS.iter().enumerate().find(|(_, area)| area.name == handle);
        let Some((index, area)) = area else { return Ok(usize::MAX) };
        let bound = &area.bound;
        let texts = texts(bound.name, bound.arguments, &values).and_then(|texts| checked(bound, texts));
        texts.map(|_| index).map_err(|failure| to_js(&failure.into()))
    }

    /// Calls a method of a handle, both by their numbers. The values are what the handle is made for, the arguments, the
    /// options. Whatever is wrong comes as a rejection; only a job is had at once, or an error.
    #[wasm_bindgen(skip_typescript)]
    pub fn invoke(&self, handle: usize, method: usize, values: Vec<JsValue>) -> Result<JsValue, JsValue> {
        match AREAS.get(handle).and_then(|area| area.operations.get(method)) {
            Some(operation) => run(&self.0, operation, &values),
            None => Ok(JsValue::UNDEFINED),
        }
    }
}

fn raw(client: &Client, request: JsValue, options: &JsValue) -> Result<JsValue, Error> {
    let texts = checked(RAW, texts(RAW.name, RAW.arguments, &[request])?)?;
    let request = raw_request(&texts)?;
    let (options, _) = options::for_call(RAW.name, options, false)?;
    Ok(promise(client, request, options))
}

fn run(client: &Client, operation: &Operation, values: &[JsValue]) -> Result<JsValue, JsValue> {
    let signature = operation.signature();
    let options = &values.get(signature.arguments.len()).cloned().unwrap_or_default();
    if let Operation::Resume(_, tracking) = operation {
        let given = given(client, &signature, values, options, false).map_err(|error| to_js(&error))?;
        return Ok(job(client, *tracking, given.value(0).unwrap_or_default()));
    }
    if let Operation::Iterate(_, past) = operation {
        let given = given(client, &signature, values, options, false);
        let judged = given.and_then(|given| past.map_or(Ok(()), |field| given.past(signature.name, field)));
        return judged.map(|()| JsValue::UNDEFINED).map_err(|error| to_js(&error));
    }
    Ok(settle(started(client, operation, values, options), signature.pages))
}

fn started(
    client: &Client,
    operation: &Operation,
    values: &[JsValue],
    options: &JsValue,
) -> Result<JsValue, Error> {
    let signature = &operation.signature();
    let given = |progress| given(client, signature, values, options, progress);
    match operation {
        Operation::Call(endpoint) => {
            let texts = texts(signature.name, signature.arguments, values)?;
            let (options, _) = options::for_call(signature.name, options, false)?;
            begin(client, Prepared { endpoint, texts }, options)
        }
        Operation::Before(endpoint, before) => {
            let given = given(false)?;
            let request = Prepared { endpoint, texts: given.texts.clone() }.request(None)?;
            let (client, options) = (client.clone(), given.options.clone());
            let allowed = before(given);
            Ok(settled_by(Box::pin(async move {
                allowed.await?;
                resolved(client, request, options).await
            })))
        }
        Operation::Choose(_, choose) => {
            let given = given(false)?;
            begin(client, choose(&given)?, given.options)
        }
        Operation::Chain(_, chain) => {
            let given = given(false)?;
            let (client, options) = (client.clone(), given.options.clone());
            let prepared = chain(given);
            Ok(settled_by(Box::pin(async move {
                let request = prepared.await?.request(None)?;
                resolved(client, request, options).await
            })))
        }
        Operation::Compose(_, progress, compose) => Ok(settled_by(compose(given(*progress)?))),
        Operation::Running(_, running) => {
            let told = Array::new();
            let ended = running(Given { told: Some(told.clone()), ..given(true)? })?;
            Ok(lists::running(&told, settled_by(ended)))
        }
        Operation::Many(_, many) => {
            let mut given = self::given(client, signature, values, &JsValue::UNDEFINED, false)?;
            let dry_run = check_many(signature.name, options).map_err(Error::thrown)?;
            given.options.signal = signal_of(options);
            let client = given.client.clone();
            Ok(settled_by(done_to_many(client, many(given, dry_run), options.clone())))
        }
        Operation::Iterate(..) | Operation::Resume(..) => Ok(JsValue::UNDEFINED),
    }
}

/// What a method was called with, checked.
fn given(
    client: &Client,
    signature: &Signature,
    values: &[JsValue],
    options: &JsValue,
    progress: bool,
) -> Result<Given, Error> {
    let texts = checked(signature, texts(signature.name, signature.arguments, values)?)?;
    let (options, on_progress) = options::for_call(signature.name, options, progress)?;
    Ok(Given { client: client.clone(), options, texts, on_progress, told: None })
}

/// A list, or the promise of what a call resolves to.
fn begin(client: &Client, mut prepared: Prepared, options: CallOptions) -> Result<JsValue, Error> {
    let first = prepared.request(None)?;
    let Reply::Page(_, paging) = prepared.endpoint.reply else { return Ok(promise(client, first, options)) };
    let (client, mut first) = (client.clone(), Some(first));
    Ok(lists::list(&paging, move |cursor, stopped: JsValue| {
        let request = match first.take() {
            Some(first) => Ok(first),
            None => prepared.request(stringify(&cursor).ok().flatten().as_deref()),
        };
        let stopped = (!stopped.is_undefined()).then(|| stopped.unchecked_into());
        let options = CallOptions { stopped, ..options.clone() };
        settle(request.map(|request| promise(&client, request, options)).map_err(Error::from), false)
    }))
}

fn promise(client: &Client, request: Request, options: CallOptions) -> JsValue {
    settled_by(resolved(client.clone(), request, options))
}

/// The promise that the future settles. What can be begun is begun at once, as `fetch` does: a little later another call
/// might be under way, and what tells calls apart, as `AsyncLocalStorage` does, would take this one for it.
fn settled_by(mut value: LocalFuture<Result<JsValue, Error>>) -> JsValue {
    let begun = value.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    future_to_promise(async move {
        let settled = match begun {
            Poll::Ready(settled) => settled,
            Poll::Pending => value.await,
        };
        settled.map_err(|error| to_js(&error))
    })
    .into()
}

/// What a call resolves to. A reply is taken as the platform parses it, where it takes no more than a look to see that it
/// is as declared; otherwise as the walker writes it.
fn resolved(client: Client, request: Request, options: CallOptions) -> LocalFuture<Result<JsValue, Error>> {
    Box::pin(async move {
        let seen = Cell::new(JsValue::UNDEFINED);
        let received = send_and_look(&client, request, &options, &|request, body| {
            let value = at_first_sight(request.reply, body);
            let enough = !value.is_undefined();
            seen.set(value);
            enough
        })
        .await?;
        match seen.take() {
            value if value.is_undefined() => read(&client, &received),
            value => Ok(value),
        }
    })
}

fn at_first_sight(reply: &Reply, body: &JsValue) -> JsValue {
    match reply {
        Reply::Value(Kind::Model(model)) | Reply::Page(Kind::Model(model), _) => plain(model.name, body),
        _ => JsValue::UNDEFINED,
    }
}

fn read(client: &Client, received: &Received) -> Result<JsValue, Error> {
    let Some(text) = received.read()? else { return Ok(JsValue::UNDEFINED) };
    match received.request.reply {
        Reply::Bytes => Ok(Uint8Array::from(text.as_slice()).into()),
        Reply::Job(_, _, tracking) => {
            let id: String = wire::from_json(&text)?;
            Ok(job(client, *tracking, id))
        }
        _ => parse(&text),
    }
}

/// Does something to many, by the function that does so for whatever can be iterated.
fn done_to_many(
    client: Client,
    many: LocalFuture<Result<Many, Error>>,
    options: JsValue,
) -> LocalFuture<Result<JsValue, Error>> {
    Box::pin(async move {
        let mut many = many.await?;
        let (items, at_once) = (std::mem::take(&mut many.items), many.at_once);
        let many = Rc::new(many);
        let each = Closure::<dyn Fn(String, JsValue) -> JsValue>::new(move |item, call| {
            let (client, many) = (client.clone(), Rc::clone(&many));
            let options = CallOptions { signal: signal_of(&call), ..CallOptions::default() };
            settled_by(Box::pin(async move {
                match many.done_to(item, &client, options).await? {
                    Outcome::Reply(received) => read(&client, &received),
                    Outcome::Job(text) => parse(&text),
                    Outcome::Nothing => Ok(JsValue::NULL),
                }
            }))
        });
        JsFuture::from(run_bulk(items, each.as_ref(), &options, at_once)).await.map_err(Error::thrown)
    })
}

/// The signal among options that are checked.
fn signal_of(options: &JsValue) -> Option<AbortSignal> {
    let signal = Reflect::get(options.dyn_ref::<Object>()?, &"signal".into()).ok()?;
    (!signal.is_undefined()).then(|| signal.unchecked_into())
}

/// A job by its id.
fn job(client: &Client, tracking: Tracking, id: String) -> JsValue {
    let (asking, waiting) = (client.clone(), client.clone());
    let (own, id): (Rc<str>, Rc<str>) = (Rc::from(&*id), Rc::from(id));
    let status = {
        let id = JsValue::from(&*id);
        move |options| {
            let operation = Operation::Call(tracking.status);
            run(&asking, &operation, &[id.clone(), options]).unwrap_or_default()
        }
    };
    let wait = move |given: JsValue| {
        let (client, id) = (waiting.clone(), Rc::clone(&own));
        settled_by(Box::pin(async move {
            let (options, hook) = options::for_waiting(&given)?;
            let tell = &mut |text: &[u8]| {
                if let Some(hook) = &hook {
                    tell(hook, &parse(text)?);
                }
                Ok(())
            };
            parse(&wait(&client, tracking, &id, options, tell).await?)
        }))
    };
    lists::job(&id, status, wait)
}

/// The promise, or one of the same kind that is rejected with the failure.
fn settle(promise: Result<JsValue, Error>, pages: bool) -> JsValue {
    promise.unwrap_or_else(|error| {
        let error = to_js(&error);
        if pages { lists::rejected(error) } else { Promise::reject(&error).into() }
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
