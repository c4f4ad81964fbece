use std::future::ready;

use futures_core::Stream;
use futures_util::{StreamExt, TryStreamExt, stream};
use matrix_admin_sdk_macros::{handle, model, params};
use serde::Serialize;

use super::devices::SeenDevice;
use super::offboarding::Standing;
use super::power::Powers;
use super::{
    AccountValidityParams, AdminClientConfig, AdminClientConfigParams, AdministeredRoom, AdministeredRooms,
    AllDeletedMedia, CurrentSessions, DeletedDevices, DeletedMedia, Device, DeviceParams, Devices,
    ExportParams, LogOutParams, MediaOrder, MediaPage, MediaParams, OffboardMedia, OffboardParams,
    OffboardStatus, OffboardStep, OffboardStepName, Offboarding, PruneDevicesParams, RatelimitOverride,
    RedactParams, Redaction, Upload, UserDetails, UserExport, UserMedia, UserParams, Users, each_upload,
};
use crate::client::{Call, Error, Items, Job, LocalFuture, WaitOptions, in_the_past};
use crate::declare::{Map, NonEmpty, Nullable, Object, Unknown, UserId};
use crate::event_reports::EventReportListParams;
use crate::media::DownloadParams;
use crate::rooms::{MakeRoomAdminParams, Room, RoomStateParams, Rooms};
use crate::user_reports::UserReportListParams;
use crate::wire::{Class, Failure, Value};

/// One account of the homeserver. Of a user of another server it tells rooms and memberships, and `redact()` does what it
/// can; nearly all else is refused by the server, as a rule with an `ApiError` of status 400.
///
/// ```ts
/// const alice = client.user("@alice:example.com");
/// if (await alice.isAdmin()) console.log(await alice.getRooms());
/// ```
#[handle(user_id: UserId)]
impl User {
    /// Gets everything about the account.
    ///
    /// ```ts
    /// const { displayname, creation_ts } = await alice.get();
    /// ```
    #[get("/_synapse/admin/v2/users/{user_id}", since = "1.7")]
    pub fn get(&self) -> UserDetails;

    /// Creates the account.
    ///
    /// ```ts
    /// await client.user("@bob:example.com").create({ password: "a good password", displayname: "Bob" });
    /// ```
    ///
    /// Rejects with a `ConflictError` if there is one already, which a `GET` of the same path tells before; and also if
    /// somebody else has one of the `external_ids`, when the account is made, but not all of what `params` names. Under
    /// Matrix Authentication Service create users there: from 1.163 on it is refused with a `PermissionDeniedError`.
    #[put("/_synapse/admin/v2/users/{user_id}", idempotent, since = "1.7", before = nobody_has_it)]
    pub fn create(&self, params: Option<UserParams>) -> Created<UserDetails>;

    /// Changes what `params` names of the account, and nothing else. Not all or nothing: after an error, some of it may
    /// be done.
    ///
    /// ```ts
    /// await alice.update({ displayname: "Alice in Wonderland", user_type: null });
    /// ```
    ///
    /// Rejects with a `NotFoundError` if there is no such account, which a `GET` of the same path tells before. Under
    /// Matrix Authentication Service `admin` and `locked` have no effect and `password` is refused.
    #[put("/_synapse/admin/v2/users/{user_id}", idempotent, since = "1.7", before = somebody_has_it)]
    pub fn update(&self, params: UserParams) -> Created<UserDetails>;

    /// Creates the account or changes it; `created` tells which.
    ///
    /// ```ts
    /// const { created } = await alice.createOrUpdate({ displayname: "Alice" });
    /// ```
    ///
    /// Under Matrix Authentication Service only users who are there already can be changed, from 1.163 on.
    #[put("/_synapse/admin/v2/users/{user_id}", idempotent, since = "1.7")]
    pub fn create_or_update(&self, params: Option<UserParams>) -> Created<UserDetails>;

    /// Suspends the user, or with `false` ends that. Suspended users can read, leave rooms and little else.
    ///
    /// ```ts
    /// await alice.suspend(true);
    /// ```
    #[put("/_synapse/admin/v1/suspend/{user_id}", idempotent, since = "1.122")]
    pub fn suspend(&self, suspend: bool);

    /// Tells from where and when the user was connected, by device: within `user_ips_max_age` of the server's configuration,
    /// 28 days by default, and also with devices that are logged out. A user nobody knows has no connections.
    ///
    /// ```ts
    /// const { devices } = await alice.queryCurrentSessions();
    /// for (const { ip, last_seen } of Object.values(devices).flat()) console.log(ip, new Date(last_seen));
    /// ```
    #[get("/_synapse/admin/v1/whois/{user_id}")]
    pub fn query_current_sessions(&self) -> CurrentSessions;

    /// Deactivates the account: logs it out everywhere, removes its password, third-party ids, account data and the backup
    /// of its keys, and makes it leave its rooms, the last in the background. Who the user is at identity providers stays.
    /// Cannot be undone by the user; an admin can reactivate the account, but what was removed is gone. Tokens of
    /// `loginAsUser()` go on: lock the account, too, where there may be any. Never sent twice.
    ///
    /// ```ts
    /// await alice.deactivateAccount({ erase: true });
    /// ```
    ///
    /// Tokens of `loginAsUser()` and of guests, and application services can act as the user all the same: a lock stops
    /// guests and such tokens, a suspension application services, too.
    ///
    /// Under Matrix Authentication Service deactivate the account there: after this alone the user can log in again.
    #[post("/_synapse/admin/v1/deactivate/{user_id}", once, since = "0.17")]
    pub fn deactivate_account(&self, params: Option<DeactivateParams>) -> DeactivatedAccount;

