//! What is new in a list, again and again.

use std::vec::IntoIter;

use futures_util::stream;

use super::error::Error;
use super::items::{Items, unless};
use super::options::{CallOptions, WatchOptions};
use super::scope::Scope;
use crate::wire::Class;

/// A list whose newest come first: asked for so many of them, and what the id of one is.
pub trait Newest: 'static {
    type Report;
    fn newest(&self, limit: u64, call: CallOptions)
    -> impl Future<Output = Result<Vec<Self::Report>, Error>>;
    fn id(report: &Self::Report) -> i64;
}

/// What comes after that one, the oldest first; without one, what comes from now on. Ends with the signal.
pub fn watch<N: Newest>(list: N, after: Option<u64>, options: WatchOptions) -> Items<N::Report> {
    let (checked, pause) = (options.check(), options.pause());
    unless(checked, || {
        let scope = Scope::new(options.signal.into_iter().collect(), None).map_err(Error::thrown);
        let last = after.map(|id| id as i64);
        let watch = scope.map(|scope| Watch {
            list,
            scope,
            last,
            pause,
            fresh: Vec::new().into_iter(),
            asked: false,
        });
        Box::pin(stream::try_unfold(watch, |watch| async {
            let mut watch = watch?;
            Ok(watch.next().await?.map(|report| (report, Ok(watch))))
        }))
    })
}

struct Watch<N: Newest> {
    list: N,
    scope: Scope,
    last: Option<i64>,
    pause: f64,
    fresh: IntoIter<N::Report>,
    asked: bool,
}

impl<N: Newest> Watch<N> {
    async fn next(&mut self) -> Result<Option<N::Report>, Error> {
        while self.scope.ended().is_none() {
            if let Some(report) = self.fresh.next() {
                self.last = Some(N::id(&report));
                return Ok(Some(report));
            }
            if std::mem::replace(&mut self.asked, true) {
                self.scope.sleep(self.pause).await;
            }
            if self.scope.ended().is_none()
                && let Some(fresh) = self.ask().await?
            {
                match self.last {
                    None => self.last = Some(fresh.last().map_or(0, N::id)),
                    Some(_) => self.fresh = fresh.into_iter(),
                }
            }
        }
        Ok(None)
    }

    /// Nothing if that cannot be told just now. They are asked for at once, however many: from one page to the next some
    /// could come twice, or be lost.
    async fn ask(&self) -> Result<Option<Vec<N::Report>>, Error> {
        let mut limit = 100;
        loop {
            let call = CallOptions { signal: Some(self.scope.signal()), ..CallOptions::default() };
            let mut reports = match self.list.newest(limit, call).await {
                Ok(reports) => reports,
                Err(error) if self.passes(&error) => return Ok(None),
                Err(error) => return Err(error),
            };
            reports.retain(|report| self.last.is_none_or(|last| N::id(report) > last));
            if self.last.is_none() || (reports.len() as u64) < limit {
                reports.sort_by_key(N::id);
                return Ok(Some(reports));
            }
            limit *= 10;
        }
    }

    fn passes(&self, error: &Error) -> bool {
        let passing = [Class::Connection, Class::Timeout, Class::RateLimit, Class::Server];
        self.scope.ended().is_some() || error.class().is_some_and(|class| passing.contains(&class))
    }
}
