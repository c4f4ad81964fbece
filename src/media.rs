//! Media: the files that users uploaded, and the cache of those from other servers.

use matrix_admin_sdk_macros::{handle, model, params};

use crate::client::{Error, in_the_past};
use crate::declare::{Cursor, Flag, NonEmpty, Nullable};
use crate::users::{DeletedMedia, MediaOrder, Upload, each_upload};
use crate::wire::Class;

/// The files on the homeserver, its users' own and those it keeps of other servers. `mxc://example.com/abc` is the
/// server name `example.com` and the media id `abc`. A user's files are `client.user(id).getMedia()`. Copies that other
/// servers have fetched stay with them, whatever is done here.
///
/// ```ts
/// const { media_type, user_id } = await client.media.get("example.com", "GuAYKtUAPRYzWcWzOcSgLFXk");
/// ```
#[handle]
impl Media {
    /// Gets what is known about a file. Of another server's, only if it is in the cache.
    ///
    /// ```ts
    /// const { media_length, quarantined_by } = await client.media.get("example.com", "GuAYKtUAPRYzWcWzOcSgLFXk");
    /// ```
    #[get("/_synapse/admin/v1/media/{server_name}/{media_id}", field = "media_info", since = "1.140")]
    pub fn get(&self, server_name: NonEmpty, media_id: NonEmpty) -> MediaInfo;

    /// Downloads a file, fetched from its server where needed. Quarantined ones are a `NotFoundError`, unless asked for.
    /// A redirect to where a media repository keeps its files is followed; the access token stays with the homeserver.
    ///
    /// ```ts
    /// const bytes = await client.media.download("example.com", "GuAYKtUAPRYzWcWzOcSgLFXk", { admin_unsafely_bypass_quarantine: true });
    /// ```
    #[get("/_matrix/client/v1/media/download/{server_name}/{media_id}", since = "1.111")]
    pub fn download(
        &self,
        server_name: NonEmpty,
        media_id: NonEmpty,
        params: Option<DownloadParams>,
    ) -> Bytes;

    /// Quarantines a file: nobody can download it any more. With it goes, from Synapse 1.128, every file of the same
    /// content, and whatever is uploaded of it from then on. Protected files are left alone and unknown ones ignored, and
    /// the server does not tell; `get()` does. Unknown is also a file of another server that nobody here has fetched yet:
    /// `download()` it before, or it can be fetched later.
    ///
    /// ```ts
    /// await client.media.quarantine("example.com", "GuAYKtUAPRYzWcWzOcSgLFXk");
    /// ```
    #[post("/_synapse/admin/v1/media/quarantine/{server_name}/{media_id}", idempotent, since = "1.9")]
    pub fn quarantine(&self, server_name: NonEmpty, media_id: NonEmpty);

    /// Lifts the quarantine of a file, and of every file of the same content. Unknown ones are ignored.
    ///
    /// ```ts
    /// await client.media.unquarantine("example.com", "GuAYKtUAPRYzWcWzOcSgLFXk");
    /// ```
    #[post("/_synapse/admin/v1/media/unquarantine/{server_name}/{media_id}", idempotent, since = "1.36")]
    pub fn unquarantine(&self, server_name: NonEmpty, media_id: NonEmpty);

