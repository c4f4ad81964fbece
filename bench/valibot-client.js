// A client as one writes it by hand: fetch, a schema for each reply. It has a part of the endpoints, small and large ones;
// what all of them would weigh is reckoned from these.

import * as v from "valibot";

const text = v.nullable(v.string());
const integer = v.pipe(v.number(), v.integer());
const cursor = v.optional(v.union([v.string(), integer]));

/** @typedef {import("./valibot-connect.js").Client} Client */

const user = (/** @type {string} */ id) => `/v1/users/${encodeURIComponent(id)}`;
const nothing = v.looseObject({});

const threepid = v.looseObject({
  medium: v.string(),
  address: v.string(),
  validated_at: integer,
  added_at: integer,
});
const externalId = v.looseObject({ auth_provider: v.string(), external_id: v.string() });
const account = v.looseObject({
  name: v.string(),
  admin: v.boolean(),
  deactivated: v.boolean(),
  locked: v.optional(v.boolean()),
  shadow_banned: v.boolean(),
  creation_ts: v.pipe(
    integer,
    v.transform((seconds) => seconds * 1000),
  ),
  appservice_id: text,
  consent_server_notice_sent: text,
  consent_version: text,
  consent_ts: v.nullish(integer),
  user_type: text,
  is_guest: v.boolean(),
  suspended: v.optional(v.boolean()),
  approved: v.optional(v.boolean()),
  displayname: text,
  avatar_url: text,
  threepids: v.array(threepid),
  external_ids: v.array(externalId),
  erased: v.optional(v.boolean()),
  last_seen_ts: v.nullish(integer),
});
/** @param {Client} client @param {string} id */
export const getUser = (client, id) => client(account, "GET", `/v2/users/${encodeURIComponent(id)}`);

const connection = v.looseObject({ ip: text, last_seen: v.nullable(integer), user_agent: text });
const session = v.looseObject({ connections: v.array(connection) });
const sessions = v.looseObject({
  user_id: v.string(),
  devices: v.record(v.string(), v.looseObject({ sessions: v.array(session) })),
});
/** @param {Client} client @param {string} id */
export const whois = (client, id) => client(sessions, "GET", `/v1/whois/${encodeURIComponent(id)}`);

const unbound = v.looseObject({ id_server_unbind_result: v.string() });
/** @param {Client} client @param {string} id @param {{ erase?: boolean }} [body] */
export const deactivate = (client, id, body = {}) =>
  client(unbound, "POST", `/v1/deactivate/${encodeURIComponent(id)}`, { body });

/** @param {Client} client @param {string} id @param {{ new_password: string, logout_devices?: boolean }} body */
export const resetPassword = (client, id, body) =>
  client(nothing, "POST", `/v1/reset_password/${encodeURIComponent(id)}`, { body });

/** @param {Client} client @param {string} id */
export const isAdmin = (client, id) =>
  client(v.looseObject({ admin: v.boolean() }), "GET", `${user(id)}/admin`);

/** @param {Client} client @param {string} id @param {boolean} admin */
export const setAdmin = (client, id, admin) =>
  client(nothing, "PUT", `${user(id)}/admin`, { body: { admin } });

const joined = v.looseObject({ joined_rooms: v.array(v.string()), total: integer });
/** @param {Client} client @param {string} id */
export const joinedRooms = (client, id) => client(joined, "GET", `${user(id)}/joined_rooms`);

const data = v.record(v.string(), v.record(v.string(), v.unknown()));
const accountData = v.looseObject({
  account_data: v.looseObject({ global: v.record(v.string(), v.unknown()), rooms: data }),
});
/** @param {Client} client @param {string} id */
export const getAccountData = (client, id) => client(accountData, "GET", `${user(id)}/accountdata`);

const file = v.looseObject({
  media_id: v.string(),
  media_type: text,
  media_length: v.nullable(integer),
  upload_name: text,
  created_ts: integer,
  url_cache: v.nullish(v.string()),
  last_access_ts: v.nullable(integer),
  quarantined_by: text,
  safe_from_quarantine: v.boolean(),
  user_id: v.nullish(v.string()),
  authenticated: v.nullish(v.boolean()),
  sha256: v.nullish(v.string()),
});
const mediaPage = v.looseObject({ media: v.array(file), next_token: cursor, total: integer });
/** @param {Client} client @param {string} id @param {object} [query] */
export const getMedia = (client, id, query) => client(mediaPage, "GET", `${user(id)}/media`, { query });

const deleted = v.looseObject({ deleted_media: v.array(v.string()), total: integer });
/** @param {Client} client @param {string} id @param {object} [query] */
export const deleteMedia = (client, id, query) => client(deleted, "DELETE", `${user(id)}/media`, { query });

const token = v.looseObject({ access_token: v.string() });
/** @param {Client} client @param {string} id @param {{ valid_until_ms?: number }} [body] */
export const loginAs = (client, id, body = {}) => client(token, "POST", `${user(id)}/login`, { body });

const pusher = v.looseObject({
  app_display_name: v.string(),
  app_id: v.string(),
  data: v.looseObject({ url: v.optional(v.string()), format: v.optional(v.string()) }),
  device_display_name: v.string(),
  kind: v.string(),
  lang: v.string(),
  profile_tag: v.string(),
  pushkey: v.string(),
});
/** @param {Client} client @param {string} id */
export const getPushers = (client, id) =>
  client(v.looseObject({ pushers: v.array(pusher), total: integer }), "GET", `${user(id)}/pushers`);

/** @param {Client} client @param {string} id @param {boolean} ban */
export const shadowBan = (client, id, ban) =>
  client(nothing, ban ? "POST" : "DELETE", `${user(id)}/shadow_ban`);

const summary = v.looseObject({
  name: v.string(),
  user_type: text,
  is_guest: v.boolean(),
  admin: v.boolean(),
  deactivated: v.boolean(),
  shadow_banned: v.boolean(),
  displayname: text,
  avatar_url: text,
  creation_ts: v.nullable(integer),
  approved: v.optional(v.boolean()),
  erased: v.optional(v.boolean()),
  last_seen_ts: v.nullish(integer),
  locked: v.optional(v.boolean()),
});
const userPage = v.looseObject({ users: v.array(summary), next_token: cursor, total: integer });
/** @param {Client} client @param {object} [query] */
export const listUsers = (client, query) => client(userPage, "GET", "/v2/users", { query });

const room = v.looseObject({
  room_id: v.string(),
  name: text,
  canonical_alias: text,
  joined_members: integer,
  joined_local_members: integer,
  version: text,
  creator: text,
  encryption: text,
  federatable: v.boolean(),
  public: v.boolean(),
  join_rules: text,
  guest_access: text,
  history_visibility: text,
  state_events: integer,
  room_type: text,
});
const roomPage = v.looseObject({
  rooms: v.array(room),
  offset: integer,
  total_rooms: integer,
  next_batch: cursor,
  prev_batch: cursor,
});
/** @param {Client} client @param {object} [query] */
export const listRooms = (client, query) => client(roomPage, "GET", "/v1/rooms", { query });

const members = v.looseObject({ members: v.array(v.string()), total: integer });
/** @param {Client} client @param {string} id */
export const getMembers = (client, id) =>
  client(members, "GET", `/v1/rooms/${encodeURIComponent(id)}/members`);
