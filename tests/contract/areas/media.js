import { newRoom } from "../rooms.js";
import { connect, equal, fake, group, isAtLeast, isError, json, last, ok, rejection } from "../tools.js";

export const { checks, check, checkWhere } = group("media");

/** @typedef {Awaited<ReturnType<typeof connect>>} Homeserver */

/**
 * A file that a new user uploaded, or this one. Each has content of its own: what has the same is quarantined together.
 *
 * @param {Homeserver} server @param {string} url @param {string} [content]
 * @param {{ userId: string, accessToken: string }} [user]
 */
async function upload(server, url, content = `the content of ${server.name("file")}`, user) {
  const { userId, accessToken } = user ?? (await server.account());
  const response = await fetch(`${url}/_matrix/media/v3/upload?filename=notes.txt`, {
    method: "POST",
    headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "text/plain" },
    body: content,
  });
  const { content_uri } = await response.json();
  const [, origin = "", id = ""] = /^mxc:\/\/([^/]+)\/(.+)$/.exec(content_uri) ?? [];
  return { userId, accessToken, origin, id, content };
}

/**
 * What the server says of a file, asked without the package, or nothing of one that it does not have.
 *
 * @param {Homeserver} server @param {{ userId: string, id: string }} file
 */
async function info(server, { userId, id }) {
  const { media } = await server.ask("GET", `/_synapse/admin/v1/users/${encodeURIComponent(userId)}/media`);
  return media.find((/** @type {any} */ file) => file.media_id === id);
}

/** SQLite servers send 0 and 1. @param {any} value */
const flag = (value) => (value === null ? null : Boolean(value));

check("all files of a user are deleted but those that the server cannot remove, which it is told how many are", async (context) => {
  const server = await connect(context);
  const url = context.server?.url ?? "";
  const user = await server.account();
  /** @type {string[]} */
  const ids = [];
  for (const count of [1, 2, 3]) ids.push((await upload(server, url, `file ${count} of ${user.userId}`, user)).id);
  // No file can have so long a name.
  const [first = ""] = ids;
  const long = first + "x".repeat(300);
  await server.sql(`UPDATE local_media_repository SET media_id = '${long}' WHERE media_id = '${first}'`);
  const { deleted_media, total, left } = await server.client.user(user.userId).deleteAllMedia();
  equal([deleted_media, total, left], [ids.slice(1), 2, 1], "what was deleted, and how much is left");
  const { media } = await server.client.user(user.userId).getMedia();
  equal(media.map(({ media_id }) => media_id), [long], "what is there");
});

check("as documented: what a message refers to is deleted with the files of its room, whoever uploaded it", async (context) => {
  const server = await connect(context);
  const file = await upload(server, context.server?.url ?? "");
  const { room, send } = await newRoom(server);
  await send("m.room.message", { msgtype: "m.image", body: "spam", url: `mxc://${file.origin}/${file.id}` });
  const { done, failed } = await room.deleteAllMedia();
  equal([done.map(({ value }) => value.deleted_media), failed], [[[file.id]], []], "what was deleted");
  equal(await info(server, file), undefined, "the file of somebody who is not in the room");
});

check("a file that was announced and is not there yet is the homeserver's own 504, asked for once", async (context) => {
  const server = await connect(context);
  // Not the admin, who may announce only five a day.
  const { accessToken } = await server.account();
  const { content_uri } = await server.request("POST", "/_matrix/media/v1/create", {}, accessToken);
  let attempts = 0;
  const { MatrixAdminClient, ServerError } = context.sdk;
  const client = new MatrixAdminClient({
    baseUrl: server.client.baseUrl,
    accessToken: server.accessToken,
    onRequest: () => void attempts++,
  });
  const path = `/_matrix/client/v1/media/download/${content_uri.slice("mxc://".length)}`;
  const download = () => client.request({ method: "GET", path, query: { timeout_ms: 1 } });
  isError(await rejection(download), ServerError, { status: 504, errcode: "M_NOT_YET_UPLOADED" });
  equal(attempts, 1, "how often it was asked for");
});

checkWhere({ since: 140 }, "a file is described as the server describes it, with booleans", async (context) => {
  const server = await connect(context);
  const file = await upload(server, context.server?.url ?? "");
  const found = await server.client.media.get(file.origin, file.id);
  server.asSent(found, ({ media_info }) => ({
    ...media_info,
    authenticated: flag(media_info.authenticated),
    safe_from_quarantine: flag(media_info.safe_from_quarantine),
  }));
  equal([found.user_id, found.media_type, found.upload_name], [file.userId, "text/plain", "notes.txt"], "the file");
  equal([found.media_length, found.media_origin], [file.content.length, null], "its size, and that it is local");
  await server.client.media.protect(file.id);
  equal((await server.client.media.get(file.origin, file.id)).safe_from_quarantine, true, "protected");
  isError(await rejection(() => server.client.media.get(file.origin, "nobodyknowsthis")), context.sdk.NotFoundError);
});