    /// Sets a new password and, unless told otherwise, logs all devices out, but for the one you are using. Tokens of
    /// `loginAsUser()` go on. On a server without passwords it rejects with a `PermissionDeniedError`.
    ///
    /// ```ts
    /// await alice.resetPassword("a new password", { logout_devices: false });
    /// ```
    #[post(
        "/_synapse/admin/v1/reset_password/{user_id}",
        idempotent,
        mas = "set the password in the authentication service"
    )]
    pub fn reset_password(&self, new_password: NonEmpty, params: Option<ResetPasswordParams>);

    /// Tells whether the user is a server admin. A user nobody knows is not.
    ///
    /// ```ts
    /// const admin = await alice.isAdmin();
    /// ```
    #[get(
        "/_synapse/admin/v1/users/{user_id}/admin",
        field = "admin",
        since = "1.4",
        mas = "admin rights are a scope of the token"
    )]
    pub fn is_admin(&self) -> bool;

    /// Makes the user a server admin, or no longer one. You cannot take the right from yourself.
    ///
    /// ```ts
    /// await alice.setAdmin(true);
    /// ```
    #[put(
        "/_synapse/admin/v1/users/{user_id}/admin",
        idempotent,
        since = "1.4",
        mas = "admin rights are a scope of the token"
    )]
    pub fn set_admin(&self, admin: bool);

    /// Lists the rooms the user is in. Of a user of another server, those that this server knows of.
    ///
    /// ```ts
    /// const { joined_rooms, total } = await alice.getRooms();
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/joined_rooms", since = "1.21")]
    pub fn get_rooms(&self) -> JoinedRooms;

    /// Finds the rooms that the user can administer, which is to change who has what power in them, and who else there can.
    /// Where nobody else can, a room is left without anybody when the user goes.
    ///
    /// ```ts
    /// const { rooms } = await alice.getAdministeredRooms();
    /// const orphans = rooms.filter(({ others }) => others.length === 0);
    /// for (const { room_id } of orphans) await client.rooms.makeAdmin(room_id, { user_id: "@bob:example.com" });
    /// ```
    ///
    /// `onProgress` gets what was found so far, after each room. `GET /_synapse/admin/v1/users/{user_id}/joined_rooms`, then of
    /// each room the power levels, who made it, and the members · Synapse 1.27 or newer, 1.123 for other than small rooms ·
    /// the same under Matrix Authentication Service
    #[compose(get_administered_rooms, progress = AdministeredRooms)]
    pub fn get_administered_rooms(&self) -> AdministeredRooms;

    #[get(
        "/_synapse/admin/v1/users/{user_id}/joined_rooms",
        field = "joined_rooms",
        since = "1.21",
        via = get_administered_rooms
    )]
    fn get_room_ids(&self) -> Vec<String>;

    /// Gets the user's account data: what clients stored, for the account and for each room. It is private data.
    ///
    /// ```ts
    /// const { account_data } = await alice.getData();
    /// console.log(account_data.global["m.direct"]);
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/accountdata", since = "1.50")]
    pub fn get_data(&self) -> UserData;

    /// Lists the files the user uploaded. Await it for a page, iterate it for all of them.
    ///
    /// ```ts
    /// for await (const file of alice.getMedia({ order_by: "media_length", dir: "b" })) console.log(file.media_id);
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/media", items = "media", since = "1.23")]
    pub fn get_media(&self, params: Option<MediaParams>) -> Pages<MediaPage, UserMedia>;

    /// Deletes files the user uploaded, at most `limit` (by default 100, the newest) of them, quarantined and protected
    /// ones too, and pictures that users and rooms have. `deleteAllMedia()` deletes them all. Never sent twice.
    ///
    /// ```ts
    /// const { deleted_media, total } = await alice.deleteMedia({ limit: 50 });
    /// ```
    #[delete("/_synapse/admin/v1/users/{user_id}/media", once, since = "1.41")]
    pub fn delete_media(&self, params: Option<MediaParams>) -> DeletedMedia;

    /// Deletes every file the user uploaded, quarantined and protected ones too, and pictures that users and rooms have, a
    /// hundred at a time, the oldest first. `left` says how many the server could not remove. What a
    /// `media_storage_providers` of its configuration has stays there.
    ///
    /// ```ts
    /// const { total, left } = await alice.deleteAllMedia({ onProgress: ({ total }) => console.log(total, "deleted") });
    /// ```
    ///
    /// `onProgress` gets all that was deleted so far, also before an error or the reason of a signal ends the call;
    /// `timeoutMs` is for each request. `DELETE` and `GET /_synapse/admin/v1/users/{user_id}/media` · Synapse 1.41 or newer ·
    /// the same under Matrix Authentication Service
    #[compose(delete_all_media, progress = AllDeletedMedia)]
    pub fn delete_all_media(&self) -> AllDeletedMedia;

    #[delete(
        "/_synapse/admin/v1/users/{user_id}/media",
        once,
        field = "deleted_media",
        since = "1.41",
        via = delete_all_media
    )]
    fn delete_some_media(&self, from: u64, limit: u64, order_by: MediaOrder) -> Vec<String>;

    #[get("/_synapse/admin/v1/users/{user_id}/media", field = "total", since = "1.23", via = delete_all_media)]
    fn count_media(&self, limit: u64) -> i64;

    /// Gets an access token with which to act as the user. No device is made and the user's own sessions do not show
    /// it, but it is a secret like a password; log out with it when done. It ends at `valid_until_ms`, or when you log
    /// yourself out everywhere, and is refused while the account is locked; no new password of the user, no `logOut()` and
    /// no `deactivateAccount()` ends it. Not for your own account. Never sent twice.
    ///
    /// ```ts
    /// const { access_token } = await alice.loginAsUser({ valid_until_ms: Date.now() + 60_000 });
    /// ```
    #[post(
        "/_synapse/admin/v1/users/{user_id}/login",
        once,
        since = "1.24",
        mas = "make a compatibility token in the authentication service"
    )]
    pub fn login_as_user(&self, params: Option<LoginAsUserParams>) -> LoggedIn;

    /// Lists where the user's push notifications go.
    ///
    /// ```ts
    /// const { pushers } = await alice.getAllPushers();
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/pushers", since = "1.23")]
    pub fn get_all_pushers(&self) -> Pushers;

    /// Gets all that the Admin API tells of the user, part by part, as for a request of access to personal data (Art. 15
    /// GDPR): the account, sessions, devices, rooms and memberships, account data, pushers, settings of the user's,
    /// reports by and about the user, and the list of uploaded files; with `media: true` also each file. Messages are
    /// in the rooms, and not in it; nor are push rules, tags of rooms, keys and their backups, and profile fields other than
    /// name and picture, which the server holds as well. What others wrote in reports, and who they are, is their data
    /// as well. An upload that is pending is in the list, and no file yet.
    ///
    /// ```ts
    /// for await (const { part, data, error } of alice.export()) console.log(part, error ? error.message : data);
    /// ```
    ///
    /// A part that this server does not have has an `error`, an `UnsupportedError`, in place of `data`; so has a file that is
    /// not there any more. Any other error ends it. The `GET` of each part · Synapse 1.7 or newer · the same under Matrix
    /// Authentication Service, which holds more
    #[iterate(export)]
    pub fn export(&self, params: Option<ExportParams>) -> Items<UserExport>;

    /// Shadow-bans the user, or with `false` lifts the ban. Shadow-banned users see their own messages as sent, and
    /// nobody else does. What an application service sends as the user is seen all the same.
    ///
    /// ```ts
    /// await alice.shadowBan();
    /// await alice.shadowBan(false);
    /// ```
    ///
    /// `POST` or `DELETE /_synapse/admin/v1/users/{user_id}/shadow_ban` · Synapse 1.27 or newer, 1.48 to lift a ban ·
    /// without effect under Matrix Authentication Service, where everybody sees the messages: suspend the user instead
    #[choose(ban_or_unban)]
    pub fn shadow_ban(&self, ban: Option<bool>);

    #[post("/_synapse/admin/v1/users/{user_id}/shadow_ban", idempotent, since = "1.27", via = shadow_ban)]
    fn ban(&self);

    #[delete("/_synapse/admin/v1/users/{user_id}/shadow_ban", idempotent, since = "1.48", via = shadow_ban)]
    fn unban(&self);

    /// Tells how the user stands to each room: `join`, `invite`, `leave`, `ban` or `knock`, by room ID. Rooms that
    /// nobody of this server is in, or no longer, are not among them, invites to such neither. It is `null` where the
    /// server's database does not hold it. A user nobody knows has no rooms.
    ///
    /// ```ts
    /// const banned = Object.entries(await alice.getMemberships()).filter(([, membership]) => membership === "ban");
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/memberships", field = "memberships", since = "1.145")]
    pub fn get_memberships(&self) -> Map<Nullable<String>>;

    /// Counts the invites that the user has sent since `fromTs`, in ms since the epoch.
    ///
    /// ```ts
    /// const invites = await alice.getSentInviteCount(Date.now() - 86_400_000);
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/sent_invite_count", field = "invite_count", since = "1.122")]
    pub fn get_sent_invite_count(&self, from_ts: u64) -> i64;

    /// Counts the rooms that the user has joined since `fromTs`, in ms since the epoch; those since left, too, and those
    /// joined before in which the user's name or picture has changed since.
    ///
    /// ```ts
    /// const rooms = await alice.getCumulativeJoinedRoomCount(Date.now() - 86_400_000);
    /// ```
    #[get(
        "/_synapse/admin/v1/users/{user_id}/cumulative_joined_room_count",
        field = "cumulative_joined_room_count",
        since = "1.122"
    )]
    pub fn get_cumulative_joined_room_count(&self, from_ts: u64) -> i64;

    /// Begins to redact what the user has sent: messages, encrypted ones from Synapse 1.131, and joins, with changes of name
    /// and picture; nothing else. Unless `rooms` names them, not in rooms that the user has left or was kicked from. In each
    /// room at most `limit`, the newest: what lies beyond stays, and the result does not say so. While the user is
    /// suspended, nothing in rooms before version 11, unless with `use_admin`. While the server is at it, another one for
    /// the same user is refused. Never sent twice.
    ///
    /// ```ts
    /// const job = await alice.redact({ reason: "spam", after_ts: Date.now() - 3_600_000 });
    /// const { failed_redactions } = await job.wait();
    /// ```
    ///
    /// `POST /_synapse/admin/v1/user/{user_id}/redact` · Synapse 1.116 or newer · the same under Matrix Authentication
    /// Service
    #[choose(in_all_rooms)]
    pub fn redact(&self, params: Option<RedactParams>) -> Job<Redaction>;

    #[post(
        "/_synapse/admin/v1/user/{user_id}/redact",
        once,
        since = "1.116",
        via = redact,
        job = "redact_id" in Users::REDACTION_STATUS
    )]
    fn redact_in(&self, params: Option<RedactParams>) -> Job<Redaction>;

    /// Quarantines all files the user has uploaded to this server, so that nobody can download them. Resolves to how
    /// many were not in quarantine before, copies of the same content included. Protected ones are left as they are.
    ///
    /// ```ts
    /// const quarantined = await alice.quarantineMedia();
    /// ```
    #[post(
        "/_synapse/admin/v1/user/{user_id}/media/quarantine",
        idempotent,
        field = "num_quarantined",
        since = "1.9"
    )]
    pub fn quarantine_media(&self) -> i64;

    /// Lists the user's devices.
    ///
    /// ```ts
    /// const { devices } = await alice.getDevices();
    /// ```
    #[get("/_synapse/admin/v2/users/{user_id}/devices", since = "1.15")]
    pub fn get_devices(&self) -> Devices;

    /// Creates a device. One that is there already stays as it is.
    ///
    /// ```ts
    /// await alice.createDevice("BRIDGE");
    /// ```
    #[post("/_synapse/admin/v2/users/{user_id}/devices", idempotent, since = "1.85")]
    pub fn create_device(&self, device_id: NonEmpty);

    /// Gets one of the user's devices.
    ///
    /// ```ts
    /// const { display_name, last_seen_ts } = await alice.getDevice("QBUAZIFURK");
    /// ```
    #[get("/_synapse/admin/v2/users/{user_id}/devices/{device_id}", since = "1.15")]
    pub fn get_device(&self, device_id: String) -> Device;

    /// Renames a device.
    ///
    /// ```ts
    /// await alice.updateDevice("QBUAZIFURK", { display_name: "Alice's telephone" });
    /// ```
    #[put("/_synapse/admin/v2/users/{user_id}/devices/{device_id}", idempotent, since = "1.15")]
    pub fn update_device(&self, device_id: String, params: DeviceParams);

    /// Deletes a device and logs it out. One that is not there is no error.
    ///
    /// ```ts
    /// await alice.deleteDevice("QBUAZIFURK");
    /// ```
    #[delete("/_synapse/admin/v2/users/{user_id}/devices/{device_id}", idempotent, since = "1.15")]
    pub fn delete_device(&self, device_id: String);

    /// Deletes devices by their ids and logs them out. Those that are not there are no error.
    ///
    /// ```ts
    /// await alice.deleteDevices(["QBUAZIFURK", "AUIECTSRND"]);
    /// ```
    #[post("/_synapse/admin/v2/users/{user_id}/delete_devices", idempotent, since = "1.15")]
    pub fn delete_devices(&self, devices: Vec<String>);

    /// Logs the user out everywhere: deletes all devices, some hundred at a time, a dehydrated one too. Tokens that
    /// belong to no device, as those of `loginAsUser()`, stay, and so does that of a guest.
    ///
    /// ```ts
    /// const { total } = await alice.logOut({ dryRun: true });
    /// console.log(total, "devices would be logged out");
    /// await alice.logOut();
    /// ```
    ///
    /// `onProgress` gets all that were deleted so far. `GET /_synapse/admin/v2/users/{user_id}/devices`, then `POST
    /// /_synapse/admin/v2/users/{user_id}/delete_devices` · Synapse 1.15 or newer · the same under Matrix Authentication
    /// Service, unless it is set up by `experimental_features.msc3861`, as before Synapse 1.136: then end the sessions there
    #[compose(log_out, progress = DeletedDevices)]
    pub fn log_out(&self, params: Option<LogOutParams>) -> DeletedDevices;

    /// Deletes the devices that were last seen before a time, and logs them out.
    ///
    /// ```ts
    /// const lastSeenBefore = Date.now() - 180 * 86_400_000;
    /// const { devices } = await alice.pruneDevices({ lastSeenBefore, keep: ["BRIDGE"], dryRun: true });
    /// ```
    ///
    /// A time in the future, or one that is in seconds, is refused. A dehydrated device is never seen, and stays (Synapse
    /// 1.132). One that an application service uses with its own token is never seen, either.
    /// `onProgress` gets all that were deleted so far. `GET /_synapse/admin/v2/users/{user_id}/devices`, then `POST
    /// /_synapse/admin/v2/users/{user_id}/delete_devices` · Synapse 1.15 or newer · the same under Matrix
    /// Authentication Service
    #[compose(prune_devices, progress = DeletedDevices)]
    pub fn prune_devices(&self, params: PruneDevicesParams) -> DeletedDevices;

    #[get("/_synapse/admin/v2/users/{user_id}/devices", field = "devices", since = "1.15", via = prune_devices)]
    fn get_seen_devices(&self) -> Vec<SeenDevice>;

    /// Closes the account, in the order that is safe: locks it, so that the user can do nothing more; makes `handOverTo` an
    /// admin of the rooms where nobody else is one; redacts what the user has sent and waits for it, up to 100,000 messages
    /// of each room; quarantines or deletes the files; deactivates it. It stays locked.
    ///
    /// ```ts
    /// const plan = await alice.offboard({ handOverTo: "@bob:example.com", media: "delete", erase: true, dryRun: true });
    /// console.log(plan.steps);
    /// const closing = alice.offboard(plan);
    /// await closing.catch((error) => console.log("stopped:", error));
    /// await alice.offboard(closing.state);
    /// ```
    ///
    /// Your own account is refused. What it gives at once can be awaited, and `state` tells how it stands, as plain JSON:
    /// store it, and hand it in again to go on where it stopped, on another machine too. What is done is not done again, a
    /// redaction that was begun is found again, and whether the account is deactivated already is looked up before that is
    /// sent; one that is gets locked all the same, for guests could go on. A step that fails ends it with its error, and
    /// nothing later is begun. Whose account is closed or locked, as this server knows it, does not count as somebody in a
    /// room. A room that nobody else of this server is in would be lost with the account: where the user has the power there,
    /// `handOverTo` joins it if you may see to that. Rooms that wait until `handOverTo` has joined, as a user of another server
    /// has to, or that cannot be handed over, such as blocked ones, hold up no other: `"rooms"` then fails with an
    /// `InvalidArgumentError` that names each and says why, and without `handOverTo` it can go on. A suspension is lifted once
    /// the account is locked, where rooms or messages are touched: the server does that in the name of the user. An
    /// application service can act as the user even then, and after it: suspend the account at the end. Under Matrix
    /// Authentication Service what that has to do, to lock and to deactivate, is skipped
    /// with a `reason` that says so. `onProgress` gets the state; `timeoutMs` is for each request. `GET` and `PUT
    /// /_synapse/admin/v2/users/{user_id}`, then what the steps take · Synapse 1.93 or newer, 1.116 with `redact`, and 1.145
    /// for rooms that the user has left · the same under Matrix Authentication Service but for those steps
    #[compose(offboard, progress = Offboarding, begin = begin_offboarding)]
    pub fn offboard(&self, params: Option<OffboardParams>) -> Offboarding;

    #[get("/_synapse/admin/v2/users/{user_id}", since = "1.7", via = offboard)]
    fn get_standing(&self) -> Standing;

    #[put("/_synapse/admin/v2/users/{user_id}", idempotent, since = "1.93", via = offboard)]
    fn set_locked(&self, locked: bool) -> Standing;

    #[get("/_synapse/admin/v1/users/{user_id}/media", field = "media", since = "1.23", via = offboard)]
    fn get_uploads(&self, from: u64, limit: u64, order_by: MediaOrder) -> Vec<Upload>;

    #[resume(Users::REDACTION_STATUS)]
    fn begun_redaction(&self, redact_id: String) -> Job<Unknown>;

    /// Gets how many messages the user may send, where that is not as the server's configuration has it: `{}` means
    /// that it is, 0 that there is no limit.
    ///
    /// ```ts
    /// const { messages_per_second } = await alice.getRatelimit();
    /// const limit = messages_per_second === undefined ? "as configured" : messages_per_second || "none";
    /// ```
    #[get("/_synapse/admin/v1/users/{user_id}/override_ratelimit", since = "1.32")]
    pub fn get_ratelimit(&self) -> RatelimitOverride;

    /// Sets how many messages the user may send, whatever the server's configuration says. With 0 messages per second
    /// there is no limit, for joins, invites and the like neither. With any other number and a `burstCount` of 0 the user
    /// can send nothing.
    ///
    /// ```ts
    /// await alice.setRatelimit(0, 0);
    /// ```
    #[post("/_synapse/admin/v1/users/{user_id}/override_ratelimit", idempotent, since = "1.32")]
    pub fn set_ratelimit(&self, messages_per_second: u64, burst_count: u64) -> RatelimitOverride;

    /// Lets the server's configuration say again how many messages the user may send.
    ///
    /// ```ts
    /// await alice.deleteRatelimit();
    /// ```
    #[delete("/_synapse/admin/v1/users/{user_id}/override_ratelimit", idempotent, since = "1.32")]
    pub fn delete_ratelimit(&self);

    /// Gets which experimental features are switched on for the user. `false` also stands for one that is on for
    /// everybody.
    ///
    /// ```ts
    /// const { msc3881 } = await alice.getExperimentalFeatures();
    /// ```
    #[get("/_synapse/admin/v1/experimental_features/{user_id}", field = "features", since = "1.83")]
    pub fn get_experimental_features(&self) -> Map<bool>;

    /// Switches experimental features on and off for the user. Those that are not named stay as they are; with a name
    /// that the server does not know, nothing is changed.
    ///
    /// ```ts
    /// await alice.setExperimentalFeatures({ msc3881: true });
    /// ```
    #[put("/_synapse/admin/v1/experimental_features/{user_id}", idempotent, since = "1.83")]
    pub fn set_experimental_features(&self, features: Map<bool>);

    /// Lets the user replace the cross-signing keys without approving it first, for 10 minutes. It takes effect only
    /// under Matrix Authentication Service: elsewhere the user is asked for the password all the same. Resolves to when
    /// that ends, in ms since the epoch. Rejects with a `NotFoundError` if the user has no such keys.
    ///
    /// ```ts
    /// const until = new Date(await alice.allowCrossSigningReplacement());
    /// ```
    #[post(
        "/_synapse/admin/v1/users/{user_id}/_allow_cross_signing_replacement_without_uia",
        idempotent,
        field = "updatable_without_uia_before_ms",
        since = "1.97"
    )]
    pub fn allow_cross_signing_replacement(&self) -> i64;

    /// Makes the account valid again. Resolves to when it expires, in ms since the epoch. A server that is not
    /// configured to let accounts expire wants an `expiration_ts`, and answers with a `ServerError` without one.
    ///
    /// ```ts
    /// const expires = await alice.renewAccountValidity({ expiration_ts: Date.now() + 30 * 86_400_000 });
    /// ```
    #[post(
        "/_synapse/admin/v1/account_validity/validity",
        idempotent,
        field = "expiration_ts",
        since = "0.99",
        mas = "accounts do not expire there; lock or deactivate them"
    )]
    pub fn renew_account_validity(&self, params: Option<AccountValidityParams>) -> i64;

    /// Reports the user in your own name, with at most 1000 characters. It then stands in the list of user reports. A
    /// report of a user of another server, or of one nobody knows, is dropped without an error. Never sent twice.
    ///
    /// ```ts
    /// await alice.report("sends spam");
    /// ```
    #[post("/_matrix/client/v3/users/{user_id}/report", once, since = "1.133")]
    pub fn report(&self, reason: String);

    /// Gets what your clients are to see beyond what those of others do. Only for your own account. Rejects with a
    /// `NotFoundError` if it was never set.
    ///
    /// ```ts
    /// const { return_soft_failed_events = false } = await client.user("@admin:example.com").getAdminClientConfig();
    /// ```
    #[get(
        "/_matrix/client/v3/user/{user_id}/account_data/io.element.synapse.admin_client_config",
        since = "1.135"
    )]
    pub fn get_admin_client_config(&self) -> AdminClientConfig;

    /// Sets what your clients are to see beyond what those of others do, all of it: what is absent goes back to its
    /// default. Only for your own account, and without effect if you are no server admin.
    ///
    /// ```ts
    /// await client.user("@admin:example.com").setAdminClientConfig({ return_soft_failed_events: true });
    /// ```
    #[put(
        "/_matrix/client/v3/user/{user_id}/account_data/io.element.synapse.admin_client_config",
        idempotent,
        since = "1.135"
    )]
    pub fn set_admin_client_config(&self, params: AdminClientConfigParams);

    /// Not offered: its replies hold the password hash of each user. `client.users.list({ name })` finds the same
    /// without.
    #[get("/_synapse/admin/v1/search_users/{user_id}")]
    fn search_users(&self, term: NonEmpty) -> Unknown;
}

