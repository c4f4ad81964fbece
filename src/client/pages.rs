//! Lists in pages.

use std::collections::BTreeSet;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use serde::de::DeserializeOwned;

use super::call::{Call, Decode, LocalFuture, Prepared};
use super::error::Error;
use super::homeserver::Client;
use super::options::CallOptions;
use super::send;
use crate::declare::{Paging, Reply};
use crate::wire::{Failure, Json, from_json};

/// A list: awaited it is its first page.
///
/// ```no_run
/// # async fn example(client: matrix_admin_sdk::Client) -> Result<(), matrix_admin_sdk::Error> {
/// use std::pin::pin;
/// use futures_util::TryStreamExt;
///
/// let first = client.users().list(None).await?;
/// let mut users = pin!(client.users().list(None).items());
/// while let Some(user) = users.try_next().await? {
///     println!("{}", user.name);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is sent before it is awaited"]
pub struct Pages<P, I> {
    call: Call<P>,
    item: PhantomData<fn() -> I>,
}

impl<P, I> Pages<P, I> {
    pub(crate) fn new(call: Call<P>) -> Self {
        Pages { call, item: PhantomData }
    }

    /// The same with options of its own, for each page.
    pub fn with(self, options: CallOptions) -> Self {
        Pages { call: self.call.with(options), ..self }
    }

    /// What is to be sent, for who reads the replies in a way of its own.
    pub(crate) fn prepared(self) -> Result<Prepared, Failure> {
        self.call.prepared()
    }
}

impl<P: DeserializeOwned + 'static, I: DeserializeOwned + 'static> Pages<P, I> {
    /// The pages, one after the other.
    pub fn pages(self) -> Listing<P> {
        Listing::new(self.call, |page, _| Ok(vec![from_json(page)?]))
    }

    /// Every item of every page.
    pub fn items(self) -> Listing<I> {
        Listing::new(self.call, |page, paging| {
            let items = Json::parse(page).ok().and_then(|page| page.get(paging.items));
            let text = items.map_or(&b"[]"[..], |items| items.text());
            Ok(from_json(text)?)
        })
    }
}

impl<P: Decode + 'static, I> IntoFuture for Pages<P, I> {
    type Output = Result<P, Error>;
    type IntoFuture = LocalFuture<Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        self.call.into_future()
    }
}

/// A stream over the pages of a list, or over what stands in them. A page is asked for when it is wanted.
pub struct Listing<T> {
    ready: std::vec::IntoIter<T>,
    read: fn(&[u8], &Paging) -> Result<Vec<T>, Error>,
    turn: Turn,
}

enum Turn {
    Rests(Box<Walk>),
    Asks(LocalFuture<Asked>),
    Over,
}

/// The text of a page, if there is one, and the way on from there.
type Asked = (Box<Walk>, Option<Result<Vec<u8>, Error>>);

/// The way from page to page.
struct Walk {
    client: Client,
    options: CallOptions,
    prepared: Option<Result<Prepared, Failure>>,
    paging: Option<Paging>,
    cursor: Option<String>,
    seen: BTreeSet<String>,
}

impl<T> Listing<T> {
    fn new<P>(call: Call<P>, read: fn(&[u8], &Paging) -> Result<Vec<T>, Error>) -> Self {
        let (client, options, prepared) = call.into_parts();
        let paging = match prepared.as_ref().map(|prepared| prepared.endpoint.reply) {
            Ok(Reply::Page(_, paging)) => Some(paging),
            _ => None,
        };
        let seen = BTreeSet::new();
        let walk = Walk { client, options, prepared: Some(prepared), paging, cursor: None, seen };
        Listing { ready: Vec::new().into_iter(), read, turn: Turn::Rests(Box::new(walk)) }
    }
}

impl Walk {
    /// The text of the next page; nothing behind the last one.
    async fn next(&mut self) -> Option<Result<Vec<u8>, Error>> {
        let page = match self.prepared.take()? {
            Ok(mut prepared) => {
                let page = self.page(&mut prepared).await;
                if let (Ok(page), Some(paging)) = (&page, self.paging)
                    && self.advance(page, &paging)
                {
                    self.prepared = Some(Ok(prepared));
                }
                page
            }
            Err(failure) => Err(failure.into()),
        };
        Some(page)
    }

    async fn page(&mut self, prepared: &mut Prepared) -> Result<Vec<u8>, Error> {
        self.options.check(prepared.endpoint.name)?;
        if let Some(cursor) = &self.cursor
            && !self.seen.insert(cursor.clone())
        {
            let at = self.paging.map_or("", |paging| paging.next);
            return Err(Failure::response(at, "a cursor not seen before", "that of an earlier page").into());
        }
        let request = prepared.request(self.cursor.as_deref())?;
        let received = send::send(&self.client, request, &self.options).await?;
        Ok(received.read()?.unwrap_or_default())
    }

    /// Whether there is a page behind this one.
    fn advance(&mut self, page: &[u8], paging: &Paging) -> bool {
        let Ok(page) = Json::parse(page) else { return false };
        let empty = page.get(paging.items).is_none_or(|items| items.items().next().is_none());
        let next = page.get(paging.next);
        self.cursor = next.map(|cursor| String::from_utf8_lossy(cursor.text()).into_owned());
        self.cursor.is_some() && (!empty || paging.sparse)
    }
}

impl<T: Unpin> Stream for Listing<T> {
    type Item = Result<T, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        loop {
            if let Some(item) = this.ready.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let mut asks = match std::mem::replace(&mut this.turn, Turn::Over) {
                Turn::Over => return Poll::Ready(None),
                Turn::Asks(asks) => asks,
                Turn::Rests(mut walk) => Box::pin(async move {
                    let page = walk.next().await;
                    (walk, page)
                }),
            };
            let Poll::Ready((walk, page)) = asks.as_mut().poll(context) else {
                this.turn = Turn::Asks(asks);
                return Poll::Pending;
            };
            let paging = walk.paging;
            let items = page.map(|page| {
                page.and_then(|page| match paging {
                    Some(paging) => (this.read)(&page, &paging),
                    None => Ok(Vec::new()),
                })
            });
            match items {
                Some(Ok(items)) => {
                    this.ready = items.into_iter();
                    this.turn = Turn::Rests(walk);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => {}
            }
        }
    }
}