check("as documented: a file of another server has an origin and no user", async (context) => {
  const media_info = {
    media_origin: "matrix.org:8448",
    user_id: null,
    media_id: "a/b",
    media_type: "image/png",
    media_length: 68,
    upload_name: null,
    created_ts: 1_700_000_000_000,
    filesystem_id: "abc",
    url_cache: null,
    last_access_ts: null,
    quarantined_by: null,
    authenticated: 1,
    safe_from_quarantine: null,
    sha256: null,
  };
  const { client, sent } = fake(context, json({ media_info }));
  const found = await client.media.get("matrix.org:8448", "a/b");
  equal(found, { ...media_info, authenticated: true }, "the file");
  equal(last(sent).path, "/_synapse/admin/v1/media/matrix.org%3A8448/a%2Fb", "the path");
});

check("a quarantined file cannot be downloaded, by an admin who says so it can, and then again by all", async (context) => {
  const server = await connect(context);
  const { media } = server.client;
  const file = await upload(server, context.server?.url ?? "");
  const text = async (/** @type {object} */ params) =>
    new TextDecoder().decode(await media.download(file.origin, file.id, params));
  const bytes = await media.download(file.origin, file.id);
  ok(bytes instanceof Uint8Array, "bytes");
  equal(await text({ timeout_ms: 1_000 }), file.content, "the content");

  equal(await media.quarantine(file.origin, file.id), undefined, "what quarantine gives");
  equal((await info(server, file)).quarantined_by, server.userId, "who quarantined it");
  isError(await rejection(() => media.download(file.origin, file.id)), context.sdk.NotFoundError);
  const bypass = () => text({ admin_unsafely_bypass_quarantine: true });
  if (await isAtLeast(server, 145)) equal(await bypass(), file.content, "the quarantined content");
  else isError(await rejection(bypass), context.sdk.NotFoundError);
  await media.quarantine(file.origin, file.id);

  equal(await media.unquarantine(file.origin, file.id), undefined, "what unquarantine gives");
  equal((await info(server, file)).quarantined_by, null, "who quarantined it");
  equal(await text({}), file.content, "the content again");
});

checkWhere({ since: 152 }, "each change of quarantine is listed once, and the end has a place to go on from", async (context) => {
  const server = await connect(context);
  const { media } = server.client;
  const file = await upload(server, context.server?.url ?? "");
  let from;
  for await (const { next_batch } of media.getQuarantineChanges().pages()) from = next_batch;
  ok(from !== undefined, "where the changes end");
  await media.quarantine(file.origin, file.id);
  await media.unquarantine(file.origin, file.id);

  const page = await media.getQuarantineChanges({ from });
  server.asSent(page, ({ changes, ...rest }) => ({
    ...rest,
    changes: changes.map((/** @type {any} */ change) => ({ ...change, quarantined: flag(change.quarantined) })),
  }));
  const mine = (/** @type {any[]} */ changes) => changes.filter(({ media_id }) => media_id === file.id);
  const change = { origin: file.origin, media_id: file.id };
  const expected = [{ ...change, quarantined: true }, { ...change, quarantined: false }];
  equal(mine(page.changes), expected, "the changes");
  equal(mine(await media.getQuarantineChanges({ from }).toArray()), expected, "the changes by iteration");
  equal((await media.getQuarantineChanges({ from: page.next_batch })).changes, [], "what is new since");
  const error = await rejection(() => media.getQuarantineChanges({ from: 1e15 }));
  isError(error, context.sdk.ApiError, { status: 400, errcode: "M_INVALID_PARAM" });
});

check("a protected file is not quarantined, until it is unprotected", async (context) => {
  const server = await connect(context);
  const { media } = server.client;
  const file = await upload(server, context.server?.url ?? "");
  equal(await media.protect(file.id), undefined, "what protect gives");
  equal(flag((await info(server, file)).safe_from_quarantine), true, "protected");
  await media.quarantine(file.origin, file.id);
  equal((await info(server, file)).quarantined_by, null, "who quarantined it");

  equal(await media.unprotect(file.id), undefined, "what unprotect gives");
  equal(flag((await info(server, file)).safe_from_quarantine), false, "protected");
  await media.quarantine(file.origin, file.id);
  equal((await info(server, file)).quarantined_by, server.userId, "who quarantined it");
  for (const call of [() => media.protect("nobodyknowsthis"), () => media.unprotect("nobodyknowsthis")]) {
    isError(await rejection(call), context.sdk.NotFoundError);
  }
});

check("a deleted file is gone, and a file of another server is refused", async (context) => {
  const server = await connect(context);
  const { media } = server.client;
  const file = await upload(server, context.server?.url ?? "");
  const deleted = await media.delete(file.origin, file.id);
  server.asSent(deleted);
  equal(deleted, { deleted_media: [file.id], total: 1 }, "what was deleted");
  equal(await info(server, file), undefined, "what is left of it");
  isError(await rejection(() => media.delete(file.origin, file.id)), context.sdk.NotFoundError);
  isError(await rejection(() => media.delete("example.com", file.id)), context.sdk.ApiError, { status: 400 });
});

