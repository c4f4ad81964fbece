// What another server, a user or an old row of the database decides. What no API does is written into the database.
import { ADMIN, CLIENT, conversation, counted, encoded, newRoom } from "../rooms.js";
import { connect, equal, group, isAtLeast, ok, written } from "../tools.js";

export const { checks, check, checkWhere } = group("what others decide");

/** @typedef {Awaited<ReturnType<typeof connect>>} Homeserver */

/** As SQL has it. @param {string} text */
const quoted = (text) => `'${text.replaceAll("'", "''")}'`;

/** A new file of the user, and its id. @param {Homeserver} server @param {string} token @param {string} name */
async function upload(server, token, name) {
  const path = `/_matrix/media/v3/upload?filename=${encoded(name)}`;
  const { content_uri } = await server.request("POST", path, { name }, token);
  return String(content_uri).split("/").at(-1) ?? "";
}

check("an account without a date is read and listed", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  await server.sql(`UPDATE users SET creation_ts = NULL WHERE name = ${quoted(userId)}`);
  // The server remembers accounts until they change.
  await user.shadowBan();
  const details = await user.get();
  server.asSent(details);
  equal(details.creation_ts, null, "the date");
  const page = await server.client.users.list({ user_id: userId, guests: false });
  server.asSent(page);
  equal(page.users.map((one) => [one.name, one.creation_ts]), [[userId, null]], "the list");
});

check("a file without a date, and one without a user, are read and listed", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const media_id = await upload(server, accessToken, "undated");
  await server.sql(`UPDATE local_media_repository SET created_ts = NULL WHERE media_id = ${quoted(media_id)}`);
  const page = await server.client.user(userId).getMedia({ order_by: "media_id" });
  equal(page.media.map((file) => [file.media_id, file.created_ts]), [[media_id, null]], "the list");
  if (await isAtLeast(server, 140)) {
    const file = await server.client.media.get(userId.split(":")[1] ?? "", media_id);
    equal([file.media_id, file.created_ts], [media_id, null], "the file");
  }
  await server.sql(`UPDATE local_media_repository SET user_id = NULL WHERE media_id = ${quoted(media_id)}`);
  const users = await server.client.statistics.getUsersMedia().toArray();
  await server.sql(`DELETE FROM local_media_repository WHERE media_id = ${quoted(media_id)}`);
  equal(users.filter(({ user_id }) => user_id === null).map(({ displayname }) => displayname), [null], "nobody's files");
});

checkWhere({ since: 145 }, "a membership that the database does not hold is null", async (context) => {
  const server = await connect(context);
  const { owner, roomId } = await newRoom(server);
  await server.sql(
    `UPDATE current_state_events SET membership = NULL
      WHERE type = 'm.room.member' AND state_key = ${quoted(owner.userId)}`,
  );
  const memberships = await server.client.user(owner.userId).getMemberships();
  server.asSent(memberships, (reply) => reply.memberships);
  equal(memberships, { [roomId]: null }, "the memberships");
});

check("a deletion whose room the database does not hold is found by its id", async (context) => {
  const server = await connect(context);
  const { room } = await newRoom(server);
  const job = await room.delete();
  await job.wait();
  await server.sql(`UPDATE scheduled_tasks SET resource_id = NULL WHERE id = ${quoted(job.id)}`);
  const status = await job.status();
  server.asSent(status);
  // Older servers than 1.131 do not tell the room.
  equal([status.room_id ?? null, status.status], [null, "complete"], "the deletion");
});

check("a server for which no pause is known is read and listed", async (context) => {
  const server = await connect(context);
  const destination = `${server.name("server")}.invalid`;
  await server.sql(`INSERT INTO destinations (destination, retry_last_ts) VALUES (${quoted(destination)}, 5)`);
  const found = await server.client.federation.get(destination);
  server.asSent(found);
  equal([found.retry_last_ts, found.retry_interval], [5, null], "when it is tried again");
  const { destinations } = await server.client.federation.list({ destination });
  equal(destinations.map((one) => one.retry_interval), [0], "in the list");
});

check("what an app sets for a pusher is its own choice", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const app = { app_display_name: "", device_display_name: "<b>\u202e\ud83d\ude00", lang: "", kind: "sms" };
  const given = ["text", 7, [1.5, null], true, { url: null }];
  for (const [index, data] of given.entries()) {
    const pusher = { ...app, app_id: `app-${index}`, pushkey: userId, data };
    await server.request("POST", `${CLIENT}/pushers/set`, pusher, accessToken);
  }
  const pushers = await server.client.user(userId).getAllPushers();
  server.asSent(pushers);
  const found = pushers.pushers.map(({ app_id, data }) => [app_id, data]);
  equal(Object.fromEntries(found), Object.fromEntries(given.map((data, index) => [`app-${index}`, data])), "the data");
});

check("what users name their devices, files and clients comes as it is", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const user = server.client.user(userId);
  const odd = "<b>\u202e\ud83d\ude00\\\"' \u0007";
  await user.createDevice("ODD");
  await user.updateDevice("ODD", { display_name: odd });
  const { devices } = await user.getDevices();
  equal(devices.find(({ device_id }) => device_id === "ODD")?.display_name, odd, "the device");
  await upload(server, accessToken, odd);
  const { media } = await user.getMedia();
  equal(media.map(({ upload_name }) => upload_name), [odd], "the file");
  const headers = { Authorization: `Bearer ${accessToken}`, "User-Agent": "\u00fc\u00ff {}" };
  await fetch(`${context.server?.url}${CLIENT}/account/whoami`, { headers });
  await written(server, { userId });
  const sessions = await user.queryCurrentSessions();
  ok(Object.values(sessions.devices).flat().length > 0, "the client");
});

