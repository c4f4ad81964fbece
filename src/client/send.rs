//! The one loop that every call goes through.

use js_sys::{Date, Function, Math};
use wasm_bindgen::prelude::*;

use super::error::error;
use super::options::{CallOptions, Settings, Token, token};
use crate::declare::{Kind, Reply};
use crate::wire::{self, Class, Failure, Request};

#[wasm_bindgen(module = "/src/js/transport.js")]
extern "C" {
    type Scope;
    #[wasm_bindgen(constructor)]
    fn new(signal: &JsValue, stopped: &JsValue, timeout_ms: f64) -> Scope;
    #[wasm_bindgen(method, getter)]
    fn ended(this: &Scope) -> String;
    #[wasm_bindgen(method, getter)]
    fn reason(this: &Scope) -> JsValue;
    #[wasm_bindgen(method, catch)]
    async fn sleep(this: &Scope, ms: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Scope);

    pub type Tokens;
    #[wasm_bindgen(constructor)]
    pub fn new(provider: &Function) -> Tokens;
    #[wasm_bindgen(method, catch)]
    async fn ask(this: &Tokens, scope: &Scope, refused: Option<&str>) -> Result<JsValue, JsValue>;

    type Answer;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> Option<u16>;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Vec<u8>;
    #[wasm_bindgen(method, getter, js_name = traceId)]
    fn trace_id(this: &Answer) -> Option<String>;
    /// What `fetch` gave instead of a response.
    #[wasm_bindgen(method, getter)]
    fn wrong(this: &Answer) -> Option<String>;

    #[wasm_bindgen(catch)]
    async fn exchange(
        scope: &Scope,
        method: &str,
        url: &str,
        token: &str,
        body: Option<&str>,
        fetch: &Option<Function>,
    ) -> Result<JsValue, JsValue>;
    fn plain(checks: &JsValue, model: &str, answer: &Answer) -> JsValue;
    fn explain(cause: &JsValue, base_url: &str) -> String;
    pub fn tell(hook: &Function, event: JsValue) -> JsValue;
    #[wasm_bindgen(catch)]
    pub fn parse(bytes: &[u8]) -> Result<JsValue, JsValue>;
}

/// What a call comes to.
pub enum Sent {
    /// What the user gets.
    Plain(JsValue),
    /// The JSON text of it, or its bytes.
    Text(Vec<u8>),
    Nothing,
}

/// Sends the request until it succeeds or there is no more point, and gives what `wire::read` makes of the
/// reply; or the reply itself, where one of the checks takes it as it is.
pub async fn send(
    settings: &Settings,
    request: &Request,
    options: &CallOptions,
    checks: Option<&JsValue>,
) -> Result<Sent, JsValue> {
    let timeout_ms = options.timeout_ms.unwrap_or(settings.timeout_ms);
    let mut call = Call {
        settings,
        request,
        checks,
        scope: Scope::new(&options.signal, &options.stopped, timeout_ms),
        timeout_ms,
        attempts: 0,
        token: None,
    };
    let result = call.run(options.max_retries.unwrap_or(settings.max_retries)).await;
    call.scope.close();
    result
}

struct Call<'a> {
    settings: &'a Settings,
    request: &'a Request,
    checks: Option<&'a JsValue>,
    scope: Scope,
    timeout_ms: f64,
    /// How often the request has been sent.
    attempts: u32,
    /// What it was sent with the last time.
    token: Option<String>,
}

/// Why an attempt came to nothing.
struct Missed {
    failure: Failure,
    cause: JsValue,
}

impl From<Failure> for Missed {
    fn from(failure: Failure) -> Self {
        Missed { failure, cause: JsValue::UNDEFINED }
    }
}