check("old and large files are deleted, and only they; seconds are refused", async (context) => {
  const server = await connect(context);
  const { media } = server.client;
  const url = context.server?.url ?? "";
  // Larger than what any other check uploads, so that their files stay.
  const large = await upload(server, url, `${server.name("large")} `.padEnd(300_001, "x"));
  const small = await upload(server, url);
  const spared = await upload(server, url, `${server.name("spared")} `.padEnd(300_001, "x"));
  await media.protect(spared.id);

  const none = await media.deleteBefore(Date.parse("2001-01-01"), { size_gt: 300_000 });
  equal(none, { deleted_media: [], total: 0 }, "what is as old as that");
  const deleted = await media.deleteBefore(Date.now() + 60_000, { size_gt: 300_000, keep_profiles: true });
  server.asSent(deleted);
  ok(deleted.deleted_media.includes(large.id), "the large file was deleted");
  equal(deleted.total, deleted.deleted_media.length, "how many were deleted");
  equal(await info(server, large), undefined, "what is left of the large one");
  for (const file of [small, spared]) equal((await info(server, file)).media_id, file.id, "a file that stays");
  await media.delete(spared.origin, spared.id);

  const seconds = Math.floor(Date.now() / 1000);
  const refused = { status: 400, errcode: "M_INVALID_PARAM" };
  isError(await rejection(() => media.deleteBefore(seconds)), context.sdk.ApiError, refused);
  isError(await rejection(() => media.purgeRemoteCache(seconds)), context.sdk.ApiError, refused);
});

check("the cache is purged of what is older than that", async (context) => {
  const server = await connect(context);
  // Older than any file, so that nobody misses one.
  const deleted = await server.client.media.purgeRemoteCache(Date.parse("2001-01-01"));
  server.asSent(deleted, (reply) => reply.deleted);
  equal(deleted, 0, "how many were deleted");
});

check("as documented: deletions take their arguments from the query of a POST", async (context) => {
  const { client, sent } = fake(context, [json({ deleted: 7 }), json({ deleted_media: [], total: 0 })]);
  equal(await client.media.purgeRemoteCache(1_700_000_000_000), 7, "how many were deleted");
  equal([last(sent).method, last(sent).path], ["POST", "/_synapse/admin/v1/purge_media_cache?before_ts=1700000000000"]);
  await client.media.deleteBefore(1_700_000_000_000, { keep_profiles: false });
  const path = "/_synapse/admin/v1/media/delete?before_ts=1700000000000&keep_profiles=false";
  equal([last(sent).method, last(sent).path], ["POST", path]);
});

checkWhere({ since: 78 }, "a clean-up that only looks tells at most what the clean-up then deletes, and what it spares stays", async (context) => {
  const server = await connect(context);
  const { url } = context.server;
  const { media } = server.client;
  // Larger than the files of the other checks.
  const content = (/** @type {string} */ letter) => letter.repeat(400_000);
  const gone = await upload(server, url, content("a"));
  const kept = await upload(server, url, content("b"));
  const small = await upload(server, url);
  await media.protect(kept.id);
  // It is of the past, by the clock of this machine.
  await new Promise((later) => setTimeout(later, 20));
  const which = { before_ts: Date.now() - 1, size_gt: 399_999 };
  const planned = await media.cleanUp({ ...which, dryRun: true });
  ok(planned.local >= 1 && (planned.bytes ?? 0) >= planned.local * 400_000 && planned.remote === null, JSON.stringify(planned));
  ok(await info(server, gone), "the file is there after a look");
  /** @type {unknown[]} */
  const told = [];
  const done = await media.cleanUp({ ...which, remote: true }, { onProgress: (done) => void told.push(done) });
  equal(done, { local: planned.local, remote: 0, bytes: null }, "what was deleted");
  equal(told, [{ ...done, remote: null }, done], "the progress");
  equal([await info(server, gone), Boolean(await info(server, kept)), Boolean(await info(server, small))], [undefined, true, true], "what is there");
  equal((await media.cleanUp({ ...which, dryRun: true })).local, 0, "what is left to delete");
});

checkWhere({ since: 78 }, "the files of an uploader without an account, as a bridge can be, are planned and cleaned up like others", async (context) => {
  const server = await connect(context);
  const { media } = server.client;
  const { id, userId } = await upload(server, context.server.url, "c".repeat(500_000));
  await server.sql(`UPDATE local_media_repository SET user_id = '@${server.name("bridge")}:${userId.split(":")[1]}' WHERE media_id = '${id}'`);
  await new Promise((later) => setTimeout(later, 20));
  const which = { before_ts: Date.now() - 1, size_gt: 499_999 };
  equal(await media.cleanUp({ ...which, dryRun: true }), { local: 1, remote: null, bytes: 500_000 }, "the plan");
  equal((await media.cleanUp(which)).local, 1, "what is deleted");
});
