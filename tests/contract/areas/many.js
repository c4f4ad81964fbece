import { ADMIN, CLIENT, conversation, counted, encoded, known, newRoom } from "../rooms.js";
import { ALICE, connect, equal, fake, group, isAtLeast, isError, json, ok, refusal, rejection } from "../tools.js";

export const { checks, check } = group("many at once");

/** @typedef {Awaited<ReturnType<typeof connect>>} Homeserver */

/** @param {Homeserver} server @param {string} roomId */
const isThere = (server, roomId) =>
  server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}`).then(
    () => true,
    () => false,
  );

check("rooms are deleted one after the other, and one that is in use elsewhere stays as it is", async (context) => {
  const server = await connect(context);
  const rooms = [await newRoom(server), await newRoom(server), await newRoom(server)];
  const [first, second, other] = rooms.map(({ roomId }) => roomId);
  /** @type {unknown[]} */
  const told = [];
  const { done, failed, rest } = await server.client.rooms.deleteMany([first ?? "", second ?? ""], { block: true }, {
    onProgress: ({ item, error, done, failed, total }) => void told.push([item, error, done, failed, total]),
  });
  equal(told, [[first, undefined, 1, 0, 2], [second, undefined, 2, 0, 2]], "the progress");
  equal(done.map(({ item, value }) => [item, value.status]), [[first, "complete"], [second, "complete"]], "what is done");
  equal(done.map(({ value }) => value.shutdown_room?.kicked_users), rooms.slice(0, 2).map(({ owner }) => [owner.userId]), "who had to leave");
  equal([failed, rest], [[], []], "what failed, and what is left");
  equal(await Promise.all(rooms.map(({ roomId }) => isThere(server, roomId))), [false, false, true], "what is there");
  equal((await server.ask("GET", `${ADMIN}/rooms/${encoded(first ?? "")}/block`)).block, true, "the block");
  equal((await server.ask("GET", `${ADMIN}/rooms/${encoded(other ?? "")}/block`)).block, false, "the block of the other");
});

check("a deletion that fails on the server is begun once more, and one that fails again is told", async (context) => {
  const answers = (/** @type {string[]} */ ...statuses) => {
    let begun = 0;
    return fake(context, ({ method, path }) => {
      if (method === "DELETE") return json({ delete_id: `d${begun++}` });
      if (path.includes("scheduled_tasks")) return json({ scheduled_tasks: [] });
      return json({ delete_id: "d", status: statuses[begun - 1], shutdown_room: null });
    });
  };
  const good = answers("failed", "complete");
  equal((await good.client.rooms.deleteMany(["!a:b"])).done.length, 1, "how many are done");
  equal(good.sent.filter(({ method }) => method === "DELETE").length, 2, "how often it was begun");
  const bad = answers("failed", "failed", "failed");
  const { failed } = await bad.client.rooms.deleteMany(["!a:b"]);
  isError(failed[0]?.error, context.sdk.JobError, { job: "d1" });
  equal(bad.sent.filter(({ method }) => method === "DELETE").length, 2, "how often it was begun");
});

check("a deletion that makes a new room is not begun again: the members are not moved twice", async (context) => {
  const server = await connect(context);
  const [{ roomId }, host] = [await newRoom(server), await server.account()];
  // The server says it last, and refuses one that long.
  const { failed } = await server.client.rooms.deleteMany([roomId], { new_room_user_id: host.userId, message: "x".repeat(70_000) });
  isError(failed[0]?.error, context.sdk.JobError);
  equal((await server.client.user(host.userId).getRooms()).total, 1, "how many new rooms there are");
});

check("a deletion that somebody cancels on the server stays so", async (context) => {
  const { client, sent } = fake(context, ({ method, path }) => {
    if (method === "DELETE") return json({ delete_id: "d" });
    if (path.includes("scheduled_tasks")) return json({ scheduled_tasks: [] });
    return json({ delete_id: "d", status: "cancelled", shutdown_room: null });
  });
  const { failed } = await client.rooms.deleteMany(["!a:b"]);
  isError(failed[0]?.error, context.sdk.JobError, { job: "d" });
  equal(sent.filter(({ method }) => method === "DELETE").length, 1, "how often it was begun");
});

check("an abort between rooms leaves the others, and tells which", async (context) => {
  const server = await connect(context);
  const rooms = [await newRoom(server), await newRoom(server), await newRoom(server)].map(({ roomId }) => roomId);
  const controller = new AbortController();
  const { done, failed, rest } = await server.client.rooms.deleteMany(rooms, {}, {
    signal: controller.signal,
    onProgress: () => controller.abort("enough"),
  });
  equal([done.map(({ item }) => item), failed, rest], [rooms.slice(0, 1), [], rooms.slice(1)], "what it comes to");
  equal(await Promise.all(rooms.map((roomId) => isThere(server, roomId))), [false, true, true], "what is there");
});

check("an abort while a room is deleted tells the room as failed, with the reason", async (context) => {
  const controller = new AbortController();
  const { client } = fake(context, ({ method }) => {
    if (method === "DELETE") return json({ delete_id: "d" });
    setTimeout(() => controller.abort("enough"));
    return json({ delete_id: "d", status: "active", shutdown_room: null });
  });
  const outcome = await client.rooms.deleteMany(["!a:b", "!c:d"], {}, { signal: controller.signal });
  equal(outcome, { done: [], failed: [{ item: "!a:b", error: "enough" }], rest: ["!c:d"] }, "what it comes to");
});

check("history is purged room by room, and where there is nothing to purge that is no failure", async (context) => {
  const server = await connect(context);
  const talk = await conversation(server, ["one", "two"]);
  const other = await conversation(server, ["one", "two"]);
  const unknown = `!nobody-${server.name()}:localhost`;
  const { done, failed, rest } = await server.client.rooms.purgeHistoryMany([talk.roomId, unknown], {
    purge_up_to_ts: Date.now() + 60_000,
    delete_local_events: true,
  });
  equal(done, [{ item: talk.roomId, value: { status: "complete" } }, { item: unknown, value: null }], "what is done");
  equal([failed, rest], [[], []], "what failed, and what is left");
  const texts = async (/** @type {string} */ roomId) => {
    const { chunk } = await server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}/messages?dir=f&limit=100`);
    return chunk.flatMap((/** @type {any} */ event) => event.content.body ?? []);
  };
  equal([await texts(talk.roomId), await texts(other.roomId)], [["two"], ["one", "two"]], "the messages");
});

