use std::num::NonZeroU64;

use matrix_admin_sdk_macros::{model, params};

use crate::client::{Call, Error};
use crate::declare::{Cursor, Flag, Nullable};

/// A file that a local user uploaded.
#[model]
pub struct UserMedia {
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
    /// The address that this is a preview picture of: the server made it when the user's client asked for the preview.
    pub url_cache: Option<Nullable<String>>,
    /// In ms since the epoch, and up to a minute late; `null` if nobody has asked for it yet.
    pub last_access_ts: Nullable<i64>,
    /// The admin who quarantined it; `system` where a file of the same content was in quarantine when it was uploaded.
    pub quarantined_by: Nullable<String>,
    /// Whether it is protected from quarantine.
    pub safe_from_quarantine: Flag,
    /// Who uploaded it.
    pub user_id: Option<Nullable<String>>,
    /// Whether only signed-in users can download it (Synapse 1.112).
    pub authenticated: Option<Nullable<Flag>>,
    /// The hash of the content; `null` for uploads that are pending, or from before Synapse 1.128 (Synapse 1.128).
    pub sha256: Option<Nullable<String>>,
}

/// A file, as much of it as tells whether it is in use.
#[model]
pub(crate) struct Upload {
    pub media_length: Nullable<i64>,
    pub created_ts: Nullable<i64>,
    pub last_access_ts: Nullable<i64>,
    pub quarantined_by: Nullable<String>,
    pub safe_from_quarantine: Flag,
}

/// How many files a call lists.
const UPLOADS_A_CALL: u64 = 500;

/// Tells each file of a list that is asked for from one of them on, and for so many.
pub(crate) async fn each_upload(
    page: &dyn Fn(u64, u64) -> Call<Vec<Upload>>,
    tell: &mut dyn FnMut(Upload),
) -> Result<(), Error> {
    let mut from = 0;
    loop {
        let uploads = page(from, UPLOADS_A_CALL).await?;
        let more = uploads.len() as u64 == UPLOADS_A_CALL;
        from += UPLOADS_A_CALL;
        uploads.into_iter().for_each(&mut *tell);
        if !more {
            return Ok(());
        }
    }
}

/// Some of a user's media.
#[model]
pub struct MediaPage {
    /// The files, in the order that was asked for.
    pub media: Vec<UserMedia>,
    /// Where the next page begins; absent on the last one.
    pub next_token: Option<Cursor>,
    /// How many files the user has, on all pages.
    pub total: i64,
}

/// Which of a user's media, and in what order. Newest first, unless `order_by` or `dir` says otherwise.
#[params]
pub struct MediaParams {
    /// How many files a page or a call takes at most, from 1. Default: 100.
    pub limit: Option<NonZeroU64>,
    /// The `next_token` of the page before.
    pub from: Option<Cursor>,
    /// Default: `created_ts`.
    pub order_by: Option<MediaOrder>,
    /// `"f"` goes up, `"b"` goes down. Default: `"f"`, without `order_by` `"b"`.
    pub dir: Option<Direction>,
}

/// What media can be sorted by.
#[model]
pub enum MediaOrder {
    MediaId,
    UploadName,
    CreatedTs,
    LastAccessTs,
    MediaLength,
    MediaType,
    QuarantinedBy,
    SafeFromQuarantine,
}

/// Forward or backward.
#[model]
pub enum Direction {
    F,
    B,
}

/// What `deleteAllMedia()` has deleted, so far or in all.
#[model(made)]
pub struct AllDeletedMedia {
    /// The ids of the files.
    pub deleted_media: Vec<String>,
    /// How many they are.
    pub total: i64,
    /// How many files the server could not remove; its log says why. They are still there.
    pub left: i64,
}

/// What was deleted. A file that the server could not remove is not among it, and stays; its log says why.
#[model]
pub struct DeletedMedia {
    /// The ids of the files.
    pub deleted_media: Vec<String>,
    /// How many files this call deleted.
    pub total: i64,
}
