//! What is new in a list, again and again.

use std::vec::IntoIter;

use futures_util::stream;

use super::error::Error;
use super::items::{Items, unless};
use super::options::{CallOptions, WatchOptions};
use super::scope::Scope;
use crate::wire::Class;

/// A list whose newest come first: asked for so many of them, what the id of one is, and when it came.
pub trait Newest: 'static {
    type Report;
    fn newest(&self, limit: u64, call: CallOptions)
    -> impl Future<Output = Result<Vec<Self::Report>, Error>>;
    fn id(report: &Self::Report) -> i64;
    fn received_ts(report: &Self::Report) -> i64;
}

/// What comes after that one, the oldest first; without one, what comes from now on. Ends with the signal.
pub fn watch<N: Newest>(list: N, after: Option<u64>, options: WatchOptions) -> Items<N::Report> {
    let (checked, pause) = (options.check(), options.pause());
    unless(checked, || {
        let scope = Scope::new(options.signal.into_iter().collect(), None).map_err(Error::thrown);
        let known = Known { id: after.map(|id| id as i64), received_ts: None };
        let watch = scope.map(|scope| Watch {
            list,
            scope,
            known,
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
    known: Known,
    pause: f64,
    fresh: IntoIter<N::Report>,
    asked: bool,
}

/// What has been told, and more. When it came tells those that have the id of one that was deleted: a server that restarts
/// gives it again.
#[derive(Clone, Copy)]
struct Known {
    id: Option<i64>,
    received_ts: Option<i64>,
}

impl<N: Newest> Watch<N> {
    async fn next(&mut self) -> Result<Option<N::Report>, Error> {
        while self.scope.ended().is_none() {
            if let Some(report) = self.fresh.next() {
                return Ok(Some(report));
            }
            if std::mem::replace(&mut self.asked, true) {
                self.scope.sleep(self.pause).await;
            }
            if self.scope.ended().is_none() {
                self.fresh = self.ask().await?.into_iter();
            }
        }
        Ok(None)
    }

    /// None if that cannot be told just now. They are asked for at once, however many: from one page to the next some could
    /// come twice, or be lost.
    async fn ask(&mut self) -> Result<Vec<N::Report>, Error> {
        let (known, mut limit) = (self.known, 100);
        loop {
            let call = CallOptions { signal: Some(self.scope.signal()), ..CallOptions::default() };
            let mut reports = match self.list.newest(limit, call).await {
                Ok(reports) => reports,
                Err(error) if self.passes(&error) => return Ok(Vec::new()),
                Err(error) => return Err(error),
            };
            let highest = reports.iter().map(N::id).max().max(known.id);
            let newest = reports.first().map_or(0, N::received_ts);
            // Behind nothing, where nothing is known.
            reports.retain(|report| {
                known.id.is_some_and(|id| N::id(report) > id)
                    || known.received_ts.is_some_and(|then| N::received_ts(report) > then)
            });
            if (reports.len() as u64) < limit {
                self.known = Known { id: highest.or(Some(0)), received_ts: Some(newest) };
                reports.sort_by_key(N::id);
                return Ok(reports);
            }
            limit *= 10;
        }
    }

    fn passes(&self, error: &Error) -> bool {
        let passing = [Class::Connection, Class::Timeout, Class::RateLimit, Class::Server];
        self.scope.ended().is_some() || error.class().is_some_and(|class| passing.contains(&class))
    }
}
