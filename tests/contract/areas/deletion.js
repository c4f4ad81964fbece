import { connect, equal, group, isError, rejection } from "../tools.js";

export const { checks, check } = group("deleting rooms");

check("a deletion is a job that completes, and the room is gone", async (context) => {
  const server = await connect(context);
  const alice = await server.account();
  const { room_id } = await server.request("POST", "/_matrix/client/v3/createRoom", {}, alice.accessToken);

  const job = await server.client.room(room_id).delete({ block: true });
  server.asSent({ delete_id: job.id });
  /** @type {string[]} */
  const seen = [];
  const done = await job.wait({ timeoutMs: 120_000, onProgress: ({ status }) => seen.push(status) });
  server.asSent(done);
  equal([done.status, seen.at(-1)], ["complete", "complete"], "the status");
  equal(done.shutdown_room?.kicked_users, [alice.userId], "who was made to leave");

  const error = await rejection(() => server.client.request({ method: "GET", path: `/_synapse/admin/v1/rooms/${encodeURIComponent(room_id)}` }));
  isError(error, context.sdk.NotFoundError);
  const blocked = await server.ask("GET", `/_synapse/admin/v1/rooms/${encodeURIComponent(room_id)}/block`);
  equal(blocked, { block: true, user_id: server.userId }, "the block");
});

check("a job is found again by its id, and in the deletions of its room", async (context) => {
  const server = await connect(context);
  const alice = await server.account();
  const { room_id } = await server.request("POST", "/_matrix/client/v3/createRoom", {}, alice.accessToken);
  const { id } = await server.client.room(room_id).delete();

  const again = server.client.rooms.deletion(id);
  equal(again.id, id, "the id");
  equal((await again.wait()).delete_id, id, "the deletion");
  const deletions = await server.client.room(room_id).deletions();
  server.asSent(deletions, ({ results }) => results);
  equal(deletions.map(({ delete_id }) => delete_id), [id], "the deletions of the room");
});

check("a deletion that lasts as long as the call tells who had to leave", async (context) => {
  const server = await connect(context);
  const alice = await server.account();
  const { room_id } = await server.request("POST", "/_matrix/client/v3/createRoom", {}, alice.accessToken);
  const shutdown = await server.client.room(room_id).deleteNow({ new_room_user_id: server.userId, room_name: "Elsewhere" });
  server.asSent(shutdown);
  equal(shutdown.kicked_users, [alice.userId], "who was made to leave");
  const { joined_rooms } = await server.client.user(alice.userId).getRooms();
  equal(joined_rooms, [shutdown.new_room_id], "where who had to leave is now");
});

check("the job of an id that nobody knows is not found at once, and waited for only a while", async (context) => {
  const server = await connect(context);
  const job = server.client.rooms.deletion("nobodyknowsthis");
  isError(await rejection(() => job.status()), context.sdk.NotFoundError);
  isError(await rejection(() => job.wait({ timeoutMs: 500 })), context.sdk.TimeoutError, { timeoutMs: 500 });
});
