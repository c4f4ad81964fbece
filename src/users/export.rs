use matrix_admin_sdk_macros::params;

use super::UserMedia;
use crate::client::{Bytes, Error};
use crate::wire::Value;

/// How much to export.
#[params]
pub struct ExportParams {
    /// Whether each of the user's files is downloaded, too. Default: `false`.
    pub media: Option<bool>,
}

/// A part of what the Admin API tells of a user.
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