async fn nobody_has_it(user: &User) -> Result<(), Error> {
    match user.get().ignored().await {
        Ok(()) => {
            let mut failure = Failure::new(Class::Conflict, "create(): there is such a user already");
            failure.details.status = Some(409);
            failure.details.method = Some(User::CREATE.method.as_str());
            failure.details.path = Some(User::CREATE.path.into());
            Err(failure.into())
        }
        Err(error) if error.class() == Some(Class::NotFound) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn somebody_has_it(user: &User) -> Result<(), Error> {
    user.get().ignored().await
}

/// How many files a call deletes.
const FILES_A_CALL: u64 = 100;

/// What the server cannot remove stays where it is in the order, and what lies behind moves up to it. New files come at
/// the end.
async fn delete_all_media(
    user: &User,
    mut on_progress: impl FnMut(&AllDeletedMedia),
) -> Result<AllDeletedMedia, Error> {
    delete_files(user, &mut on_progress).await
}

/// Written once for all who want to be told.
async fn delete_files(
    user: &User,
    on_progress: &mut dyn FnMut(&AllDeletedMedia),
) -> Result<AllDeletedMedia, Error> {
    let mut done = AllDeletedMedia { deleted_media: Vec::new(), total: 0, left: 0 };
    loop {
        let (from, order) = (done.left as u64, MediaOrder::CreatedTs);
        let deleted = user.delete_some_media(from, FILES_A_CALL, order).await?;
        if deleted.first().is_some_and(|first| done.deleted_media.contains(first)) {
            // It would come for ever.
            let failure = Failure::response("deleted_media", "files not deleted before", "one that was");
            return Err(failure.into());
        }
        let count = deleted.len() as i64;
        done.total += count;
        done.deleted_media.extend(deleted);
        if count == FILES_A_CALL as i64 {
            on_progress(&done);
            continue;
        }
        let there = user.count_media(1_u64).await?;
        let behind = there - done.left + count;
        done.left += behind.min(FILES_A_CALL as i64).max(count) - count;
        on_progress(&done);
        if done.left >= there {
            done.left = there;
            return Ok(done);
        }
    }
}

async fn get_administered_rooms(
    user: &User,
    mut on_progress: impl FnMut(&AdministeredRooms),
) -> Result<AdministeredRooms, Error> {
    look_at_rooms(user, &mut on_progress).await
}

async fn look_at_rooms(
    user: &User,
    on_progress: &mut dyn FnMut(&AdministeredRooms),
) -> Result<AdministeredRooms, Error> {
    let mut found = AdministeredRooms { rooms: Vec::new(), total: 0 };
    for room_id in user.get_room_ids().await? {
        let room = room_of(user, &room_id)?;
        let mut state = Vec::new();
        for kind in ["m.room.create", "m.room.power_levels"] {
            state.extend(room.get_powers(RoomStateParams { r#type: Some(kind.to_owned()) }).await?);
        }
        if let Some(powers) = Powers::of(state).filter(|powers| powers.administers(&user.user_id)) {
            let mut others = room.get_member_ids().await?;
            others.retain(|member| *member != user.user_id && powers.administers(member));
            let power_level = powers.level(&user.user_id);
            found.rooms.push(AdministeredRoom { room_id, power_level, others });
        }
        found.total += 1;
        on_progress(&found);
    }
    Ok(found)
}

async fn log_out(
    user: &User,
    params: Option<LogOutParams>,
    mut on_progress: impl FnMut(&DeletedDevices),
) -> Result<DeletedDevices, Error> {
    let dry_run = params.unwrap_or_default().dry_run == Some(true);
    delete_those(user, &|_| true, dry_run, &mut on_progress).await
}

async fn prune_devices(
    user: &User,
    params: PruneDevicesParams,
    mut on_progress: impl FnMut(&DeletedDevices),
) -> Result<DeletedDevices, Error> {
    let PruneDevicesParams { last_seen_before, never_seen, keep, dry_run, .. } = params;
    in_the_past("pruneDevices", "params.lastSeenBefore", last_seen_before)?;
    let old = |device: &SeenDevice| match device.last_seen_ts {
        Some(seen) => seen < last_seen_before as i64,
        None => never_seen == Some(true) && device.dehydrated != Some(true),
    };
    let kept = |device: &SeenDevice| keep.as_ref().is_some_and(|keep| keep.contains(&device.device_id));
    let which = |device: &SeenDevice| old(device) && !kept(device);
    delete_those(user, &which, dry_run == Some(true), &mut on_progress).await
}

/// How many devices a call deletes.
const DEVICES_A_CALL: usize = 100;

/// Written once for all who want to be told.
async fn delete_those(
    user: &User,
    which: &dyn Fn(&SeenDevice) -> bool,
    dry_run: bool,
    on_progress: &mut dyn FnMut(&DeletedDevices),
) -> Result<DeletedDevices, Error> {
    let devices = user.get_seen_devices().await?.into_iter().filter(which);
    let ids: Vec<_> = devices.map(|device| device.device_id).collect();
    if dry_run {
        return Ok(DeletedDevices { total: ids.len() as i64, devices: ids });
    }
    let mut done = DeletedDevices { devices: Vec::new(), total: 0 };
    for portion in ids.chunks(DEVICES_A_CALL) {
        user.delete_devices(portion.to_vec()).await?;
        done.devices.extend_from_slice(portion);
        done.total = done.devices.len() as i64;
        on_progress(&done);
    }
    Ok(done)
}

/// All of it, one after the other; nothing behind an error.
fn export(user: &User, params: Option<ExportParams>) -> Items<UserExport> {
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
    let filter = || filter_of(user.user_id());
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
            let params = EventReportListParams { user_id: filter(), ..Default::default() };
            rows(events.list(params).items(), move |report| report.user_id == by)
        }),
        ("event_reports_about", {
            let params = EventReportListParams { event_sender_user_id: filter(), ..Default::default() };
            rows(events.list(params).items(), move |report| report.sender.as_ref() == Some(&about))
        }),
        ("user_reports_by", {
            let params = UserReportListParams { user_id: filter(), ..Default::default() };
            rows(users.list(params).items(), move |report| report.user_id == reporter)
        }),
        ("user_reports_about", {
            let params = UserReportListParams { target_user_id: filter(), ..Default::default() };
            rows(users.list(params).items(), move |report| report.target_user_id == target)
        }),
        ("media", rows(user.get_media(None).items(), |_| true)),
    ]
}

fn told<T: Serialize>(
    call: impl IntoFuture<Output = Result<T, Error>> + 'static,
) -> LocalFuture<Result<Value, Error>> {
    Box::pin(async move { Ok(Value::of(&call.await?)?) })
}

/// The filter of the server takes a part of an id, of ASCII only, and on PostgreSQL a backslash stands for what comes behind
/// it: any other id is looked for among all.
fn filter_of(user_id: &str) -> Option<String> {
    user_id.bytes().all(|byte| byte.is_ascii() && byte != b'\\').then(|| user_id.to_owned())
}

/// What the filter lets through is more than was meant, or old servers do not know it.
fn rows<T: Serialize + 'static>(
    rows: impl Stream<Item = Result<T, Error>> + 'static,
    which: impl Fn(&T) -> bool + 'static,
) -> LocalFuture<Result<Value, Error>> {
    told(Box::pin(rows.try_filter(move |row| ready(which(row))).try_collect::<Vec<_>>()))
}

fn downloads(user: &User) -> Items<UserExport> {
    let media = user.client.media().with(user.options.clone());
    let server = server_of(user.user_id()).unwrap_or_default().to_owned();
    // An upload that is pending has no content: the server would be waiting for it.
    let there = user.get_media(None).items().try_filter(|file| ready(file.media_length.is_some()));
    Box::pin(there.and_then(move |file| {
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

fn begin_offboarding(user: &User, params: &Option<OffboardParams>) -> Result<Offboarding, Error> {
    let params = params.clone().unwrap_or_default();
    let (expected, received) = ("that of this user", "that of another");
    if params.user_id.as_ref().is_some_and(|user_id| *user_id != user.user_id) {
        return Err(wrong("params.user_id", expected, received));
    }
    if params.hand_over_to.as_ref() == Some(&user.user_id) {
        return Err(wrong("params.handOverTo", "another user", "this one"));
    }
    Ok(Offboarding::new(&user.user_id, params))
}

async fn offboard(
    user: &User,
    params: Option<OffboardParams>,
    mut state: Offboarding,
    mut on_progress: impl FnMut(&Offboarding),
) -> Result<Offboarding, Error> {
    let dry_run = params.is_some_and(|params| params.dry_run == Some(true));
    if state.steps.iter().all(OffboardStep::ended) {
        return Ok(state);
    }
    check_heir(user, &state).await?;
    let server = user.client.server().with(user.options.clone());
    // Whose account is locked cannot go on, or unlock it.
    if server.who_am_i().await? == user.user_id {
        return Err(wrong("user_id", "another user", "yourself"));
    }
    let mas = server.capabilities().await?.mas;
    for mut step in state.steps.clone() {
        if step.ended() {
            continue;
        }
        let account = standing_of(user, &user.user_id).await?;
        if let Some(reason) = state.needless(step.step, &account, mas) {
            step.spare(reason);
        } else if dry_run {
            plan(user, &mut step).await?;
        } else {
            step.begin();
            let asked = state.clone();
            let mut tell = |step: &OffboardStep| {
                state.put(step);
                on_progress(&state);
            };
            tell(&step);
            let taken = Box::pin(take(user, &asked, &account, &mut step, &mut tell)).await;
            // One that was cancelled is still running.
            if let Err(error) = &taken
                && let Some(class) = error.class()
            {
                step.status = OffboardStatus::Failed;
                step.code = Some(class.code().to_owned());
                step.reason = Some(error.message().to_owned());
                tell(&step);
            }
            taken?;
            step.status = OffboardStatus::Done;
        }
        state.put(&step);
        on_progress(&state);
    }
    Ok(state)
}

/// Who is to have the rooms has to be there, as far as this server can tell.
async fn check_heir(user: &User, state: &Offboarding) -> Result<(), Error> {
    let Some(heir) = &state.hand_over_to else { return Ok(()) };
    if server_of(heir) != server_of(&user.user_id) {
        return Ok(());
    }
    let account = standing_of(user, heir).await?;
    if account.deactivated {
        let (expected, received) = ("a user who can have rooms", "one whose account is deactivated");
        return Err(wrong("params.handOverTo", expected, received));
    }
    Ok(())
}

/// Finds out what a step would do.
async fn plan(user: &User, step: &mut OffboardStep) -> Result<(), Error> {
    match step.step {
        OffboardStepName::Lock | OffboardStepName::Redact => {}
        OffboardStepName::Rooms => step.rooms = Some(rooms_of_nobody_else(user).await?),
        OffboardStepName::Media => {
            let (mut files, mut bytes) = (0, 0);
            let mut count = |file: Upload| {
                files += 1;
                bytes += file.media_length.unwrap_or_default();
            };
            let page = |from, limit| user.get_uploads(from, limit, MediaOrder::MediaId);
            each_upload(&page, &mut count).await?;
            (step.files, step.bytes) = (Some(files), Some(bytes));
        }
        OffboardStepName::Deactivate => {
            step.devices = Some(user.get_seen_devices().await?.len() as i64);
            step.joined_rooms = Some(user.get_room_ids().await?.len() as i64);
        }
    }
    Ok(())
}

/// More messages than anybody sends to a room, and as many as a server can hold in mind.
const MESSAGES_A_ROOM: u64 = 100_000;

/// Takes a step, up to its end.
async fn take(
    user: &User,
    asked: &Offboarding,
    account: &Standing,
    step: &mut OffboardStep,
    tell: &mut dyn FnMut(&OffboardStep),
) -> Result<(), Error> {
    match step.step {
        OffboardStepName::Lock => {
            user.set_locked(true).await?;
            let acts = asked.wants(OffboardStepName::Rooms) || asked.redact;
            if acts && account.suspended == Some(true) {
                user.suspend(false).await?;
            }
        }
        OffboardStepName::Rooms => {
            let Some(heir) = &asked.hand_over_to else { return Ok(()) };
            let rooms = user.client.rooms().with(user.options.clone());
            let mut expected = "somebody who can have".to_owned();
            let mut except = |room_id: &str, why: &str| {
                expected = [&*expected, " ", room_id, " (", why, ")"].concat();
            };
            for room_id in rooms_of_nobody_else(user).await? {
                let handed_over = step.rooms.get_or_insert_default();
                if !handed_over.contains(&room_id) {
                    let params = MakeRoomAdminParams { user_id: Some(heir.clone()) };
                    let made = rooms.make_admin(&*room_id, params).await;
                    if let Err(error) = unless(&REFUSALS, made)? {
                        let why = error.error().unwrap_or_default();
                        if !why.ends_with(OF_A_CREATOR) {
                            except(&room_id, why);
                            continue;
                        }
                    }
                    handed_over.push(room_id.clone());
                    tell(step);
                }
                if is_lost(user, &rooms, &room_id, heir).await? {
                    except(&room_id, "has to be in it first");
                }
            }
            if expected.ends_with(')') {
                return Err(wrong("params.handOverTo", &expected, heir));
            }
        }
        OffboardStepName::Redact => {
            let id = match &step.redact_id {
                Some(id) => id.clone(),
                None => {
                    let all = RedactParams {
                        rooms: Some(rooms_of_any_time(user).await?),
                        limit: Some(MESSAGES_A_ROOM),
                        ..RedactParams::default()
                    };
                    user.redact(all).await?.id().to_owned()
                }
            };
            step.redact_id = Some(id.clone());
            tell(step);
            let waiting = WaitOptions { signal: user.options.signal.clone(), ..WaitOptions::default() };
            let waited = user.begun_redaction(id).wait(waiting, |_| ()).await;
            if matches!(&waited, Err(error) if matches!(error.class(), Some(Class::Job | Class::NotFound))) {
                // The next time begins another one.
                step.redact_id = None;
            }
            step.failed_redactions = waited?.get("failed_redactions").map(|failed| failed.names());
        }
        OffboardStepName::Media if asked.media == OffboardMedia::Delete => {
            let before = step.files.unwrap_or_default();
            let mut count = |so_far: &AllDeletedMedia| {
                (step.files, step.left) = (Some(before + so_far.total), Some(so_far.left));
                tell(step);
            };
            delete_files(user, &mut count).await?;
        }
        OffboardStepName::Media => step.files = Some(user.quarantine_media().await?),
        OffboardStepName::Deactivate => {
            let params = DeactivateParams { erase: Some(asked.erase) };
            user.deactivate_account(params).ignored().await?;
        }
    }
    Ok(())
}

/// A room that nobody of this server is in any more cannot be joined: so its heir has to be there before the user goes.
async fn is_lost(user: &User, rooms: &Rooms, room_id: &str, heir: &str) -> Result<bool, Error> {
    let mut members = room_of(user, room_id)?.get_member_ids().await?;
    members.retain(|member| member == heir || server_of(member) == server_of(&user.user_id));
    if somebody_stays(user, &members).await? {
        return Ok(false);
    }
    Ok(unless(&REFUSALS, rooms.join_local(room_id, heir).ignored().await)?.is_err())
}

fn wrong(argument: &str, expected: &str, received: &str) -> Error {
    Failure::invalid("offboard", argument, expected, received).into()
}

fn room_of(user: &User, room_id: &str) -> Result<Room, Error> {
    Ok(user.client.room(room_id)?.with(user.options.clone()))
}

/// How an account stands.
async fn standing_of(user: &User, user_id: &str) -> Result<Standing, Error> {
    user.client.user(user_id)?.with(user.options.clone()).get_standing().await
}

/// How the server refuses to do something in a room.
const REFUSALS: [Class; 2] = [Class::PermissionDenied, Class::Api];

/// How it ends what it says where a creator is to have power, whose power has no limit.
const OF_A_CREATOR: &str = "must not appear in content.users";

/// Whether one of them is somebody else, whose account is not closed or being closed: who has one that is leaves in the
/// background, or cannot.
async fn somebody_stays(user: &User, members: &[String]) -> Result<bool, Error> {
    for member in members.iter().filter(|member| **member != user.user_id) {
        if server_of(member) != server_of(&user.user_id) {
            return Ok(true);
        }
        match standing_of(user, member).await {
            // A bridge's own name can be one without an account.
            Err(error) if error.class() == Some(Class::NotFound) => return Ok(true),
            account => {
                let Standing { deactivated, locked, .. } = account?;
                if !deactivated && locked != Some(true) {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

fn server_of(user_id: &str) -> Option<&str> {
    user_id.split_once(':').map(|(_, server)| server)
}

/// The rooms that only this user can administer.
async fn rooms_of_nobody_else(user: &User) -> Result<Vec<String>, Error> {
    let mut alone = Vec::new();
    for room in look_at_rooms(user, &mut |_| ()).await?.rooms {
        if !somebody_stays(user, &room.others).await? {
            alone.push(room.room_id);
        }
    }
    Ok(alone)
}

/// Where the user may have sent something; none where an old server does not tell.
async fn rooms_of_any_time(user: &User) -> Result<Vec<String>, Error> {
    match user.get_memberships().unread().await {
        Err(error) if error.class() == Some(Class::Unsupported) => Ok(Vec::new()),
        told => Ok(told?.names()),
    }
}

/// The server wants to be told the rooms; an empty list stands for all of them.
fn in_all_rooms(user: &User, params: Option<RedactParams>) -> Call<Job<Redaction>> {
    let mut params = params.unwrap_or_default();
    params.rooms.get_or_insert_default();
    user.redact_in(params)
}

fn ban_or_unban(user: &User, ban: Option<bool>) -> Call<()> {
    if ban == Some(false) { user.unban() } else { user.ban() }
}

/// How to deactivate.
#[params]
pub struct DeactivateParams {
    /// Also removes the profile and hides the user's messages from whoever joins later, on this server: others have copies
    /// of them, and show them. Default: `false`.
    pub erase: Option<bool>,
}

/// What became of a deactivation.
#[model]
pub struct DeactivatedAccount {
    /// Whether the identity servers dropped the user's third-party ids.
    #[open("success", "no-support")]
    pub id_server_unbind_result: String,
}

/// How to reset a password.
#[params]
pub struct ResetPasswordParams {
    /// Whether to log the user out everywhere. Default: `true`.
    pub logout_devices: Option<bool>,
}

/// The rooms a user is in.
#[model]
pub struct JoinedRooms {
    /// Room ids, in no order.
    pub joined_rooms: Vec<String>,
    /// How many they are.
    pub total: i64,
}

/// What clients stored for a user.
#[model]
pub struct UserData {
    /// What was stored, for the account and for each room.
    pub account_data: AccountData,
}

/// Account data by type.
#[model]
pub struct AccountData {
    /// For the account: the content by type, such as `m.direct`.
    pub global: Map<Object>,
    /// For each room: the content by type, such as `m.fully_read`.
    pub rooms: Map<Map<Object>>,
}

/// How long to act as another user.
#[params]
pub struct LoginAsUserParams {
    /// When the token ends, in ms since the epoch. Default: never.
    pub valid_until_ms: Option<u64>,
}

/// The right to act as a user.
#[model]
pub struct LoggedIn {
    /// A secret.
    #[secret]
    pub access_token: String,
}

/// Where a user's push notifications go.
#[model]
pub struct Pushers {
    /// In no order.
    pub pushers: Vec<Pusher>,
    /// How many they are.
    pub total: i64,
}

/// One way to notify a user.
#[model]
pub struct Pusher {
    /// The name of the app, for people.
    pub app_display_name: Nullable<String>,
    /// What the app calls itself to push services: `org.example.app.ios`.
    pub app_id: String,
    /// What the app set, any JSON: for `http` an object with the `url` to notify and maybe a `format`, for `email`
    /// usually an empty one.
    pub data: Unknown,
    /// The name of the device, for people.
    pub device_display_name: Nullable<String>,
    /// Whether it sends to a push service or by e-mail.
    #[open("http", "email")]
    pub kind: String,
    /// The language that the user wants: `en` or `en-US`.
    pub lang: Nullable<String>,
    /// Which set of the user's push rules it follows.
    pub profile_tag: Nullable<String>,
    /// The address of the user at the app: a secret of the push service, or an e-mail address.
    pub pushkey: String,
    /// Whether it is on.
    pub enabled: Option<bool>,
    /// The device that set it up.
    pub device_id: Option<Nullable<String>>,
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::{User, filter_of};
    use crate::client::{Client, ClientOptions};

    fn user() -> User {
        let client = Client::unchecked(ClientOptions::new("https://matrix.example.com", "token"));
        client.user("@a:s").unwrap()
    }

    #[test]
    fn a_redaction_is_of_all_rooms_unless_it_names_some() {
        for (params, body) in [
            (None, r#"{"rooms":[]}"#),
            (Some("{}"), r#"{"rooms":[]}"#),
            (Some(r#"{"reason":"}"}"#), r#"{"rooms":[],"reason":"}"}"#),
            (Some(r#"{"rooms":["!a:b"]}"#), r#"{"rooms":["!a:b"]}"#),
        ] {
            let params = params.map(|text| serde_json::from_str(text).unwrap());
            let mut call = user().redact(params).prepared().unwrap();
            assert_eq!(call.request(None).unwrap().body.as_deref(), Some(body));
        }
    }

    #[test]
    fn only_an_id_that_the_server_takes_as_it_is_goes_into_a_filter() {
        assert_eq!(filter_of("@a_b:s").as_deref(), Some("@a_b:s"));
        for id in ["@ü:s", r"@a\b:s"] {
            assert_eq!(filter_of(id), None);
        }
    }

    #[test]
    fn a_ban_is_a_post_and_its_end_a_delete() {
        for (ban, method) in [(None, "POST"), (Some(true), "POST"), (Some(false), "DELETE")] {
            let request = user().shadow_ban(ban).prepared().unwrap().request(None).unwrap();
            assert_eq!(request.method.as_str(), method);
            assert_eq!(request.target, "/_synapse/admin/v1/users/%40a%3As/shadow_ban");
        }
    }
}