    /// Lists what was put into quarantine and taken out, oldest first, 100 to a page. Each page has a `next_batch`; the
    /// end is a page without changes. Keep its `next_batch` to ask later for what is new since.
    ///
    /// ```ts
    /// for await (const { origin, media_id, quarantined } of client.media.getQuarantineChanges()) console.log(origin, media_id, quarantined);
    /// ```
    #[get(
        "/_synapse/admin/v1/media/quarantine_changes",
        items = "changes",
        next = "next_batch",
        since = "1.152"
    )]
    pub fn get_quarantine_changes(
        &self,
        params: Option<QuarantineChangeParams>,
    ) -> Pages<QuarantineChangePage, QuarantineChange>;

    /// Protects a file of this server from quarantine. One that is quarantined already stays so. Unknown files are a
    /// `NotFoundError`.
    ///
    /// ```ts
    /// await client.media.protect("GuAYKtUAPRYzWcWzOcSgLFXk");
    /// ```
    #[post("/_synapse/admin/v1/media/protect/{media_id}", idempotent, since = "1.26")]
    pub fn protect(&self, media_id: NonEmpty);

    /// Lets a file of this server be quarantined again. Unknown files are a `NotFoundError`.
    ///
    /// ```ts
    /// await client.media.unprotect("GuAYKtUAPRYzWcWzOcSgLFXk");
    /// ```
    #[post("/_synapse/admin/v1/media/unprotect/{media_id}", idempotent, since = "1.36")]
    pub fn unprotect(&self, media_id: NonEmpty);

    /// Deletes a file of this server, whether it is quarantined, protected or neither; what a `media_storage_providers` of
    /// its configuration has stays there. A file of another server is refused, an unknown one is a `NotFoundError`. Never
    /// sent twice.
    ///
    /// ```ts
    /// const { total } = await client.media.delete("example.com", "GuAYKtUAPRYzWcWzOcSgLFXk");
    /// ```
    #[delete("/_synapse/admin/v1/media/{server_name}/{media_id}", once, since = "1.23")]
    pub fn delete(&self, server_name: NonEmpty, media_id: NonEmpty) -> DeletedMedia;

    /// Deletes all files of this server that were last accessed, or if never accessed made, before then: `beforeTs` is
    /// in ms since the epoch, and values that look like seconds (below 30,000,000,000) are refused. Quarantined,
    /// protected and empty files stay, and what a `media_storage_providers` of its configuration has. There is no limit:
    /// it can take longer than proxies wait, and goes on all the same. Never sent twice.
    ///
    /// ```ts
    /// const yearAgo = Date.now() - 365 * 24 * 60 * 60 * 1000;
    /// const { total } = await client.media.deleteBefore(yearAgo, { size_gt: 10_000_000 }, { timeoutMs: 600_000 });
    /// ```
    #[post("/_synapse/admin/v1/media/delete", once, query, since = "1.78")]
    pub fn delete_before(&self, before_ts: u64, params: Option<DeleteBeforeParams>) -> DeletedMedia;

    /// Deletes from the cache the files of other servers that were last accessed, or if never since they were fetched,
    /// fetched before then: `beforeTs` is in ms since the epoch, and values that look like seconds (below 30,000,000,000)
    /// are refused. Quarantined files stay. What is asked for again is fetched again, if its server still has it. Resolves
    /// to the number of deleted files. Never sent twice.
    ///
    /// ```ts
    /// const deleted = await client.media.purgeRemoteCache(Date.now() - 30 * 24 * 60 * 60 * 1000);
    /// ```
    #[post("/_synapse/admin/v1/purge_media_cache", once, query, field = "deleted", since = "0.17")]
    pub fn purge_remote_cache(&self, before_ts: u64) -> i64;

    /// Deletes the files of this server that nobody has asked for since a time, as `deleteBefore()` does, and with `remote:
    /// true` those that it keeps of other servers. Times in the future, or in seconds, are refused.
    ///
    /// ```ts
    /// const old = { before_ts: Date.now() - 365 * 86_400_000, size_gt: 10_000_000 };
    /// const { local, bytes } = await client.media.cleanUp({ ...old, dryRun: true });
    /// console.log("at most", local, "files,", bytes, "bytes");
    /// await client.media.cleanUp({ ...old, remote: true }, { timeoutMs: 600_000 });
    /// ```
    ///
    /// With `dryRun` it reads the list of each user's files and tells how many it would be at most: of the pictures that
    /// `keep_profiles` spares, and of the files of other servers, the server does not tell. `onProgress` gets what is known so
    /// far. `POST /_synapse/admin/v1/media/delete` and `POST /_synapse/admin/v1/purge_media_cache`, or `GET
    /// /_synapse/admin/v1/statistics/users/media` and `GET /_synapse/admin/v1/users/{user_id}/media` · Synapse 1.78 or newer ·
    /// the same under Matrix Authentication Service
    #[compose(clean_up, progress = MediaCleanUp)]
    pub fn clean_up(&self, params: CleanUpParams) -> MediaCleanUp;

    #[post("/_synapse/admin/v1/media/delete", once, query, field = "total", since = "1.78", via = clean_up)]
    fn count_deleted_before(&self, before_ts: u64, params: Option<DeleteBeforeParams>) -> i64;

    #[get("/_synapse/admin/v1/statistics/users/media", field = "users", since = "1.23", via = clean_up)]
    fn get_uploaders(&self, from: u64, limit: u64, until_ts: u64) -> Vec<Uploader>;
}

