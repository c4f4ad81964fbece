import { ADMIN, CLIENT, counted, encoded, known, newRoom } from "../rooms.js";
import { connect, equal, fake, group, isAtLeast, isError, json, ok, pause, refusal, rejection, thrown } from "../tools.js";

export const { checks, check, checkWhere } = group("rooms");

/** @param {import("../rooms.js").Homeserver} server @param {string} roomId @param {string} type */
async function state(server, roomId, type) {
  const { state } = await server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}/state`);
  return state.filter((/** @type {any} */ event) => event.type === type);
}

check("the list finds rooms by part of a name and gives what the server counted", async (context) => {
  const server = await connect(context);
  const name = server.name("Ein schönes 100 %");
  const { roomId, owner } = await newRoom(server, { name, preset: "public_chat" });
  await counted(server, roomId);
  const page = await server.client.rooms.list({ search_term: name.toUpperCase().replace("Ö", "ö") });
  server.asSent(page);
  equal(page.rooms.map(({ room_id }) => room_id), [roomId], "the rooms found");
  const [room] = page.rooms;
  equal([room?.joined_members, room?.creator, room?.join_rules], [1, owner.userId, "public"], "the room");
});

check("the list goes over all pages by next_batch, each room once", async (context) => {
  const server = await connect(context);
  const word = server.name("paged");
  const names = [`${word} c`, `${word} a`, `${word} b`, `${word} d`, `${word} e`];
  const owner = await server.account();
  for (const name of names) {
    const { room_id } = await server.request("POST", `${CLIENT}/createRoom`, { name }, owner.accessToken);
    await counted(server, room_id);
  }
  const list = server.client.rooms.list({ search_term: word, limit: 2, dir: "b" });
  const first = await list;
  equal([first.offset, first.total_rooms, first.next_batch, first.prev_batch], [0, 5, 2, undefined], "the first page");
  equal((await list.toArray()).map(({ name }) => name), names.toSorted().reverse(), "the rooms");
  const second = await server.client.rooms.list({ search_term: word, limit: 2, from: first.next_batch });
  server.asSent(second);
  equal([second.offset, second.next_batch, second.prev_batch], [2, 4, 0], "the second page");
});

check("the list is sorted by each word there is, and filtered by what is public and what is empty", async (context) => {
  const server = await connect(context);
  const orders = /** @type {const} */ ([
    ...["name", "canonical_alias", "joined_members", "joined_local_members", "version", "creator", "encryption"],
    ...["federatable", "public", "join_rules", "guest_access", "history_visibility", "state_events"],
    ...["alphabetical", "size"],
  ]);
  for (const order_by of orders) {
    const page = await server.client.rooms.list({ order_by: /** @type {any} */ (order_by), limit: 3 });
    server.asSent(page);
  }
  const sizes = (await server.client.rooms.list({ order_by: "joined_members" })).rooms.map((room) => room.joined_members);
  equal(sizes, sizes.toSorted((a, b) => b - a), "the counts, which go down");
  for (const public_rooms of [true, false]) {
    const { rooms } = await server.client.rooms.list({ public_rooms });
    ok(rooms.every((room) => room.public === public_rooms), `rooms with public_rooms ${public_rooms}`);
  }
  const { roomId, owner } = await newRoom(server);
  await counted(server, roomId);
  await server.request("POST", `${CLIENT}/rooms/${encoded(roomId)}/leave`, {}, owner.accessToken);
  while ((await server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}`)).joined_members !== 0) await pause(50);
  const empty = (await server.client.rooms.list({ empty_rooms: true }).toArray()).map(({ room_id }) => room_id);
  const full = (await server.client.rooms.list({ empty_rooms: false }).toArray()).map(({ room_id }) => room_id);
  equal([empty.includes(roomId), full.includes(roomId)], [true, false], "where the empty room is");
});