check("a dry run deletes no room, and tells who is in each; one that nobody knows fails", async (context) => {
  const server = await connect(context);
  const { roomId, owner } = await newRoom(server);
  await counted(server, roomId);
  const unknown = `!nobody-${server.name()}:localhost`;
  /** @type {number[]} */
  const told = [];
  const { done, failed, rest } = await server.client.rooms.deleteMany([roomId, unknown], { block: true }, {
    dryRun: true,
    onProgress: ({ done, failed }) => void told.push(done + failed),
  });
  equal(done.map(({ item, value }) => [item, value.joined_members, value.creator]), [[roomId, 1, owner.userId]], "the plan");
  equal([failed.map(({ item }) => item), rest, told], [[unknown], [], [1, 2]], "what failed, what is left, what was told");
  isError(failed[0]?.error, context.sdk.NotFoundError);
  ok(await isThere(server, roomId), "the room has to be there");
  equal((await server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}/block`)).block, false, "the block");
});

check("a dry run purges nothing, and tells up to where it would", async (context) => {
  const server = await connect(context);
  const talk = await conversation(server, ["one", "two"]);
  const unknown = `!nobody-${server.name()}:localhost`;
  const purge = async (/** @type {number} */ purge_up_to_ts) => {
    const { done, failed } = await server.client.rooms.purgeHistoryMany([talk.roomId, unknown], { purge_up_to_ts }, { dryRun: true, concurrency: 1 });
    equal(failed, [], "what failed");
    return done.map(({ item, value }) => [item, value?.event_id ?? null]);
  };
  equal(await purge(Date.now() + 60_000), [[talk.roomId, talk.ids[1]], [unknown, null]], "all of it");
  equal(await purge(Date.now() - 3_600_000), [[talk.roomId, null], [unknown, null]], "nothing");
  const { chunk } = await server.ask("GET", `${ADMIN}/rooms/${encoded(talk.roomId)}/messages?dir=f&limit=100`);
  equal(chunk.flatMap((/** @type {any} */ event) => event.content.body ?? []), ["one", "two"], "the messages");
});

check("a dry run sends no notice, and tells who would get it", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const nobody = `@nobody-${server.name()}:${userId.split(":")[1]}`;
  const { done, failed } = await server.client.serverNotices.sendToMany([userId, nobody], { msgtype: "m.text", body: "now" }, { txnPrefix: "dry" }, { dryRun: true });
  equal(done.map(({ item, value }) => [item, value.name, value.deactivated]), [[userId, userId, false]], "the plan");
  isError(failed[0]?.error, context.sdk.NotFoundError);
  const { invite } = (await server.request("GET", `${CLIENT}/sync?timeout=0`, undefined, accessToken)).rooms ?? {};
  equal(invite, undefined, "the invitations");
});

check("as documented: a dry run only reads, and is what a client can do that is read-only", async (context) => {
  const { sdk } = context;
  const { client, sent } = fake(context, ({ path }) => json(path.endsWith("/media") ? { local: ["mxc://b/one"], remote: [] } : {}), { readOnly: true });
  const dry = /** @type {const} */ ({ dryRun: true });
  await client.rooms.deleteMany(["!a:b"], {}, dry);
  await client.rooms.purgeHistoryMany(["!a:b"], { purge_up_to_ts: 1000 }, dry);
  await client.room("!a:b").deleteAllMedia(dry);
  await client.serverNotices.sendToMany(["@a:b"], {}, { txnPrefix: "p" }, dry);
  equal([...new Set(sent.map(({ method }) => method))], ["GET"], "the methods");
  equal(sent[1]?.path, `${ADMIN}/rooms/%21a%3Ab/timestamp_to_event?ts=999&dir=b`, "what is asked for a purge");
  const { failed } = await client.rooms.deleteMany(["!a:b"], {}, { dryRun: false });
  isError(failed[0]?.error, sdk.RefusedError);
  isError(await rejection(() => client.rooms.deleteMany(["!a:b"], {}, /** @type {any} */ ({ dryRun: 1 }))), sdk.InvalidArgumentError, { argument: "options.dryRun" });
  const bulk = /** @type {any} */ (client).bulk([], () => {}, dry);
  isError(await rejection(() => bulk), sdk.InvalidArgumentError);
});

check("a notice goes to many, once to each who is sent it again", async (context) => {
  const server = await connect(context);
  const users = [await server.account(), await server.account()];
  const nobody = `@nobody-${server.name()}:${users[0]?.userId.split(":")[1]}`;
  const content = { msgtype: "m.text", body: "We restart at noon." };
  const ids = users.map(({ userId }) => userId);
  const txnPrefix = `${server.name("restart")}/1`;
  const first = await server.client.serverNotices.sendToMany([...ids, nobody], content, { txnPrefix });
  equal(first.done.map(({ item }) => item).sort(), [...ids].sort(), "who got it");
  equal(first.failed.map(({ item }) => item), [nobody], "who did not");
  isError(first.failed[0]?.error, context.sdk.ApiError);
  const again = await server.client.serverNotices.sendToMany(ids, content, { txnPrefix });
  const events = (/** @type {typeof first} */ { done }) => Object.fromEntries(done.map(({ item, value }) => [item, value.event_id]));
  equal(events(again), events(first), "the notices of the second time");
});

check("as documented: each user has a transaction id that is made of the prefix", async (context) => {
  const { client, sent } = fake(context, json({ event_id: "$e" }));
  await client.serverNotices.sendToMany(["@a:b", "@c:d"], {}, { txnPrefix: "p/1", type: "m.x" }, { concurrency: 1 });
  equal(sent.map(({ method, path }) => [method, path]), ["%40a%3Ab", "%40c%3Ad"].map((user) => ["PUT", `${ADMIN}/send_server_notice/p%2F1-${user}`]), "the requests");
  equal(JSON.parse(sent[1]?.body ?? ""), { user_id: "@c:d", content: {}, type: "m.x" }, "the body");
});

/** Puts a file into a room. @param {Homeserver} server @param {string} url @param {Awaited<ReturnType<typeof newRoom>>} room */
async function share(server, url, { owner, send }) {
  const response = await fetch(`${url}/_matrix/media/v3/upload?filename=${server.name("file")}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${owner.accessToken}`, "Content-Type": "text/plain" },
    body: `the content of ${server.name("file")}`,
  });
  const { content_uri } = await response.json();
  await send("m.room.message", { msgtype: "m.file", body: "file", url: content_uri });
  return String(content_uri);
}

check("the files of a room are deleted, one that was sent twice once, and those of others stay", async (context) => {
  const server = await connect(context);
  const { url } = context.server;
  const room = await newRoom(server);
  const other = await newRoom(server);
  const files = [await share(server, url, room), await share(server, url, room)];
  await room.send("m.room.message", { msgtype: "m.file", body: "again", url: files[0] });
  await room.send("m.room.message", { msgtype: "m.file", body: "gone", url: `mxc://${files[0]?.split("/")[2]}/nosuchfile` });
  await share(server, url, other);
  if (await isAtLeast(server, 140)) {
    const plan = await room.room.deleteAllMedia({ dryRun: true });
    const { media } = await server.ask("GET", `${ADMIN}/users/${encoded(room.owner.userId)}/media`);
    const there = media.map((/** @type {any} */ file) => [file.media_id, file.media_length]).sort();
    equal([plan.done.map(({ value }) => [value.media_id, value.media_length]).sort(), there.length], [there, 2], "the plan");
  }
  const { done, failed, rest } = await room.room.deleteAllMedia();
  equal(done.map(({ item, value }) => [item, value.total]).sort(), files.map((file) => [file, 1]).sort(), "what is done");
  // The server names only files that it has, or had.
  ok(failed.every(({ item }) => item.endsWith("/nosuchfile")), "only the file that is not there may fail");
  equal(rest, [], "what is left");
  const uploads = async (/** @type {string} */ userId) => (await server.ask("GET", `${ADMIN}/users/${encoded(userId)}/media`)).total;
  equal([await uploads(room.owner.userId), await uploads(other.owner.userId)], [0, 1], "the uploads");
});

/** A user with devices of these ids, besides the one of the log-in. @param {Homeserver} server @param {string[]} ids */
async function withDevices(server, ids) {
  const account = await server.account();
  await server.request("GET", `${CLIENT}/account/whoami`, undefined, account.accessToken);
  for (const id of ids) await server.ask("POST", `/_synapse/admin/v2/users/${encoded(account.userId)}/devices`, { device_id: id });
  const left = async () => {
    const { devices } = await server.ask("GET", `/_synapse/admin/v2/users/${encoded(account.userId)}/devices`);
    return devices.map((/** @type {any} */ { device_id }) => device_id).sort();
  };
  /** @param {string} id @param {number} ts */
  const seen = (id, ts) =>
    server.sql(`UPDATE devices SET last_seen = ${ts} WHERE user_id = '${account.userId}' AND device_id = '${id}'`);
  return { ...account, user: server.client.user(account.userId), left, seen };
}

check("a user is logged out everywhere, and beforehand one can see of how many devices", async (context) => {
  const server = await connect(context);
  const { user, left, accessToken } = await withDevices(server, ["B", "C"]);
  const planned = await user.logOut({ dryRun: true });
  equal([planned.total, [...planned.devices].sort(), await left()], [3, ["B", "C", "DEVICE"], ["B", "C", "DEVICE"]], "the plan");
  /** @type {number[]} */
  const told = [];
  const done = await user.logOut({}, { onProgress: ({ total }) => void told.push(total) });
  equal([done.total, [...done.devices].sort(), told, await left()], [3, ["B", "C", "DEVICE"], [3], []], "what is done");
  const whoami = () => server.request("GET", `${CLIENT}/account/whoami`, undefined, accessToken);
  ok(/: 401 /.test((await rejection(whoami)).message), "the token is of no use any more");
  equal(await user.logOut(), { devices: [], total: 0 }, "the second time");
});

check("devices not seen since are deleted; those never seen or to be kept stay unless told otherwise", async (context) => {
  const server = await connect(context);
  const { user, left, seen } = await withDevices(server, ["OLD", "KEPT", "NEW", "NEVER"]);
  const day = 86_400_000;
  await seen("OLD", Date.now() - 10 * day);
  await seen("KEPT", Date.now() - 10 * day);
  await seen("NEW", Date.now() - day);
  await seen("DEVICE", Date.now());
  const lastSeenBefore = Date.now() - 5 * day;
  const planned = await user.pruneDevices({ lastSeenBefore, keep: ["KEPT"], dryRun: true });
  equal(planned, { devices: ["OLD"], total: 1 }, "the plan");
  equal(await user.pruneDevices({ lastSeenBefore, keep: ["KEPT"] }), planned, "what is done");
  equal(await left(), ["DEVICE", "KEPT", "NEVER", "NEW"], "what is left");
  await user.pruneDevices({ lastSeenBefore, neverSeen: true });
  equal(await left(), ["DEVICE", "NEW"], "what is left in the end");
});

check("times in seconds or in the future are refused before anything is asked", async (context) => {
  const { user, sent } = fake(context, json({}));
  const seconds = Math.floor(Date.now() / 1000);
  for (const [lastSeenBefore, received] of /** @type {const} */ ([[seconds, "a number that looks like seconds"], [Date.now() + 60_000, "a time in the future"]])) {
    const error = await rejection(() => user.pruneDevices({ lastSeenBefore }));
    isError(error, context.sdk.InvalidArgumentError, { argument: "params.lastSeenBefore", received });
  }
  equal(sent.length, 0, "what was sent");
});

check("the device that stands in for a user while no other is there is not pruned as one that was never seen", async (context) => {
  const server = await connect(context);
  if (!(await isAtLeast(server, 132))) return;
  const { user, userId, left } = await withDevices(server, ["NEVER", "STANDIN"]);
  await server.sql(`INSERT INTO dehydrated_devices (user_id, device_id, device_data) VALUES ('${userId}', 'STANDIN', '{}')`);
  await user.pruneDevices({ lastSeenBefore: Date.now() - 86_400_000, neverSeen: true, keep: ["DEVICE"] });
  equal(await left(), ["DEVICE", "STANDIN"], "the devices that are there");
});

check("thousands of devices are deleted in portions, and an abort loses nothing of what was told", async (context) => {
  const devices = Array.from({ length: 250 }, (_, number) => ({
    user_id: ALICE, device_id: `D${number}`, display_name: null, last_seen_user_agent: null, last_seen_ts: null, last_seen_ip: null,
  }));
  const { user, sent } = fake(context, ({ method }) => json(method === "GET" ? { devices, total: 250 } : {}));
  /** @type {number[]} */
  const told = [];
  const { total } = await user.logOut({}, { onProgress: ({ total }) => void told.push(total) });
  equal([total, told], [250, [100, 200, 250]], "the progress");
  equal(sent.slice(1).map(({ body }) => JSON.parse(body).devices.length), [100, 100, 50], "the portions");
  const controller = new AbortController();
  const aborted = user.logOut({}, { signal: controller.signal, onProgress: () => controller.abort("enough") });
  equal(await rejection(() => aborted), "enough", "the reason");
  equal(sent.length, 4 + 2, "how many were sent");
});

/** @param {Homeserver} server @param {string} roomId @param {{ accessToken: string }} user */
const join = (server, roomId, { accessToken }) => server.request("POST", `${CLIENT}/join/${encoded(roomId)}`, {}, accessToken);

check("the rooms that a user can administer are told, with who else can", async (context) => {
  const server = await connect(context);
  const [alice, bob] = [await server.account(), await server.account()];
  const make = async (/** @type {object} */ fields, /** @type {{ accessToken: string }} */ who = alice) => {
    const { room_id } = await server.request("POST", `${CLIENT}/createRoom`, { preset: "public_chat", ...fields }, who.accessToken);
    return String(room_id);
  };
  const powers = (/** @type {Record<string, number>} */ users) => ({ power_level_content_override: { users } });
  const alone = await make({ room_version: "11" });
  const together = await make({ room_version: "11", ...powers({ [alice.userId]: 100, [bob.userId]: 100 }) });
  const halfway = await make({ room_version: "11", ...powers({ [alice.userId]: 100, [bob.userId]: 50 }) });
  const elsewhere = await make({ room_version: "11" }, bob);
  const absent = await make({ room_version: "11", ...powers({ [alice.userId]: 100, [bob.userId]: 100 }) });
  for (const roomId of [together, halfway]) await join(server, roomId, bob);
  await join(server, elsewhere, alice);
  const expected = [
    { room_id: alone, power_level: 100, others: [] },
    { room_id: together, power_level: 100, others: [bob.userId] },
    { room_id: halfway, power_level: 100, others: [] },
    { room_id: absent, power_level: 100, others: [] },
  ];
  let rooms = 5;
  for (const version of await known(server, ["12"])) {
    const newest = await make({ room_version: version });
    await join(server, newest, bob);
    expected.push({ room_id: newest, power_level: /** @type {any} */ (null), others: [] });
    rooms++;
  }
  /** @type {number[]} */
  const told = [];
  const found = await server.client.user(alice.userId).getAdministeredRooms({ onProgress: ({ total }) => void told.push(total) });
  const sorted = (/** @type {any[]} */ list) => [...list].sort((one, other) => (one.room_id < other.room_id ? -1 : 1));
  equal(sorted(found.rooms), sorted(expected), "the rooms");
  equal([found.total, told.at(-1), told.length], [rooms, rooms, rooms], "how many were looked at");
  const ofBob = await server.client.user(bob.userId).getAdministeredRooms();
  equal(ofBob.rooms.map(({ room_id }) => room_id).sort(), [together, elsewhere].sort(), "the rooms of the other");
});

check("a method for many refuses what one alone would, before anything begins, and other options", async (context) => {
  const { client, sent } = fake(context, json({}));
  const { InvalidArgumentError } = context.sdk;
  const rooms = /** @type {any} */ (client.rooms);
  isError(await rejection(() => rooms.deleteMany(["!a:b", "nonsense"])), InvalidArgumentError, { argument: "roomIds[1]" });
  isError(await rejection(() => rooms.deleteMany("!a:b")), InvalidArgumentError, { argument: "roomIds" });
  isError(await rejection(() => rooms.deleteMany(["!a:b"], {}, { concurrency: 0 })), InvalidArgumentError, { argument: "options.concurrency" });
  const message = /one of signal, concurrency, keepValues, onProgress/;
  isError(await rejection(() => rooms.deleteMany(["!a:b"], {}, { timeoutMs: 5 })), InvalidArgumentError, { message });
  isError(await rejection(() => rooms.purgeHistoryMany(["!a:b"])), InvalidArgumentError);
  isError(await rejection(() => client.serverNotices.sendToMany(["@a:b"], {}, /** @type {any} */ ({}))), InvalidArgumentError, { argument: "params.txnPrefix" });
  equal(sent.length, 0, "what was sent");
});

check("a refused change of one is told with it, and the others go on", async (context) => {
  const { client } = fake(context, ({ method }) => (method === "DELETE" ? refusal(400, "M_UNKNOWN") : json({})), {
    confirm: ({ ids }) => ids.room_id !== "!a:b",
  });
  const { failed } = await client.rooms.deleteMany(["!a:b", "!c:d"]);
  isError(failed[0]?.error, context.sdk.RefusedError);
  isError(failed[1]?.error, context.sdk.ApiError, { status: 400 });
});
