import { ADMIN, conversation, counted, encoded, known } from "../rooms.js";
import { connect, equal, group, isError, ok, rejection } from "../tools.js";

export const { checks, check, checkWhere } = group("events");

/** What has passed since an event was sent goes on passing. @param {any} event @returns {any} */
const ageless = (event) =>
  JSON.parse(JSON.stringify(event), (key, value) => (key === "age" ? undefined : value));

const MESSAGES = { types: ["m.room.message"] };
const body = (/** @type {{ content: Record<string, unknown> }} */ event) => event.content.body;

check("the messages of a room are read page by page, forward and backward", async (context) => {
  const server = await connect(context);
  const { room } = await conversation(server, ["one", "two", "three", "four", "five"]);
  const page = await room.getMessages({ limit: 3 });
  server.asSent(page);
  equal(page.chunk[0]?.type, "m.room.create", "the oldest event");

  const forward = room.getMessages({ limit: 2, filter: MESSAGES });
  equal((await forward.toArray()).map(body), ["one", "two", "three", "four", "five"], "forward");
  const backward = room.getMessages({ limit: 2, dir: "b", filter: MESSAGES });
  equal((await backward.toArray({ limit: 3 })).map(body), ["five", "four", "three"], "backward");
  const all = await room.getMessages({ limit: 2 }).toArray();
  equal(new Set(all.map(({ event_id }) => event_id)).size, all.length, "events, each once");
  equal(await server.client.room("!nobodyknows:localhost").getMessages().toArray(), [], "of a room that nobody knows");
});

check("a page without events is not the end of the messages", async (context) => {
  const server = await connect(context);
  const { room, send } = await conversation(server, ["needle"]);
  for (let index = 0; index < 30; index++) await send("org.example.hay", {});
  const [found, ...others] = await room.getMessages({ dir: "b", limit: 5, filter: { types: ["m.room.message"] } }).toArray();
  equal([found && body(found), others.length], ["needle", 0], "what was found");
});

check("a page begins and ends where it is told to", async (context) => {
  const server = await connect(context);
  const { room, ids } = await conversation(server, ["one", "two", "three"]);
  const { start, end } = await room.getContext(ids[1] ?? "", { limit: 0 });
  const after = await room.getMessages({ from: end, filter: MESSAGES });
  server.asSent(after);
  equal(after.chunk.map(body), ["three"], "what comes after");
  const before = await room.getMessages({ from: start, dir: "b", filter: MESSAGES });
  equal(before.chunk.map(body), ["one"], "what comes before");
  const until = await room.getMessages({ to: start, filter: MESSAGES }).toArray();
  equal(until.map(body), ["one"], "what comes until there");
});

check("a filter may hold percent signs, and any other character", async (context) => {
  const server = await connect(context);
  const types = ["org.example.100%", "org.example.%25", "org.example.ü+&=#\\\"%41"];
  const { room, send } = await conversation(server, ["other"]);
  let last = "";
  for (const type of types) last = await send(type, {});
  for (const type of types) {
    const found = await room.getMessages({ filter: { types: [type] } }).toArray();
    equal(found.map((event) => event.type), [type], "what was found");
    const around = await room.getContext(last, { limit: 10, filter: { types: [type] } });
    equal(around.events_before.map((event) => event.type), type === types.at(-1) ? [] : [type], "what was found around it");
  }
  const rest = await room.getMessages({ filter: { types: ["org.example.*", "m.room.message"], not_types: types } }).toArray();
  equal(rest.map(body), ["other"], "what is left");
});

check("a filter goes by sender, by address and by members", async (context) => {
  const server = await connect(context);
  const { room, owner, send, ids } = await conversation(server, ["text"]);
  await send("m.room.message", { msgtype: "m.file", body: "file", url: "mxc://localhost/abc" });
  const files = await room.getMessages({ filter: { ...MESSAGES, contains_url: true } }).toArray();
  equal(files.map(body), ["file"], "files");
  const others = await room.getMessages({ filter: { ...MESSAGES, not_senders: [owner.userId] } }).toArray();
  equal(others, [], "of other senders");
  const page = await room.getMessages({ filter: { ...MESSAGES, senders: [owner.userId], lazy_load_members: true } });
  server.asSent(page);
  equal(page.state?.map(({ state_key }) => state_key), [owner.userId], "the members");
  const lazy = { ...MESSAGES, lazy_load_members: true, include_redundant_members: false };
  const pages = [];
  for await (const { chunk, state } of room.getMessages({ filter: lazy, limit: 1 }).pages()) pages.push([chunk.length, state?.length]);
  equal(pages.slice(0, 2), [[1, 1], [1, 1]], "the members of each page, again and again");
  const around = await room.getContext(ids[0] ?? "", { filter: MESSAGES });
  server.asSent(around);
  equal([around.events_after.map(body), around.state], [["file"], []], "the state goes by the filter, too");
  const wrong = { type: ["m.room.message"] };
  const error = await rejection(() => room.getMessages({ filter: /** @type {any} */ (wrong) }));
  isError(error, context.sdk.InvalidArgumentError, { message: /params\.filter\.type: expected one of types/ });
});