check("the details of a room are as its state says, in rooms of any version", async (context) => {
  const server = await connect(context);
  for (const room_version of await known(server, ["1", "11", "12"])) {
    const { room, roomId, owner } = await newRoom(server, { name: "Details", topic: "Things", room_version });
    await counted(server, roomId);
    const details = await room.get();
    server.asSent(details);
    const { name, topic, version, creator, joined_members } = details;
    equal([name, topic, version, creator, joined_members], ["Details", "Things", room_version, owner.userId, 1]);
    equal([details.tombstoned ?? false, details.replacement_room ?? null], [false, null], "what replaces it");
  }
  isError(await rejection(() => server.client.room("!nobodyknows:localhost").get()), context.sdk.NotFoundError);
});

check("a room whose owner named nonsense as its replacement can still be read", async (context) => {
  const server = await connect(context);
  const { room, setState } = await newRoom(server);
  await setState("m.room.tombstone", { replacement_room: [5], body: "" });
  const details = await room.get();
  server.asSent(details);
  if (details.tombstoned !== undefined) equal([details.tombstoned, details.replacement_room], [true, [5]]);
});

check("the members are those who are in the room", async (context) => {
  const server = await connect(context);
  const { room, roomId, owner } = await newRoom(server, { preset: "public_chat" });
  const other = await server.account();
  await server.request("POST", `${CLIENT}/rooms/${encoded(roomId)}/join`, {}, other.accessToken);
  const members = await room.getMembers();
  server.asSent(members);
  equal([members.members.toSorted(), members.total], [[owner.userId, other.userId].toSorted(), 2], "the members");
});

check("the state comes whole or by type", async (context) => {
  const server = await connect(context);
  const { room, owner, setState } = await newRoom(server, { name: "Before" });
  const all = await room.getState();
  server.asSent(all, ({ state }) => state);
  ok(all.some(({ type }) => type === "m.room.create"), "the creation is among the state");
  await setState("m.room.name", { name: "After" });
  const some = await room.getState({ type: "m.room.name" });
  server.asSent(some, ({ state }) => state);
  const names = some.filter(({ type }) => type === "m.room.name");
  equal(some.length === names.length, await isAtLeast(server, 123), "that there is no other state");
  equal(names.map(({ content, state_key, sender }) => [content, state_key, sender]), [[{ name: "After" }, "", owner.userId]]);
});