impl Call<'_> {
    async fn run(&mut self, retries: f64) -> Result<Sent, JsValue> {
        let deadline = Date::now() + self.timeout_ms;
        // Whether the function for tokens is to know that its last one was refused; and whether it was told so.
        let (mut refused, mut renewed) = (false, false);
        self.still_wanted()?;
        loop {
            let missed = match self.attempt(refused).await {
                Ok(value) => return Ok(value),
                Err(missed) => missed,
            };
            self.still_wanted()?;
            let attempt = self.attempts.saturating_sub(1);
            let delay = if f64::from(attempt) >= retries {
                None
            } else if missed.failure.unknown_token {
                // Only a function can have another one, and it is asked for that once.
                refused = !renewed && matches!(self.settings.token, Token::Provider(_));
                renewed = true;
                refused.then_some(0.0)
            } else {
                refused = false;
                wire::delay(self.request.safety, &missed.failure, attempt, Math::random())
            };
            match delay {
                Some(delay) if Date::now() + delay < deadline => {
                    let slept = self.scope.sleep(delay).await;
                    self.still_wanted()?;
                    slept?;
                }
                _ => return Err(self.error(missed)),
            }
        }
    }

    /// Whether the user has not cancelled the call, and its time is not up.
    fn still_wanted(&self) -> Result<(), JsValue> {
        match self.scope.ended().as_str() {
            "aborted" => Err(self.scope.reason()),
            "timeout" => {
                let sent = self.attempts > 0;
                let how =
                    if sent { "; the server may have done it all the same" } else { "; nothing was sent" };
                let ms = wire::decimal(self.timeout_ms as u64);
                let failure = Failure::new(Class::Timeout, ["no answer within ", &ms, " ms", how].concat())
                    .with("timeoutMs", &ms)
                    .with("sent", if sent { "true" } else { "false" });
                Err(self.error(failure.into()))
            }
            _ => Ok(()),
        }
    }

    async fn attempt(&mut self, refused: bool) -> Result<Sent, Missed> {
        let token = self.token(refused).await?;
        self.token = Some(token);
        self.attempts += 1;
        self.tell(&self.settings.on_request, None, None);
        let started = Date::now();
        let Settings { base_url, fetch, .. } = self.settings;
        let Request { method, target, body, .. } = self.request;
        let url = [base_url, target.as_str()].concat();
        let token = self.token.as_deref().unwrap_or_default();
        let answer = exchange(&self.scope, method.as_str(), &url, token, body.as_deref(), fetch).await;
        let status = answer
            .as_ref()
            .ok()
            .and_then(|answer| answer.unchecked_ref::<Answer>().status())
            .filter(|status| *status != 0);
        self.tell(&self.settings.on_response, status, Some(Date::now() - started));
        let answer = answer
            .map_err(|cause| {
                let why = explain(&cause, &self.settings.base_url);
                Missed { failure: Failure::new(Class::Connection, ["no answer. ", &why].concat()), cause }
            })?
            .unchecked_into::<Answer>();
        if let Some(wrong) = answer.wrong() {
            return Err(Failure::response("", "a Response from fetch", &wrong).into());
        }
        let status = answer.status().unwrap_or_default();
        if let Some(value) = self.plain(status, &answer) {
            return Ok(Sent::Plain(value));
        }
        match wire::read(self.request, status, answer.body()) {
            Ok(text) => Ok(text.map_or(Sent::Nothing, Sent::Text)),
            Err(failure) => Err(match answer.trace_id() {
                Some(id) => failure.with_text("traceId", &id).into(),
                None => failure.into(),
            }),
        }
    }

    /// The reply, if it takes no more than a look to see that it is as declared, and all of it is of use.
    fn plain(&self, status: u16, answer: &Answer) -> Option<JsValue> {
        let (Reply::Value(Kind::Model(model)) | Reply::Page(Kind::Model(model), _)) = self.request.reply
        else {
            return None;
        };
        let checks = self.checks.filter(|_| (200..300).contains(&status))?;
        Some(plain(checks, model.name, answer)).filter(|value| !value.is_undefined())
    }

    /// Tells a hook of the attempt. No header, identifier or body is in it.
    fn tell(&self, hook: &Option<Function>, status: Option<u16>, duration_ms: Option<f64>) {
        let Some(hook) = hook else { return };
        let (method, path) = (self.request.method.as_str(), wire::quoted(&self.request.template));
        let attempt = wire::decimal(self.attempts.into());
        let mut event = ["{\"method\":\"", method, "\",\"path\":", &path, ",\"attempt\":", &attempt].concat();
        if let Some(status) = status {
            event += &[",\"status\":", &wire::decimal(status.into())].concat();
        }
        if let Some(duration_ms) = duration_ms {
            event += &[",\"durationMs\":", &wire::decimal(duration_ms as u64)].concat();
        }
        event.push('}');
        if let Ok(event) = parse(event.as_bytes()) {
            tell(hook, event);
        }
    }

    async fn token(&self, refused: bool) -> Result<String, Missed> {
        let tokens = match &self.settings.token {
            Token::Fixed(token) => return Ok(token.clone()),
            Token::Provider(tokens) => tokens,
        };
        let refused = self.token.as_deref().filter(|_| refused);
        let value = tokens.ask(&self.scope, refused).await.map_err(|cause| {
            let message = "no access token: the function that gives it failed, see cause";
            Missed { failure: Failure::new(Class::Authentication, message).with("status", "0"), cause }
        })?;
        token(&value).map_err(|wrong| {
            Failure::invalid("accessToken", "its result", "a token or the promise of one", &wrong).into()
        })
    }

    fn error(&self, Missed { mut failure, cause }: Missed) -> JsValue {
        if failure.class != Class::InvalidArgument {
            let (method, path) = (self.request.method.as_str(), &*self.request.template);
            failure.message = [method, " ", path, ": ", &failure.message].concat();
            failure = failure.with_text("method", method).with_text("path", path);
        }
        error(&failure, &cause, self.token.as_deref())
    }
}
