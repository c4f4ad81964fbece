//! The one loop that every call goes through.

use gloo_net::http::{Method as Verb, RequestBuilder};
use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{AbortSignal, RequestCredentials, RequestRedirect};

use super::error::with_cause;
use super::options::{CallOptions, Settings, Token, token};
use crate::declare::Method;
use crate::wire::{self, Class, Failure, Request};

#[wasm_bindgen(module = "/src/js/transport.js")]
extern "C" {
    type Scope;
    #[wasm_bindgen(constructor)]
    fn new(signal: &JsValue, timeout_ms: f64) -> Scope;
    #[wasm_bindgen(method, getter)]
    fn signal(this: &Scope) -> AbortSignal;
    #[wasm_bindgen(method, getter)]
    fn ended(this: &Scope) -> String;
    #[wasm_bindgen(method, getter)]
    fn reason(this: &Scope) -> JsValue;
    #[wasm_bindgen(method, catch)]
    async fn sleep(this: &Scope, ms: f64) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(method)]
    fn close(this: &Scope);

    type Answer;
    #[wasm_bindgen(method, getter)]
    fn status(this: &Answer) -> u16;
    #[wasm_bindgen(method, getter)]
    fn body(this: &Answer) -> Vec<u8>;
    #[wasm_bindgen(method, getter, js_name = traceId)]
    fn trace_id(this: &Answer) -> Option<String>;

    #[wasm_bindgen(catch)]
    async fn ask(scope: &Scope, provider: &Function) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    async fn exchange(
        scope: &Scope,
        request: &web_sys::Request,
        fetch: &Option<Function>,
    ) -> Result<JsValue, JsValue>;
    #[wasm_bindgen(catch)]
    fn parse(bytes: &[u8]) -> Result<JsValue, JsValue>;
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

/// Sends the request until it succeeds or there is no more point, and gives what the call resolves to.
pub async fn send(settings: &Settings, request: &Request, options: &CallOptions) -> Result<JsValue, JsValue> {
    let timeout_ms = options.timeout_ms.unwrap_or(settings.timeout_ms);
    let call = Call {
        settings,
        request,
        scope: Scope::new(&options.signal, timeout_ms),
        timeout_ms,
        retries: options.max_retries.unwrap_or(settings.max_retries),
    };
    let result = call.attempts().await;
    call.scope.close();
    result
}

struct Call<'a> {
    settings: &'a Settings,
    request: &'a Request,
    scope: Scope,
    timeout_ms: f64,
    retries: u32,
}

impl Call<'_> {
    async fn attempts(&self) -> Result<JsValue, JsValue> {
        let deadline = js_sys::Date::now() + self.timeout_ms;
        let mut sent = false;
        let mut attempt = 0;
        self.ended(sent)?;
        loop {
            let missed = match self.attempt(&mut sent).await {
                Ok(value) => return Ok(value),
                Err(missed) => missed,
            };
            self.ended(sent)?;
            let delay = (attempt < self.retries)
                .then(|| wire::delay(self.request.safety, &missed.failure, attempt, js_sys::Math::random()))
                .flatten()
                .filter(|delay| js_sys::Date::now() + delay < deadline);
            let Some(delay) = delay else { return Err(self.error(missed.failure, &missed.cause)) };
            if self.scope.sleep(delay).await.is_err() {
                self.ended(sent)?;
            }
            attempt += 1;
        }
    }

    /// The error of a call that was ended from outside.
    fn ended(&self, sent: bool) -> Result<(), JsValue> {
        match self.scope.ended().as_str() {
            "aborted" => Err(self.scope.reason()),
            "timeout" => {
                let how =
                    if sent { "; the server may have done it all the same" } else { "; nothing was sent" };
                let ms = (self.timeout_ms as u64).to_string();
                let message = ["no answer within ", &ms, " ms", how].concat();
                let failure = Failure::new(Class::Timeout, message)
                    .with("timeoutMs", &ms)
                    .with("sent", if sent { "true" } else { "false" });
                Err(self.error(failure, &JsValue::UNDEFINED))
            }
            _ => Ok(()),
        }
    }

    async fn attempt(&self, sent: &mut bool) -> Result<JsValue, Missed> {
        let request = self.build(&self.token().await?)?;
        *sent = true;
        let answer = exchange(&self.scope, &request, &self.settings.fetch).await.map_err(|cause| Missed {
            failure: Failure::new(
                Class::Connection,
                "no answer. Is the address right, the server up and its certificate valid? In a browser, is this \
                 path let through by the proxy, with CORS headers?",
            ),
            cause,
        })?;
        let answer = answer.unchecked_into::<Answer>();
        let text =
            wire::read(self.request, answer.status(), answer.body()).map_err(|failure| {
                match answer.trace_id() {
                    Some(id) => failure.with_text("traceId", &id),
                    None => failure,
                }
            })?;
        match text {
            None => Ok(JsValue::UNDEFINED),
            Some(text) => parse(&text)
                .map_err(|cause| Missed { failure: Failure::response("", "JSON", "malformed JSON"), cause }),
        }
    }

    async fn token(&self) -> Result<String, Missed> {
        let value = match &self.settings.token {
            Token::Fixed(token) => return Ok(token.clone()),
            Token::Provider(provider) => ask(&self.scope, provider).await.map_err(|cause| Missed {
                failure: Failure::refused("accessToken", "the function threw; see cause"),
                cause,
            })?,
        };
        token(value).map_err(|wrong| Failure::invalid("accessToken", "its result", "a token", wrong).into())
    }

    fn build(&self, token: &str) -> Result<web_sys::Request, Missed> {
        let url = [&self.settings.base_url, self.request.target.as_str()].concat();
        let verb = match self.request.method {
            Method::Get => Verb::GET,
            Method::Post => Verb::POST,
            Method::Put => Verb::PUT,
            Method::Delete => Verb::DELETE,
        };
        let builder = RequestBuilder::new(&url)
            .method(verb)
            .header("Authorization", &["Bearer ", token].concat())
            .credentials(RequestCredentials::Omit)
            .redirect(RequestRedirect::Manual)
            .abort_signal(Some(&self.scope.signal()));
        let request = match &self.request.body {
            Some(body) => builder.header("Content-Type", "application/json").body(body.as_str()),
            None => builder.build(),
        };
        let failed = |error: gloo_net::Error| Failure::refused("request", &error.to_string());
        Ok(request.map_err(failed)?.into())
    }

    fn error(&self, failure: Failure, cause: &JsValue) -> JsValue {
        if failure.class == Class::InvalidArgument {
            return with_cause(&failure, cause);
        }
        let (method, path) = (self.request.method.as_str(), &*self.request.template);
        let message = [method, " ", path, ": ", &failure.message].concat();
        let mut failure = failure.with_text("method", method).with_text("path", path);
        failure.message = message;
        with_cause(&failure, cause)
    }
}