check("a user joins an open room by its alias, and one that needs an invitation if the admin can give it", async (context) => {
  const server = await connect(context);
  const alias = server.name("alias");
  const { roomId } = await newRoom(server, { preset: "public_chat", room_alias_name: alias });
  const bob = await server.account();
  equal(await server.client.rooms.join(`#${alias}:${server.userId.split(":")[1]}`, bob.userId), roomId, "the room's id");
  server.asSent({ room_id: roomId });
  equal(await server.client.rooms.join(roomId, bob.userId), roomId, "the second time");
  const { members } = await server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}/members`);
  ok(members.includes(bob.userId), "the user is in the room");

  const closed = await newRoom(server);
  const refused = await rejection(() => server.client.rooms.join(closed.roomId, bob.userId));
  isError(refused, context.sdk.PermissionDeniedError, { status: 403 });
  const mine = await server.ask("POST", `${CLIENT}/createRoom`, {});
  equal(await server.client.rooms.join(mine.room_id, bob.userId), mine.room_id, "the admin's own room");
});

check("the server to join through is asked for in the query, the user in the body", async (context) => {
  const server = await connect(context);
  const { roomId } = await newRoom(server, { preset: "public_chat" });
  const bob = await server.account();
  const through = { server_name: "elsewhere.example:8448" };
  equal(await server.client.rooms.join(roomId, bob.userId, through), roomId, "the room's id");

  const { client, sent } = fake(context, json({ room_id: "!far" }));
  await client.rooms.join("!far", "@bob:example.com", { server_name: "a/b?c&d" });
  equal([sent[0]?.path, sent[0]?.body], [`${ADMIN}/join/%21far?server_name=a%2Fb%3Fc%26d`, '{"user_id":"@bob:example.com"}']);
  const nowhere = await rejection(() => server.client.rooms.join("!nobodyknows:localhost", bob.userId));
  isError(nowhere, context.sdk.NotFoundError);
});

check("a join is sent once, for who is in a room cannot be invited to it again", async (context) => {
  const server = await connect(context);
  const bob = await server.account();
  const mine = await server.ask("POST", `${CLIENT}/createRoom`, {});
  await server.client.rooms.join(mine.room_id, bob.userId);
  isError(await rejection(() => server.client.rooms.join(mine.room_id, bob.userId)), context.sdk.PermissionDeniedError);

  for (const params of [undefined, { server_name: "elsewhere.example" }]) {
    const { client, sent } = fake(context, [json({}, 502), refusal(403, "M_FORBIDDEN")]);
    const lost = await rejection(() => client.rooms.join("!mine", "@bob:example.com", params));
    isError(lost, context.sdk.ServerError, { status: 502 });
    equal(sent.length, 1, "how often it was sent");
  }
});

check("a user is given the power of the room's owner, and the admin who asks by default", async (context) => {
  const server = await connect(context);
  const { roomId } = await newRoom(server, { room_version: "11" });
  const bob = await server.account();
  equal(await server.client.rooms.makeAdmin(roomId, { user_id: bob.userId }), undefined, "the result");
  server.asSent({});
  await server.client.rooms.makeAdmin(roomId);
  const [levels] = await state(server, roomId, "m.room.power_levels");
  equal([levels.content.users[bob.userId], levels.content.users[server.userId]], [100, 100], "their power");
  const members = await state(server, roomId, "m.room.member");
  const invited = members.filter((/** @type {any} */ event) => event.content.membership === "invite");
  equal(invited.map((/** @type {any} */ event) => event.state_key).toSorted(), [bob.userId, server.userId].toSorted(), "who was invited");
});

check("the forward extremities of a room are read, and forgotten but for one", async (context) => {
  const server = await connect(context);
  const alias = server.name("tips");
  const { roomId } = await newRoom(server, { room_alias_name: alias });
  const before = await server.client.rooms.getForwardExtremities(`#${alias}:${server.userId.split(":")[1]}`);
  server.asSent(before);
  equal([before.count, before.results.length], [1, 1], "how many");
  equal(await server.client.rooms.deleteForwardExtremities(roomId), 0, "how many were forgotten");
  server.asSent({ deleted: 0 });
  equal((await server.ask("GET", `${ADMIN}/rooms/${encoded(roomId)}/forward_extremities`)).results, before.results, "what is left");
  equal(await server.client.rooms.getForwardExtremities("!nobodyknows:localhost"), { count: 0, results: [] }, "of no room");
  isError(await rejection(() => server.client.rooms.deleteForwardExtremities("!nobodyknows:localhost")), context.sdk.ServerError);
});

check("as documented: forgetting forward extremities tells how many there were", async (context) => {
  equal(await fake(context, json({ deleted: 12 })).client.rooms.deleteForwardExtremities("!abc"), 12, "how many");
});

check("rooms and users of any ID are asked for by it", async (context) => {
  const server = await connect(context);
  for (const name of ["s p a c e", "", "test/v7 x", "?#%2F", "🎉", "a\nb", "é".repeat(200)]) {
    const room = server.client.room(`!${server.name("odd")}${name}:example.com`);
    await room.block();
    const path = `/_synapse/admin/v1/rooms/${encodeURIComponent(room.roomId)}/block`;
    equal((await server.ask("GET", path)).block, true, `whether ${JSON.stringify(room.roomId)} is blocked`);
    equal((await room.getBlock()).block, true, "the same");
    equal(await server.client.user(`@${name}:example.com`).getRooms(), { joined_rooms: [], total: 0 }, "its rooms");
  }
});

check("a room is blocked and unblocked, even one that nobody knows", async (context) => {
  const server = await connect(context);
  const { roomId } = await newRoom(server);
  for (const id of [roomId, `!${server.name("unknown")}:localhost`]) {
    const room = server.client.room(id);
    const path = `${ADMIN}/rooms/${encoded(id)}/block`;
    equal(await room.getBlock(), { block: false }, "the block");
    equal(await room.block(), undefined, "the result");
    server.asSent({ block: true });
    equal(await server.ask("GET", path), { block: true, user_id: server.userId }, "the block");
    const blocked = await room.getBlock();
    server.asSent(blocked);
    equal(blocked.user_id, server.userId, "who blocked it");
    await room.block(false);
    equal(await server.ask("GET", path), { block: false }, "the block");
    await room.block(true);
    await room.block(false);
  }
  isError(await rejection(() => server.client.room(roomId).block(/** @type {any} */ ("no"))), context.sdk.InvalidArgumentError);
});