async fn clean_up(
    media: &Media,
    params: CleanUpParams,
    mut on_progress: impl FnMut(&MediaCleanUp),
) -> Result<MediaCleanUp, Error> {
    let CleanUpParams { before_ts, size_gt, keep_profiles, remote, dry_run, .. } = params;
    in_the_past("cleanUp", "params.before_ts", before_ts)?;
    if dry_run == Some(true) {
        return would_clean_up(media, before_ts, size_gt.unwrap_or(0) as i64, on_progress).await;
    }
    let which = DeleteBeforeParams { size_gt, keep_profiles };
    let local = media.count_deleted_before(before_ts, which).await?;
    let mut done = MediaCleanUp { local, remote: None, bytes: None };
    on_progress(&done);
    if remote == Some(true) {
        done.remote = Some(media.purge_remote_cache(before_ts).await?);
        on_progress(&done);
    }
    Ok(done)
}

/// How many rows a call gets.
const ROWS_A_CALL: u64 = 500;

async fn would_clean_up(
    media: &Media,
    before_ts: u64,
    size_gt: i64,
    mut on_progress: impl FnMut(&MediaCleanUp),
) -> Result<MediaCleanUp, Error> {
    let (mut local, mut bytes, mut users) = (0, 0, 0);
    loop {
        let page = media.get_uploaders(users, ROWS_A_CALL, before_ts).await?;
        let more = page.len() as u64 == ROWS_A_CALL;
        users += ROWS_A_CALL;
        for Uploader { user_id, media_count, media_length } in page {
            let Some(user_id) = user_id else { continue };
            let mut count = |file: Upload| {
                if let Some(size) = unused(&file, before_ts as i64, size_gt) {
                    local += 1;
                    bytes += size;
                }
            };
            let user = media.client.user(&*user_id)?.with(media.options.clone());
            let page = |from, limit| user.get_uploads(from, limit, MediaOrder::MediaId);
            match each_upload(&page, &mut count).await {
                // A bridge's own name can be one without an account: its files are counted, and not listed.
                Err(error) if error.class() == Some(Class::NotFound) => {
                    local += media_count;
                    bytes += media_length.unwrap_or_default();
                }
                told => told?,
            }
            on_progress(&MediaCleanUp { local, remote: None, bytes: Some(bytes) });
        }
        if !more {
            return Ok(MediaCleanUp { local, remote: None, bytes: Some(bytes) });
        }
    }
}

/// A user who uploaded files.
#[model]
struct Uploader {
    user_id: Nullable<String>,
    media_count: i64,
    media_length: Nullable<i64>,
}

/// The size of a file, if the server would delete it.
fn unused(file: &Upload, before_ts: i64, size_gt: i64) -> Option<i64> {
    let used = file.last_access_ts.or(file.created_ts)?;
    let size = file.media_length?;
    let spared = file.safe_from_quarantine || file.quarantined_by.is_some();
    (used < before_ts && size > size_gt && !spared).then_some(size)
}

