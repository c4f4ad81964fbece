use std::future::ready;

use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt, stream};
use matrix_admin_sdk_macros::params;
use serde::Serialize;

use super::{User, UserMedia};
use crate::client::{Bytes, Error, Items, LocalFuture};
use crate::event_reports::EventReportListParams;
use crate::media::DownloadParams;
use crate::user_reports::UserReportListParams;
use crate::wire::{Class, Failure, Value};

/// How much to export.
#[params]
pub struct ExportParams {
    /// Whether each of the user's files is downloaded, too. Default: `false`.
    pub media: Option<bool>,
}

/// A part of what the server holds on a user.
#[derive(Debug)]
pub enum UserExport {
    /// What the server tells; the error where this server cannot.
    Data {
        /// Which part it is: `account`.
        part: &'static str,
        /// The reply.
        data: Result<Value, Error>,
    },
    /// A file that the user uploaded; the error where the server does not have it any more.
    File {
        /// What is known about it.
        file: Box<UserMedia>,
        /// Its content.
        data: Result<Bytes, Error>,
    },
}

/// All of it, one after the other; nothing behind an error.
pub(super) fn export(user: &User, params: Option<ExportParams>) -> Items<UserExport> {
    let told = stream::iter(parts(user)).then(|(part, told)| async move {
        Ok(UserExport::Data { part, data: unless(&[Class::Unsupported], told.await)? })
    });
    let files = params.and_then(|params| params.media) == Some(true);
    let files = files.then(|| downloads(user));
    let all = told.chain(stream::iter(files).flatten());
    Box::pin(
        all.scan(false, |failed, part| ready((!std::mem::replace(failed, part.is_err())).then_some(part))),
    )
}

type Part = (&'static str, LocalFuture<Result<Value, Error>>);

fn parts(user: &User) -> Vec<Part> {
    let events = user.client.event_reports().with(user.options.clone());
    let users = user.client.user_reports().with(user.options.clone());
    let [by, about, reporter, target] = [(); 4].map(|()| user.user_id().to_owned());
    vec![
        ("account", told(user.get())),
        ("sessions", told(user.query_current_sessions())),
        ("devices", told(user.get_devices())),
        ("rooms", told(user.get_rooms())),
        ("memberships", told(user.get_memberships())),
        ("account_data", told(user.get_data())),
        ("pushers", told(user.get_all_pushers())),
        ("ratelimit", told(user.get_ratelimit())),
        ("experimental_features", told(user.get_experimental_features())),
        ("event_reports_by", {
            let params = EventReportListParams { user_id: Some(by.clone()), ..Default::default() };
            rows(events.list(params).items(), move |report| report.user_id == by)
        }),
        ("event_reports_about", {
            let params =
                EventReportListParams { event_sender_user_id: Some(about.clone()), ..Default::default() };
            rows(events.list(params).items(), move |report| report.sender.as_ref() == Some(&about))
        }),
        ("user_reports_by", {
            let params = UserReportListParams { user_id: Some(reporter.clone()), ..Default::default() };
            rows(users.list(params).items(), move |report| report.user_id == reporter)
        }),
        ("user_reports_about", {
            let params = UserReportListParams { target_user_id: Some(target.clone()), ..Default::default() };
            rows(users.list(params).items(), move |report| report.target_user_id == target)
        }),
        ("media", rows(user.get_media(None).items(), |_| true)),
    ]
}

fn told<T: Serialize>(
    call: impl IntoFuture<Output = Result<T, Error>> + 'static,
) -> LocalFuture<Result<Value, Error>> {
    Box::pin(async move { Ok(Value::of(&call.await?).map_err(Failure::from)?) })
}

/// The filter of the server takes a part of an id, or old servers do not know it.
fn rows<T: Serialize + 'static>(
    rows: impl Stream<Item = Result<T, Error>> + 'static,
    which: impl Fn(&T) -> bool + 'static,
) -> LocalFuture<Result<Value, Error>> {
    told(Box::pin(rows.try_filter(move |row| ready(which(row))).try_collect::<Vec<_>>()))
}

fn downloads(user: &User) -> Items<UserExport> {
    let media = user.client.media().with(user.options.clone());
    let server = user.user_id().split_once(':').map_or("", |(_, server)| server).to_owned();
    Box::pin(user.get_media(None).items().and_then(move |file| {
        let params = DownloadParams { admin_unsafely_bypass_quarantine: Some(true), ..Default::default() };
        let download = media.download(&*server, &*file.media_id, params);
        async move {
            let data = unless(&[Class::Unsupported, Class::NotFound], download.await)?;
            Ok(UserExport::File { file: Box::new(file), data })
        }
    }))
}

/// What it comes to, or the error if it is one of these.
fn unless<T>(expected: &[Class], result: Result<T, Error>) -> Result<Result<T, Error>, Error> {
    match result {
        Err(error) if !error.class().is_some_and(|class| expected.contains(&class)) => Err(error),
        result => Ok(result),
    }
}
