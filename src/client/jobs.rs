//! Jobs that the server goes on with after the call that began them.

use std::fmt;
use std::marker::PhantomData;

use js_sys::Date;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::call::{Arguments, Call, Decode, Decoding, Prepared};
use super::error::Error;
use super::homeserver::Client;
use super::options::{CallOptions, WaitOptions};
use super::scope::{End, Scope};
use super::send;
use crate::declare::{Endpoint, Reply, Tracking};
use crate::wire::{self, Class, Failure, from_json};

const FIRST_WAIT_MS: f64 = 250.0;
const LONGEST_WAIT_MS: f64 = 5_000.0;
/// A job that was just begun may not be known everywhere yet.
const UNKNOWN_FOR_MS: f64 = 10_000.0;

/// A job that the server goes on with after the call that began it. It survives a restart of the server, and can be
/// found again by its id.
///
/// ```no_run
/// # async fn example(client: matrix_admin_sdk::Client) -> Result<(), matrix_admin_sdk::Error> {
/// let job = client.room("!abc:example.com")?.delete(None).await?;
/// let deletion = job.wait(Default::default(), |so_far| println!("{}", so_far.status)).await?;
/// # Ok(())
/// # }
/// ```
pub struct Job<S> {
    client: Client,
    options: CallOptions,
    tracking: Tracking,
    id: String,
    status: PhantomData<fn() -> S>,
}

impl<S> Job<S> {
    pub(crate) fn new(client: &Client, options: &CallOptions, tracking: Tracking, id: String) -> Self {
        Job { client: client.clone(), options: options.clone(), tracking, id, status: PhantomData }
    }

    /// Keep it to find the job again.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Its id.
impl<S> fmt::Debug for Job<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Job").field(&self.id).finish()
    }
}

impl<S: Decode + DeserializeOwned> Job<S> {
    /// Asks how the job is now.
    pub fn status(&self) -> Call<S> {
        Call::new(&self.client, &self.options, self.tracking.status, Arguments::default().text(&self.id))
    }

    /// Waits for the job to be complete. Its failure is an error of [`Class::Job`], and one of [`Class::Timeout`] when it
    /// takes too long; the job itself goes on then. A server that cannot be reached for a while is waited for.
    pub async fn wait(&self, options: WaitOptions, mut on_progress: impl FnMut(&S)) -> Result<S, Error> {
        let read = |text: &[u8]| from_json(text).map_err(Error::from);
        let mut tell = |text: &[u8]| {
            on_progress(&read(text)?);
            Ok(())
        };
        read(&wait(&self.client, self.tracking, &self.id, options, &mut tell).await?)
    }
}

impl<S> Decode for Job<S> {
    fn decode(decoding: Decoding) -> Result<Self, Error> {
        let id: String = decoding.value()?;
        match decoding.reply() {
            Reply::Job(_, _, tracking) => Ok(Job::new(decoding.client(), decoding.options(), *tracking, id)),
            _ => Err(decoding.refused(Failure::response("", "a job", "something else"))),
        }
    }
}

/// What there is to know of how a job is.
#[derive(Deserialize)]
struct State {
    status: String,
    error: Option<String>,
}

/// Waits for a job; gives the JSON text of how it is, when it is complete, and tells it each time that the server was
/// asked.
pub(crate) async fn wait(
    client: &Client,
    tracking: Tracking,
    id: &str,
    options: WaitOptions,
    tell: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    options.check()?;
    let scope =
        Scope::new(options.signal.into_iter().collect(), options.timeout_ms).map_err(Error::thrown)?;
    let waited = complete(client, tracking, id, &scope, tell).await;
    match (waited, scope.ended()) {
        (Ok(text), _) => {
            scope.finish();
            Ok(text)
        }
        (_, Some(End::Aborted(reason))) => Err(Error::thrown(reason)),
        // That it has failed is known, and only why is not.
        (Err(error), Some(End::TimedOut)) if error.class() != Some(Class::Job) => {
            let ms = wire::decimal(options.timeout_ms.unwrap_or_default().into());
            let message = ["the job ", id, " has not ended within ", &ms, " ms; it goes on"].concat();
            let mut failure = Failure::new(Class::Timeout, message);
            failure.details.timeout_ms = options.timeout_ms;
            failure.details.sent = Some(true);
            Err(failure.into())
        }
        (error, _) => error,
    }
}

/// Asks how the job is until it is complete; an error also when the scope ends.
async fn complete(
    client: &Client,
    tracking: Tracking,
    id: &str,
    scope: &Scope,
    tell: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
) -> Result<Vec<u8>, Error> {
    let (begun, mut pause) = (Date::now(), FIRST_WAIT_MS);
    let options = CallOptions { signal: Some(scope.signal()), ..CallOptions::default() };
    loop {
        if let Some(text) = poll(client, tracking.status, id, &options, begun).await? {
            tell(&text)?;
            let state: State = from_json(&text)?;
            match &*state.status {
                "complete" => return Ok(text),
                "failed" | "cancelled" => {
                    return Err(failed(client, tracking.tasks, id, &options, &text, state).await);
                }
                _ => {}
            }
        }
        scope.sleep(pause).await;
        if scope.ended().is_some() {
            return Err(Failure::new(Class::Timeout, "").into());
        }
        pause = (2.0 * pause).min(LONGEST_WAIT_MS);
    }
}

/// How the job is; nothing if that cannot be told just now, which says nothing of the job.
async fn poll(
    client: &Client,
    status: &'static Endpoint,
    id: &str,
    options: &CallOptions,
    begun: f64,
) -> Result<Option<Vec<u8>>, Error> {
    match text(client, status, vec![Some(wire::quoted(id))], options).await {
        Ok(text) => Ok(Some(text)),
        Err(error) => match error.class() {
            Some(Class::Connection | Class::RateLimit | Class::Server | Class::Timeout) => Ok(None),
            Some(Class::NotFound) if Date::now() - begun < UNKNOWN_FOR_MS => Ok(None),
            _ => Err(error),
        },
    }
}

async fn text(
    client: &Client,
    endpoint: &'static Endpoint,
    texts: Vec<Option<String>>,
    options: &CallOptions,
) -> Result<Vec<u8>, Error> {
    let request = Prepared { endpoint, texts }.request(None)?;
    let received = send::send(client, request, options).await?;
    Ok(received.read()?.unwrap_or_default())
}

/// A task of the server.
#[derive(Deserialize)]
struct Task {
    id: String,
    error: Option<String>,
}

async fn failed(
    client: &Client,
    tasks: &'static Endpoint,
    id: &str,
    options: &CallOptions,
    status: &[u8],
    State { status: state, error }: State,
) -> Error {
    let reason = match error {
        Some(error) => Some(error),
        // Of room deletions only the list of tasks has the reason.
        None => {
            let tasks = text(client, tasks, vec![None], options).await.unwrap_or_default();
            let tasks: Vec<Task> = from_json(&tasks).unwrap_or_default();
            tasks.into_iter().find(|task| task.id == id).and_then(|task| task.error)
        }
    };
    let reason = reason.as_deref().unwrap_or("the server does not say why");
    let verb = if state == "cancelled" { " was " } else { " has " };
    let mut failure = Failure::new(Class::Job, ["the job ", id, verb, &state, ": ", reason].concat());
    failure.details.job = Some(id.to_owned());
    match from_json(status) {
        Ok(status) => Error::of_job(failure, status),
        Err(_) => failure.into(),
    }
}