/// Which files to delete, of this server and of others.
#[params]
pub struct CleanUpParams {
    /// Those last accessed, or if never accessed made, before then, in ms since the epoch.
    pub before_ts: u64,
    /// Of this server's only files larger than this, in bytes. Default: 0.
    pub size_gt: Option<u64>,
    /// Whether the pictures of users and rooms stay; emoji and stickers do not, nor do the pictures of rooms that were made
    /// while `stats` is switched off in the server's configuration. Default: `true`.
    pub keep_profiles: Option<bool>,
    /// Whether those that it keeps of other servers go, too. Default: `false`.
    pub remote: Option<bool>,
    /// Whether only to tell how many it would be. Default: `false`.
    #[serde(rename = "dryRun")]
    pub dry_run: Option<bool>,
}

/// How many files were deleted, or with `dryRun` would be at most.
#[model(made)]
pub struct MediaCleanUp {
    /// How many of this server.
    pub local: i64,
    /// How many of other servers; `null` without `remote`, and with `dryRun`, for the server does not tell.
    pub remote: Nullable<i64>,
    /// With `dryRun`, how large those of this server are; otherwise `null`, for the server does not tell.
    pub bytes: Nullable<i64>,
}

/// What is known about a file.
#[model]
pub struct MediaInfo {
    /// The server it is from; `null` for this one.
    pub media_origin: Nullable<String>,
    /// Who uploaded it; `null` for files of other servers.
    pub user_id: Nullable<String>,
    /// The file's address is `mxc://<server>/<media_id>`.
    pub media_id: String,
    /// The MIME type; `null` while the upload is pending.
    pub media_type: Nullable<String>,
    /// The size in bytes; `null` while the upload is pending.
    pub media_length: Nullable<i64>,
    /// The file name, where the uploader gave one.
    pub upload_name: Nullable<String>,
    /// In ms since the epoch; `null` if the database does not hold it.
    pub created_ts: Nullable<i64>,
    /// The name it has on disk; `null` for files of this server.
    pub filesystem_id: Nullable<String>,
    /// The address that this is a preview picture of.
    pub url_cache: Nullable<String>,
    /// In ms since the epoch, and up to a minute late; `null` if nobody has asked for it yet.
    pub last_access_ts: Nullable<i64>,
    /// The admin who quarantined it; `system` where a file of the same content was in quarantine when it came.
    pub quarantined_by: Nullable<String>,
    /// Whether only signed-in users can download it.
    pub authenticated: Flag,
    /// Whether it is protected from quarantine; `null` for files of other servers.
    pub safe_from_quarantine: Nullable<Flag>,
    /// The hash of the content; `null` for uploads that are pending, or from before Synapse 1.128.
    pub sha256: Nullable<String>,
}

/// How to download a file.
#[params]
pub struct DownloadParams {
    /// Whether to get it even if it is quarantined. Default: `false`. Needs Synapse 1.145; older ones take it for absent.
    pub admin_unsafely_bypass_quarantine: Option<bool>,
    /// How long the server waits for an upload that is pending, in ms, at most 60,000. Default: 20,000.
    pub timeout_ms: Option<u64>,
}

/// Where to begin.
#[params]
pub struct QuarantineChangeParams {
    /// The `next_batch` of a page before: an integer, and not one of your own making. Default: from the beginning.
    pub from: Option<Cursor>,
}

/// Some of the changes.
#[model]
pub struct QuarantineChangePage {
    /// The oldest first.
    pub changes: Vec<QuarantineChange>,
    /// Where the next page begins, now or later; on the last page too.
    pub next_batch: Cursor,
}

/// A file that was put into quarantine or taken out. A file can come more than once; the last one holds.
#[model]
pub struct QuarantineChange {
    /// The server that the file is from.
    pub origin: String,
    /// The file's address is `mxc://<origin>/<media_id>`.
    pub media_id: String,
    /// `true`: it was put into quarantine; `false`: it was taken out.
    pub quarantined: Flag,
}

/// Which files to delete.
#[params]
pub struct DeleteBeforeParams {
    /// Only files larger than this, in bytes. Default: 0.
    pub size_gt: Option<u64>,
    /// Whether the pictures of users and rooms stay; emoji and stickers do not, nor do the pictures of rooms that were made
    /// while `stats` is switched off in the server's configuration. Default: `true`.
    pub keep_profiles: Option<bool>,
}
