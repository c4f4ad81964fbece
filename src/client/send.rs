//! The one loop that every call goes through.

use std::cell::Cell;

use js_sys::{Date, Function, Math};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use super::error::Error;
use super::guard;
use super::homeserver::Client;
use super::hooks::tell;
use super::http::{self, Answer, Arriving, Bytes, Destination, Missed, Sent, Told};
use super::options::{CallOptions, Settings, Token, type_name, unusable};
use super::pace::Pace;
use super::scope::{End, Scope};
use crate::declare::Reply;
use crate::wire::{self, Class, Details, Failure, Request};

/// How many redirects a download follows.
const MOST_REDIRECTS: u32 = 5;

/// A reply of success.
pub struct Received {
    pub request: Request,
    answer: Answer,
    read: Cell<Read>,
    token: String,
    on_mismatch: Option<Function>,
}

/// What `wire::read` makes of a reply.
type Read = Result<Option<Vec<u8>>, Failure>;

/// Whether it is plain to see that a reply is as declared, so that it need not be read.
pub type Look<'a> = &'a dyn Fn(&Request, &Bytes) -> bool;

impl Received {
    pub fn status(&self) -> u16 {
        self.answer.status
    }

    pub fn body(&self) -> &Bytes {
        &self.answer.body
    }

    /// The JSON text that the call resolves to, or the bytes; had once. Where the user wants to be told of a reply that
    /// is not as declared, it is what the server sent.
    pub fn read(&self) -> Result<Option<Vec<u8>>, Error> {
        let error = match self.read.replace(Ok(None)) {
            Ok(text) => return Ok(text),
            Err(failure) => self.refused(failure),
        };
        let Some(hook) = &self.on_mismatch else { return Err(error) };
        let Some(text) = wire::as_sent(&self.request, self.status(), self.body().to_vec()) else {
            return Err(error);
        };
        tell(hook, &error.into_mismatch());
        Ok(text)
    }

    /// The error of a reply that is not what it has to be.
    pub fn refused(&self, mut failure: Failure) -> Error {
        failure.details.trace_id = self.answer.told().trace_id;
        Error::of_call(&self.request, failure, JsValue::UNDEFINED, Some(&self.token))
    }
}

/// Sends the request until it succeeds or there is no more point.
pub fn send(
    client: &Client,
    request: Request,
    options: &CallOptions,
) -> impl Future<Output = Result<Received, Error>> {
    send_and_look(client, request, options, &|_, _| false)
}

/// The same; nothing is read where the look is enough.
pub async fn send_and_look(
    client: &Client,
    request: Request,
    options: &CallOptions,
    look: Look<'_>,
) -> Result<Received, Error> {
    let settings = client.settings();
    let timeout_ms = options.timeout_ms.unwrap_or(settings.timeout_ms);
    guard::allow(client, &request, options).await?;
    let pace = Pace::of(options.signal.as_ref());
    if let Some(pace) = &pace {
        pace.wait(&Scope::new(options.signals(), None).map_err(Error::thrown)?).await;
    }
    let scope = Scope::new(options.signals(), Some(timeout_ms)).map_err(Error::thrown)?;
    let mut call = Call {
        client,
        request: &request,
        look,
        scope,
        timeout_ms,
        attempts: 0,
        doubtful: false,
        token: None,
        under_mas: false,
        pace,
    };
    let result = call.run(options.max_retries.unwrap_or(settings.max_retries)).await;
    call.scope.finish();
    let status = result.as_ref().map_or_else(Error::status, |(answer, _)| Some(answer.status));
    call.ended(status, result.as_ref().err());
    let token = call.token.take().unwrap_or_default();
    drop(call);
    let (answer, read) = result?;
    let (read, on_mismatch) = (Cell::new(read), settings.on_mismatch.clone());
    Ok(Received { answer, read, token, request, on_mismatch })
}

struct Call<'a> {
    client: &'a Client,
    request: &'a Request,
    look: Look<'a>,
    scope: Scope,
    timeout_ms: u32,
    /// How often the request has been sent.
    attempts: u32,
    /// Whether one of those that failed may have changed something.
    doubtful: bool,
    /// What it was sent with the last time.
    token: Option<String>,
    /// Whether it was sent as Matrix Authentication Service wants it.
    under_mas: bool,
    /// What it holds back with others.
    pace: Option<Pace>,
}

/// Why an attempt came to nothing.
struct Vain {
    failure: Failure,
    cause: JsValue,
}

impl From<Failure> for Vain {
    fn from(failure: Failure) -> Self {
        Vain { failure, cause: JsValue::UNDEFINED }
    }
}

/// One that is dropped half way was cancelled.
impl Drop for Call<'_> {
    fn drop(&mut self) {
        self.ended(None, Some(&Error::thrown(JsValue::UNDEFINED)));
    }
}

