import { ADMIN, conversation, encoded } from "../rooms.js";
import { connect, equal, fake, group, isAtLeast, isError, json, rejection } from "../tools.js";

export const { checks, check, checkWhere } = group("history");

/** The messages that the room still shows. @param {import("../rooms.js").Homeserver} server @param {string} roomId */
async function left(server, roomId) {
  const { chunk } = await server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}/messages?dir=b&limit=100`);
  const messages = chunk.filter((/** @type {any} */ event) => event.type === "m.room.message");
  return messages.map((/** @type {any} */ event) => event.content.body).toReversed();
}

check("a purge deletes what is older than an event", async (context) => {
  const server = await connect(context);
  const { room, roomId, ids } = await conversation(server, ["one", "two", "three"]);
  const job = await room.purgeHistory({ purge_up_to_event_id: ids[2], delete_local_events: true });
  server.asSent({ purge_id: job.id });
  const done = await job.wait({ timeoutMs: 120_000 });
  server.asSent(done);
  equal(done, { status: "complete" }, "the purge");
  equal(await left(server, roomId), ["three"], "what is left");
});

check("a purge up to a point in time spares the newest event, and is found again by its id", async (context) => {
  const server = await connect(context);
  const { room, roomId } = await conversation(server, ["one", "two", "three"]);
  const { id } = await room.purgeHistory({ purge_up_to_ts: Date.now() + 60_000, delete_local_events: true });
  const again = server.client.rooms.purge(id);
  equal([again.id, (await again.wait({ timeoutMs: 120_000 })).status], [id, "complete"], "the purge");
  const status = await again.status();
  server.asSent(status);
  equal(await left(server, roomId), ["three"], "what is left");
});

checkWhere({ since: 140 }, "a purge takes local events out of the room, and out of the database only if told to", async (context) => {
  const server = await connect(context);
  // Servers before 1.156 take them out of the database in any case.
  const kept = await isAtLeast(server, 156);
  for (const delete_local_events of [false, true]) {
    const { room, roomId, ids } = await conversation(server, ["one", "two"]);
    const job = await room.purgeHistory({ purge_up_to_event_id: ids[1], delete_local_events });
    equal((await job.wait({ timeoutMs: 120_000 })).status, "complete", "the status");
    equal(await left(server, roomId), ["two"], "what is left");
    const found = await server.client.events.get(ids[0] ?? "").catch((error) => {
      if (!(error instanceof context.sdk.NotFoundError)) throw error;
    });
    equal(found !== undefined, kept && !delete_local_events, "whether the event can still be fetched");
  }
});

check("a purge of nothing, up to nothing or up to another room's event is refused", async (context) => {
  const server = await connect(context);
  const { room } = await conversation(server, ["one"]);
  const other = await conversation(server, ["two"]);
  const { ApiError, InvalidArgumentError, NotFoundError } = context.sdk;
  isError(await rejection(() => room.purgeHistory({})), ApiError, { status: 400, errcode: "M_BAD_JSON" });
  isError(await rejection(() => room.purgeHistory({ purge_up_to_event_id: other.ids[0] })), ApiError, { status: 400 });
  isError(await rejection(() => room.purgeHistory({ purge_up_to_ts: 1 })), NotFoundError);
  isError(await rejection(() => room.purgeHistory(/** @type {any} */ (undefined))), InvalidArgumentError);
  isError(await rejection(() => server.client.rooms.purge("nobodyknowsthis").status()), NotFoundError);
});

check("as documented: a purge that failed is an error with the reason", async (context) => {
  const { client } = fake(context, [json({ status: "active" }), json({ status: "failed", error: "the disk is full" })]);
  const error = await rejection(() => client.rooms.purge("abc").wait());
  isError(error, context.sdk.JobError, { message: /the disk is full/, job: "abc" });
});