check("a score may be too large for any number", async (context) => {
  const server = await connect(context);
  const { owner, roomId, ids } = await conversation(server, ["rude"]);
  const score = "9".repeat(400);
  const answer = await fetch(`${context.server?.url}${CLIENT}/rooms/${encoded(roomId)}/report/${encoded(ids[0] ?? "")}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${owner.accessToken}`, "Content-Type": "application/json" },
    body: `{"score":${score}}`,
  });
  equal(answer.status, 200, "the report");
  await counted(server, roomId);
  const page = await server.client.eventReports.list({ room_id: roomId });
  server.asSent(page);
  const [report] = page.event_reports;
  equal(report?.score, Infinity, "the score");
  server.asSent(await server.client.eventReports.get(report?.id ?? 0));
});

check("what an admin's clients get to see is as some client wrote it", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account({ admin: true });
  const client = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken });
  const path = `${CLIENT}/user/${encoded(userId)}/account_data/io.element.synapse.admin_client_config`;
  const config = { return_soft_failed_events: "yes", return_policy_server_spammy_events: null };
  await server.request("PUT", path, config, accessToken);
  equal(await client.user(userId).getAdminClientConfig(), config, "the configuration");
});

// ---- events

/**
 * Puts a copy of an event, as another server could have sent it, into the database; room version 1 alone lets the id be
 * chosen. It is where the event is, has these fields besides, as JSON texts, and its age is not known.
 *
 * @param {Homeserver} server @param {string} eventId @param {Record<string, string>} fields
 */
async function odd(server, eventId, fields) {
  const copy = eventId.replace("$", "$odd-");
  const members = Object.entries(fields).map(([name, text]) => `"${name}":${text},`);
  const from = "FROM events WHERE event_id =";
  const columns = "topological_ordering, type, room_id, processed, outlier, depth, received_ts, sender, state_key";
  await server.sql(`
    INSERT INTO events (stream_ordering, event_id, origin_server_ts, ${columns})
      SELECT -stream_ordering, ${quoted(copy)}, origin_server_ts, ${columns} ${from} ${quoted(eventId)};
    INSERT INTO event_to_state_groups (event_id, state_group)
      SELECT ${quoted(copy)}, state_group FROM event_to_state_groups WHERE event_id = ${quoted(eventId)};
    INSERT INTO event_json (event_id, room_id, internal_metadata, json, format_version)
      SELECT ${quoted(copy)}, room_id, internal_metadata,
        replace(replace(replace(json, ${quoted(eventId)}, ${quoted(copy)}),
          '"content":{', ${quoted(`${members.join("")}"content":{`)}), '"age_ts":', '"was_ts":'),
        format_version FROM event_json WHERE event_id = ${quoted(eventId)};
  `);
  return copy;
}

/** What Synapse passes through unread. */
const UNREAD = { redacts: "5", age: '"1"', prev_content: '"x"', replaces_state: "7", redacted_because: "null" };

check("an event with odd fields is read wherever events are", async (context) => {
  const server = await connect(context);
  const { room, roomId, owner, ids, setState } = await conversation(server, ["one", "two"], { room_version: "1" });
  const id = await odd(server, ids[0] ?? "", UNREAD);
  const all = await room.getMessages({ dir: "b", limit: 100 }).toArray();
  const found = all.find(({ event_id }) => event_id === id);
  /** @param {any} event */
  const isOdd = (event) => {
    const { redacts, age, prev_content, replaces_state, redacted_because } = event ?? {};
    equal([redacts, age, prev_content, replaces_state, redacted_because], [5, "1", "x", 7, null], "its fields");
  };
  isOdd(found);
  const around = await room.getContext(id);
  isOdd(around.event);
  const path = `${CLIENT}/rooms/${encoded(roomId)}/report/${encoded(id)}`;
  await server.request("POST", path, { reason: "odd" }, owner.accessToken);
  await counted(server, roomId);
  const { event_reports } = await server.client.eventReports.list({ room_id: roomId });
  isOdd((await server.client.eventReports.get(event_reports[0]?.id ?? 0)).event_json);
  if (await isAtLeast(server, 140)) isOdd(await server.client.events.get(id));

  if (!(await isAtLeast(server, 123))) return;
  const { event_id } = await setState("m.room.topic", { topic: "before" });
  const topic = await odd(server, event_id, UNREAD);
  await server.sql(`
    UPDATE current_state_events SET event_id = ${quoted(topic)}, event_stream_ordering = -event_stream_ordering
      WHERE event_id = ${quoted(event_id)}`);
  const state = await room.getState({ type: "m.room.topic" });
  isOdd(state[0]);
});

check("an event with a time that is none, which older servers took, is read", async (context) => {
  const server = await connect(context);
  if (await isAtLeast(server, 155)) return;
  const { room, ids } = await conversation(server, ["one"], { room_version: "1" });
  const id = await odd(server, ids[0] ?? "", { state_key: "null" });
  await server.sql(`
    UPDATE event_json SET json = replace(json, '"origin_server_ts":', '"origin_server_ts":true,"was":')
      WHERE event_id = ${quoted(id)}`);
  const all = await room.getMessages({ dir: "b", limit: 100 }).toArray();
  const found = all.find(({ event_id }) => event_id === id);
  equal([found?.origin_server_ts, found?.state_key], [true, null], "its fields");
});