impl Call<'_> {
    /// Tells of a change that was sent, once.
    fn ended(&mut self, status: Option<u16>, error: Option<&Error>) {
        if std::mem::take(&mut self.attempts) > 0 {
            guard::changed(self.client, self.request, status, error, self.doubtful);
        }
    }

    async fn run(&mut self, retries: u32) -> Result<(Answer, Read), Error> {
        let deadline = Date::now() + f64::from(self.timeout_ms);
        // Whether the function for tokens is to know that its last one was refused; and whether it was told so.
        let (mut refused, mut renewed) = (false, false);
        self.still_wanted()?;
        loop {
            let vain = match self.attempt(refused).await {
                Ok(reply) => return Ok(reply),
                Err(vain) => vain,
            };
            self.still_wanted()?;
            self.doubtful |= guard::maybe(vain.failure.class);
            let attempt = self.attempts.saturating_sub(1);
            let delay = if self.learns(&vain.failure) {
                Some(0.0)
            } else if attempt >= retries {
                None
            } else if vain.failure.unknown_token {
                // Only a function can have another one, and it is asked for that once.
                refused = !renewed && matches!(self.client.settings().token, Token::Provider(_));
                renewed = true;
                refused.then_some(0.0)
            } else {
                refused = false;
                wire::delay(self.request.safety, &vain.failure, attempt, Math::random())
            };
            if let (Class::RateLimit, Some(pace)) = (vain.failure.class, &self.pace) {
                let retry_after = vain.failure.details.retry_after_ms.unwrap_or_default();
                pace.hold(delay.unwrap_or(retry_after as f64));
            }
            match delay {
                Some(delay) if Date::now() + delay < deadline => {
                    self.scope.sleep(delay).await;
                    self.still_wanted()?;
                }
                _ => return Err(self.error(vain)),
            }
        }
    }

    /// Whether it is the refusal of a server under Matrix Authentication Service, which is asked otherwise from then on.
    fn learns(&self, failure: &Failure) -> bool {
        let Some((name, _)) = self.request.mas_query.and_then(|query| query.split_once('=')) else {
            return false;
        };
        let Details { errcode, error, .. } = &*failure.details;
        let refused = !self.under_mas
            && errcode.as_deref() == Some("M_INVALID_PARAM")
            && error.as_deref().is_some_and(|error| error.split(' ').any(|word| word == name));
        if refused {
            self.client.learn_mas(true);
        }
        refused
    }

    /// Whether the user has not cancelled the call, and its time is not up.
    fn still_wanted(&self) -> Result<(), Error> {
        match self.scope.ended() {
            Some(End::Aborted(reason)) => Err(Error::thrown(reason)),
            Some(End::TimedOut) => {
                let failure = overdue(self.timeout_ms, " ms", self.attempts > 0);
                Err(self.error(failure.into()))
            }
            None => Ok(()),
        }
    }

    async fn attempt(&mut self, refused: bool) -> Result<(Answer, Read), Vain> {
        let token = self.token(refused).await?;
        self.attempts += 1;
        let Settings { base_url, on_request, on_response, .. } = self.client.settings();
        self.tell(on_request, None, None);
        let started = Date::now();
        let Request { target, mas_query, .. } = self.request;
        self.under_mas = self.client.is_mas();
        let more = match mas_query {
            Some(query) if self.under_mas => [if target.contains('?') { "&" } else { "?" }, query],
            _ => ["", ""],
        };
        let to = Destination::new([base_url, target.as_str(), &more.concat()].concat(), &token);
        let exchanged = self.exchange(to).await;
        self.token = Some(token);
        let status = exchanged.as_ref().ok().map(|answer| answer.status).filter(|status| *status != 0);
        let took = Date::now() - started;
        self.tell(on_response, status, Some(took));
        let answer = exchanged.map_err(|missed| self.missed(missed, took))?;
        let success = (200..300).contains(&answer.status);
        if success && (self.look)(self.request, &answer.body) {
            return Ok((answer, Ok(None)));
        }
        let mut body = answer.body.to_vec();
        if !success {
            body = self.request.redacted(&body, self.token.as_deref().unwrap_or_default());
        }
        match wire::read(self.request, answer.status, body) {
            Err(mut failure) if !success || failure.cut_off => {
                let Told { trace_id, retry_after } = answer.told();
                failure.details.trace_id = trace_id;
                if matches!(answer.status, 429 | 503) && failure.details.retry_after_ms.is_none() {
                    failure.details.retry_after_ms = retry_after.and_then(|text| until(&text));
                }
                Err(failure.into())
            }
            read => Ok((answer, read)),
        }
    }

    /// The whole answer; that to a download from where redirects lead.
    async fn exchange(&self, mut to: Destination<'_>) -> Result<Answer, Missed> {
        let Request { method, body, reply, .. } = self.request;
        let mut redirects = if matches!(reply, Reply::Bytes) { MOST_REDIRECTS } else { 0 };
        loop {
            let fetch = self.client.settings().fetch.as_ref();
            let sent = http::fetch(&self.scope.signal(), method.as_str(), &to, body.as_deref(), fetch);
            let answer = self.answer(sent).await?;
            if redirects == 0 {
                return Ok(answer);
            }
            redirects -= 1;
            match to.after(&answer) {
                Some(next) => to = next,
                None => return Ok(answer),
            }
        }
    }

    /// The whole answer, unless the scope ends before.
    async fn answer(&self, sent: Result<Sent, JsValue>) -> Result<Answer, Missed> {
        let over = Err(JsValue::UNDEFINED);
        let sent = sent?;
        let response = self.scope.race(&sent.promise).await.unwrap_or(over.clone())?;
        let arriving = Arriving::new(response)?;
        let buffer = self.scope.race(&arriving.body).await.unwrap_or(over)?;
        drop(sent);
        Ok(arriving.complete(&buffer)?)
    }

    fn missed(&self, missed: Missed, took: f64) -> Vain {
        match missed {
            // Why is told by the scope.
            Missed::Thrown(_) if self.scope.ended().is_some() => Failure::new(Class::Timeout, "").into(),
            Missed::Thrown(cause) => {
                if let Some(limit) = http::limit(&cause) {
                    let how = [" ms: fetch itself gave up (", &limit, ")"].concat();
                    return Vain { failure: overdue(took as u32, &how, true), cause };
                }
                let why = http::explain(&cause, &self.client.settings().base_url);
                Vain { failure: Failure::new(Class::Connection, ["no answer. ", &why].concat()), cause }
            }
            Missed::Wrong(wrong) => Failure::response("", "a Response from fetch", wrong).into(),
        }
    }

    /// Tells a hook of the attempt. No header or body is in it.
    fn tell(&self, hook: &Option<Function>, status: Option<u16>, duration_ms: Option<f64>) {
        let Some(hook) = hook else { return };
        let attempt = Attempt {
            method: self.request.method.as_str(),
            path: &self.request.template,
            attempt: self.attempts,
        };
        let event = Event { attempt, status, duration_ms: duration_ms.map(|ms| ms as u32) };
        if let Ok(event) = event.serialize(&Serializer::json_compatible()) {
            tell(hook, &event);
        }
    }

    async fn token(&self, refused: bool) -> Result<String, Vain> {
        let tokens = match &self.client.settings().token {
            Token::Fixed(token) => return Ok(token.clone()),
            Token::Provider(tokens) => tokens,
        };
        let refused = self.token.as_deref().filter(|_| refused);
        // Why it ended is told by the scope.
        let Some(asked) = tokens.ask(&self.scope, refused).await else {
            return Err(Failure::new(Class::Timeout, "").into());
        };
        let value = asked.map_err(|cause| {
            let message = "no access token: the function that gives it failed, see cause";
            let mut failure = Failure::new(Class::Authentication, message);
            failure.details.status = Some(0);
            Vain { failure, cause }
        })?;
        let wrong = |received: &str| {
            Failure::invalid("accessToken", "its result", "a token or the promise of one", received).into()
        };
        let token = value.as_string().ok_or_else(|| wrong(&type_name(&value)))?;
        match unusable(&token) {
            Some(received) => Err(wrong(received)),
            None => Ok(token),
        }
    }

    fn error(&self, Vain { failure, cause }: Vain) -> Error {
        Error::of_call(self.request, failure, cause, self.token.as_deref())
    }
}

fn overdue(ms: u32, how: &str, sent: bool) -> Failure {
    let done = if sent { "; the server may have done it all the same" } else { "; nothing was sent" };
    let message = ["no answer within ", &wire::decimal(ms.into()), how, done].concat();
    let mut failure = Failure::new(Class::Timeout, message);
    failure.details.timeout_ms = Some(ms);
    failure.details.sent = Some(sent);
    failure
}

/// How long it is until then, in ms: seconds, or a date.
fn until(retry_after: &str) -> Option<u64> {
    if let Ok(seconds) = retry_after.trim().parse::<u32>() {
        return Some(u64::from(seconds) * 1_000);
    }
    let ms = Date::parse(retry_after) - Date::now();
    (ms > 0.0).then_some(ms as u64)
}

/// An attempt that begins.
#[derive(Serialize)]
struct Attempt<'a> {
    method: &'a str,
    path: &'a str,
    attempt: u32,
}

/// What hooks are told.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event<'a> {
    #[serde(flatten)]
    attempt: Attempt<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    duration_ms: Option<u32>,
}
