//! Many at once, with what became of each.

use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::call::{Call, Prepared};
use super::error::Error;
use super::homeserver::Client;
use super::jobs::wait;
use super::options::{BulkOptions, CallOptions, DEFAULT_CONCURRENCY, WaitOptions};
use super::pace::Pace;
use super::scope::{End, Scope};
use super::send::{Received, send};
use crate::declare::Reply;
use crate::wire::{Class, from_json};

/// What became of many items. Hand those of `failed` and `rest` in again to go on.
#[must_use = "what failed is told here alone"]
#[derive(Debug)]
pub struct Bulk<T, V> {
    /// What succeeded, in the order in which it ended; empty without `keep_values`.
    pub done: Vec<(T, V)>,
    /// What failed, and why.
    pub failed: Vec<(T, Error)>,
    /// What was not begun.
    pub rest: Vec<T>,
    /// Why the items ended before their time, if they come from where that can be.
    pub broken: Option<Error>,
}

/// How far it is.
#[derive(Debug)]
pub struct BulkProgress<'a, T> {
    /// What has just ended.
    pub item: &'a T,
    /// Why it failed, if it did.
    pub error: Option<&'a Error>,
    /// How many have succeeded.
    pub done: usize,
    /// How many have failed.
    pub failed: usize,
    /// How many there are, where that is known.
    pub total: Option<usize>,
}

/// What a method does to each of many.
pub struct Many {
    pub items: Vec<String>,
    /// How many at once, unless the user says so.
    pub at_once: u32,
    /// Whether a job that fails is begun once more.
    pub again: bool,
    call: Each,
    nothing: &'static [&'static str],
}

/// The call to make for an item.
type Each = Box<dyn Fn(String) -> Result<Prepared, Error>>;

/// What the call for an item has come to.
pub enum Outcome {
    Reply(Box<Received>),
    /// The JSON text of how the job is, which is complete.
    Job(Vec<u8>),
    /// There was nothing to do.
    Nothing,
}

impl Many {
    pub fn new<T>(items: Vec<String>, call: impl Fn(String) -> Result<Call<T>, Error> + 'static) -> Self {
        let call = Box::new(move |item| Ok(call(item)?.prepared()?));
        Many { items, call, at_once: DEFAULT_CONCURRENCY, again: true, nothing: &[] }
    }

    /// One after the other, unless the user says otherwise.
    pub fn one_by_one(self) -> Self {
        Many { at_once: 1, ..self }
    }

    /// How what the server says begins where there is nothing to do, which is no failure.
    pub fn unless_it_says(self, nothing: &'static [&'static str]) -> Self {
        Many { nothing, ..self }
    }

    /// Does it to an item.
    pub async fn done_to(
        &self,
        item: String,
        client: &Client,
        options: CallOptions,
    ) -> Result<Outcome, Error> {
        let mut prepared = (self.call)(item)?;
        let mut again = self.again;
        loop {
            let received = match send(client, prepared.request(None)?, &options).await {
                Err(error) if self.is_nothing(&error) => return Ok(Outcome::Nothing),
                received => received?,
            };
            let Reply::Job(_, _, tracking) = prepared.endpoint.reply else {
                return Ok(Outcome::Reply(Box::new(received)));
            };
            let id: String = from_json(&received.read()?.unwrap_or_default())?;
            let waiting = WaitOptions { signal: options.signal.clone(), ..WaitOptions::default() };
            match wait(client, tracking, &id, waiting, &mut |_| Ok(())).await {
                Err(error) if again && has_failed(&error) => again = false,
                text => return Ok(Outcome::Job(text?)),
            }
        }
    }

    fn is_nothing(&self, error: &Error) -> bool {
        error.error().is_some_and(|text| self.nothing.iter().any(|nothing| text.starts_with(nothing)))
    }
}

/// Whether it is a job that failed; one that was cancelled stays so.
fn has_failed(error: &Error) -> bool {
    error.class() == Some(Class::Job)
        && error
            .job_status()
            .and_then(|status| status.get("status"))
            .is_none_or(|status| status.text() != "\"cancelled\"")
}

/// Items that are there already.
struct Items(std::vec::IntoIter<String>);

impl Stream for Items {
    type Item = Result<String, Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.get_mut().0.next().map(Ok))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }
}