check("the context of an event is what was said before and after it", async (context) => {
  const server = await connect(context);
  for (const room_version of await known(server, ["1", "3", "12"])) {
    const { room, ids } = await conversation(server, ["one", "two", "three", "four", "five"], { room_version });
    const around = await room.getContext(ids[2] ?? "", { limit: 4 });
    server.asSent(around);
    equal([around.events_before, [around.event], around.events_after].map((events) => events.map(body)), [
      ["two", "one"],
      ["three"],
      ["four", "five"],
    ]);
    ok(around.state.some(({ type }) => type === "m.room.create"), "the creation is among the state");
    const alone = await room.getContext(ids[2] ?? "", { limit: 0 });
    equal([alone.events_before, alone.events_after], [[], []], "the event alone");
    isError(await rejection(() => room.getContext("$nobodyknows")), context.sdk.NotFoundError);
  }
});

check("a redacted event is shown with the event that redacted it", async (context) => {
  const server = await connect(context);
  for (const room_version of await known(server, ["1", "11", "12"])) {
    const { room, ids, redact } = await conversation(server, ["rude"], { room_version });
    const event_id = await redact(ids[0] ?? "", { reason: "rude" });
    const { event, events_after } = await room.getContext(ids[0] ?? "");
    server.asSent({ event, events_after }, (reply) => ({ event: reply.event, events_after: reply.events_after }));
    equal([event.content, event.redacted_because?.event_id, events_after[0]?.redacts], [{}, event_id, ids[0]], "the redaction");
    equal(event.redacted_because?.content.reason, "rude", "the reason");
  }
});

check("the event next to a point in time is found in both directions", async (context) => {
  const server = await connect(context);
  const { room, ids } = await conversation(server, ["one", "two"]);
  const { event } = await room.getContext(ids[1] ?? "");
  const last = await room.timestampToEvent(Date.now() + 60_000, { dir: "b" });
  server.asSent(last);
  equal(last, { event_id: ids[1], origin_server_ts: event.origin_server_ts }, "the last event");
  const first = await room.timestampToEvent(0);
  const create = await room.getState({ type: "m.room.create" });
  equal(first.event_id, create[0]?.event_id, "the first event");
  isError(await rejection(() => room.timestampToEvent(0, { dir: "b" })), context.sdk.NotFoundError);
});

checkWhere({ since: 140 }, "an event is fetched by its id alone, in every format that room versions had", async (context) => {
  const server = await connect(context);
  for (const room_version of await known(server, ["1", "3", "6", "11", "12"])) {
    const { owner, roomId, room, ids } = await conversation(server, ["secret"], { room_version });
    const event = await server.client.events.get(ids[0] ?? "");
    server.asSent(event, (reply) => reply.event);
    equal([event.room_id, event.sender, body(event)], [roomId, owner.userId, "secret"], "the event");
    equal(typeof event.auth_events[0], room_version === "1" ? "object" : "string", "the kind of its references");
    const [create] = await room.getState({ type: "m.room.create" });
    server.asSent(await server.client.events.get(create?.event_id ?? ""), (reply) => reply.event);
  }
  isError(await rejection(() => server.client.events.get("$nobodyknows")), context.sdk.NotFoundError);
});

checkWhere({ since: 140 }, "a fetched event still has the content that was redacted", async (context) => {
  const server = await connect(context);
  const { ids, redact } = await conversation(server, ["rude"]);
  await redact(ids[0] ?? "");
  const event = await server.client.events.get(ids[0] ?? "");
  equal(body(event), "rude", "the content");
  const raw = await server.ask("GET", `${ADMIN}/fetch_event/${encoded(ids[0] ?? "")}`);
  equal(ageless(event), ageless(raw.event), "the event");
});

check("an event is reported, and the report tells why", async (context) => {
  const server = await connect(context);
  const { roomId, owner, ids } = await conversation(server, ["rude", "ruder"]);
  const { url = "" } = context.server ?? {};
  const room = new context.sdk.MatrixAdminClient({ baseUrl: url, accessToken: owner.accessToken }).room(roomId);
  equal(await room.reportEvent(ids[0] ?? "", { reason: "rude", score: -100 }), undefined, "the result");
  await room.reportEvent(ids[1] ?? "");
  await counted(server, roomId);
  const { event_reports } = await server.ask("GET", `${ADMIN}/event_reports?room_id=${encoded(roomId)}`);
  const reports = event_reports.map((/** @type {any} */ report) => [report.event_id, report.reason, report.score, report.user_id]);
  equal(reports.toReversed(), [[ids[0], "rude", -100, owner.userId], [ids[1], null, null, owner.userId]], "the reports");
  isError(await rejection(() => room.reportEvent("$nobodyknows")), context.sdk.NotFoundError);
});