checkWhere({ since: 142 }, "the hierarchy of a space is read page by page", async (context) => {
  const server = await connect(context);
  const owner = await server.account();
  /** @param {object} fields @returns {Promise<string>} */
  const create = async (fields) => {
    const { room_id } = await server.request("POST", `${CLIENT}/createRoom`, fields, owner.accessToken);
    await counted(server, room_id);
    return room_id;
  };
  const space = await create({ name: "Space", creation_content: { type: "m.space" } });
  const content = { join_rule: "restricted", allow: [{ type: "m.room_membership", room_id: space }] };
  const restricted = { name: "Three", initial_state: [{ type: "m.room.join_rules", state_key: "", content }] };
  const rooms = [await create({ name: "One" }), await create({ name: "Two" }), await create(restricted)];
  for (const room of rooms) {
    const path = `${CLIENT}/rooms/${encoded(space)}/state/m.space.child/${encoded(room)}`;
    await server.request("PUT", path, { via: ["localhost"] }, owner.accessToken);
  }
  const first = await server.client.room(space).getHierarchy({ limit: 2 });
  server.asSent(first);
  equal([first.rooms[0]?.room_type, first.rooms[0]?.children_state.length, first.rooms.length], ["m.space", 3, 2], "the first page");
  const all = await server.client.room(space).getHierarchy({ limit: 2 }).toArray();
  equal(all.map(({ room_id }) => room_id).toSorted(), [space, ...rooms].toSorted(), "the rooms");
  const members = (await isAtLeast(server, 162)) ? [space] : undefined;
  equal(all.find(({ name }) => name === "Three")?.allowed_room_ids, members, "whose members can join");
  const alone = await server.client.room(space).getHierarchy({ max_depth: 0 }).toArray();
  equal(alone.map(({ name }) => name), ["Space"], "the space alone");
});

check("the files of a room are listed and quarantined", async (context) => {
  const server = await connect(context);
  const { room, owner, send } = await newRoom(server);
  equal(await room.getMedia(), { local: [], remote: [] }, "before anything was sent");
  const upload = await fetch(`${context.server?.url}/_matrix/media/v3/upload?filename=${server.name("file")}`, {
    method: "POST",
    headers: { Authorization: `Bearer ${owner.accessToken}`, "Content-Type": "text/plain" },
    body: server.name("content"),
  });
  const { content_uri } = await upload.json();
  for (const url of [content_uri, "mxc://elsewhere.example/abc"]) {
    await send("m.room.message", { msgtype: "m.file", body: "file", url });
  }
  const media = await room.getMedia();
  server.asSent(media);
  equal(media, { local: [content_uri], remote: ["mxc://elsewhere.example/abc"] }, "the files");

  const quarantined = await room.quarantineMedia();
  server.asSent(quarantined, ({ num_quarantined }) => num_quarantined);
  ok(quarantined >= 1, `${quarantined} were quarantined`);
  const { media: uploads } = await server.ask("GET", `${ADMIN}/users/${encoded(owner.userId)}/media`);
  equal(uploads.map((/** @type {any} */ file) => file.quarantined_by), [server.userId], "who quarantined it");
  equal(await server.client.room("!nobodyknows:localhost").quarantineMedia(), 0, "of a room that nobody knows");
});

check("a room is reported", async (context) => {
  const server = await connect(context);
  const { room } = await newRoom(server);
  equal(await room.report("It sells spam."), undefined, "the result");
  server.asSent({});
  isError(await rejection(() => server.client.room("!nobodyknows:localhost").report("?")), context.sdk.NotFoundError);
});

check("an id is refused before the network where it is no room's", async (context) => {
  const { client, sent } = fake(context, json({}));
  const error = thrown(() => client.room("#lobby:example.com"));
  isError(error, context.sdk.InvalidArgumentError, { message: /a room ID/ });
  isError(await rejection(() => client.rooms.makeAdmin("lobby")), context.sdk.InvalidArgumentError);
  equal(sent.length, 0, "what was sent");
});