impl Client {
    /// Does something to many items, some at a time, and goes on when one of them fails. The options that it hands out are for
    /// the calls that are made for an item: with them, all hold back when the server tells one to wait, and end with the
    /// signal. Beware of a list that gets shorter by what is done, as one of accounts that are not deactivated does by
    /// deactivating: the rest moves up, and some of it is passed over. Collect such a list before.
    ///
    /// ```no_run
    /// # async fn example(client: matrix_admin_sdk::Client) -> Result<(), matrix_admin_sdk::Error> {
    /// let spam = matrix_admin_sdk::UserListParams { name: Some("spam".into()), ..Default::default() };
    /// let users = client.users().list(spam).items();
    /// let run = client.bulk(
    ///     users,
    ///     async |user, call| client.user(&*user.name)?.suspend(true).with(call).await,
    ///     Default::default(),
    ///     |so_far| println!("{} suspended", so_far.done),
    /// );
    /// for (user, error) in run.await?.failed {
    ///     println!("{}: {error}", user.name);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub async fn bulk<T, V>(
        &self,
        items: impl Stream<Item = Result<T, Error>>,
        each: impl AsyncFn(&T, CallOptions) -> Result<V, Error>,
        options: BulkOptions,
        on_progress: impl FnMut(BulkProgress<'_, T>),
    ) -> Result<Bulk<T, V>, Error> {
        options.check("bulk")?;
        let total = match items.size_hint() {
            (least, Some(most)) if least == most => Some(most),
            _ => None,
        };
        let items = pin!(items);
        // Whether what is waited for, items and what is done to them, has had its time to end with the scope.
        let (items, over, stopped) = (RefCell::new(items), Cell::new(false), Cell::new(false));
        let next = async || {
            let item = poll_fn(|context| match over.get() {
                true => Poll::Ready(None),
                false => match items.borrow_mut().as_mut().poll_next(context) {
                    Poll::Pending if stopped.get() => Poll::Ready(None),
                    item => item,
                },
            });
            let item = item.await.transpose();
            over.set(!matches!(item, Ok(Some(_))));
            item
        };

        let scope = Scope::new(options.signal.iter().cloned().collect(), None).map_err(Error::thrown)?;
        Pace::set(&scope.signal(), options.signal.as_ref());
        let bulk = RefCell::new(Bulk { done: vec![], failed: vec![], rest: vec![], broken: None });
        let (count, on_progress) = (Cell::new(0), RefCell::new(on_progress));
        let work = async |item: T| {
            let call = CallOptions { signal: Some(scope.signal()), ..CallOptions::default() };
            let result = {
                let mut each = pin!(each(&item, call));
                let result = poll_fn(|context| match (each.as_mut().poll(context), scope.ended()) {
                    (Poll::Pending, Some(End::Aborted(reason))) if stopped.get() => {
                        Poll::Ready(Err(Error::thrown(reason)))
                    }
                    (result, _) => result,
                });
                result.await
            };
            let mut bulk = bulk.borrow_mut();
            count.set(count.get() + usize::from(result.is_ok()));
            let failed = bulk.failed.len() + usize::from(result.is_err());
            let error = result.as_ref().err();
            on_progress.borrow_mut()(BulkProgress { item: &item, error, done: count.get(), failed, total });
            match result {
                Ok(value) if options.keep_values != Some(false) => bulk.done.push((item, value)),
                Ok(_) => {}
                Err(error) => bulk.failed.push((item, error)),
            }
        };
        let worker = async || {
            while scope.ended().is_none() {
                match next().await {
                    Ok(Some(item)) if scope.ended().is_some() => bulk.borrow_mut().rest.push(item),
                    Ok(Some(item)) => work(item).await,
                    Ok(None) => return,
                    // With the waiting for them, the items have not ended.
                    Err(error) => {
                        bulk.borrow_mut().broken = scope.ended().is_none().then_some(error);
                        return;
                    }
                }
            }
        };
        let mut workers: Vec<_> = (0..options.workers()).map(|_| Box::pin(worker())).collect();
        let mut end = pin!(scope.over());
        poll_fn(|context| {
            if !stopped.get() {
                stopped.set(end.as_mut().poll(context).is_ready());
            }
            workers.retain_mut(|worker| worker.as_mut().poll(context).is_pending());
            if workers.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        drop(workers);
        scope.finish();
        let mut bulk = bulk.into_inner();
        // What is there already is not begun any more.
        let mut context = Context::from_waker(Waker::noop());
        while !over.get()
            && let Poll::Ready(Some(Ok(item))) = items.borrow_mut().as_mut().poll_next(&mut context)
        {
            bulk.rest.push(item);
        }
        Ok(bulk)
    }

    pub(crate) async fn many<V: DeserializeOwned>(
        &self,
        mut many: Many,
        options: BulkOptions,
        on_progress: impl FnMut(BulkProgress<'_, String>),
    ) -> Result<Bulk<String, V>, Error> {
        let options = BulkOptions { concurrency: options.concurrency.or(Some(many.at_once)), ..options };
        let items = Items(std::mem::take(&mut many.items).into_iter());
        let each = async |item: &String, options| {
            let text = match many.done_to(item.clone(), self, options).await? {
                Outcome::Reply(received) => received.read()?.unwrap_or_default(),
                Outcome::Job(text) => text,
                Outcome::Nothing => b"null".to_vec(),
            };
            Ok(from_json(&text)?)
        };
        self.bulk(items, each, options, on_progress).await
    }
}
