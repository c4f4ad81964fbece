// Which ids are sent, and which cannot be any.

import { ALICE, equal, fake, group, includes, isError, json, last, thrown } from "../tools.js";

export const { checks, check } = group("ids");

/** @typedef {import("matrix-admin-sdk").MatrixAdminClient} Client */

/** @type {[name: string, userId: unknown][]} */
const NO_USERS = [
  ["nothing", undefined],
  ["null", null],
  ["a number", 5],
  ["a BigInt", 5n],
  ["an object", { userId: ALICE }],
  ["an empty string", ""],
  ["a name without @ and :", "alice"],
  ["an ID without @", "alice:example.com"],
  ["an ID with a space before it", " @alice:example.com"],
  ["an ID without :", "@alice"],
  ["an ID without a server", "@alice:"],
  ["a room ID", "!room:example.com"],
  [".", "."],
  ["..", ".."],
  ["an ID with half a surrogate pair", "@\ud800:example.com"],
];
for (const [name, userId] of NO_USERS) {
  check(`${name} is no user ID`, (context) => {
    const { client, sent } = fake(context, json({}));
    const id = /** @type {string} */ (userId);
    for (const make of [() => client.user(id), () => new context.sdk.User(client, id)]) {
      const error = thrown(make);
      isError(error, context.sdk.InvalidArgumentError, { argument: "userId" });
      includes(error.expected, /user ID|string|plain data/, "expected");
    }
    equal(sent.length, 0, "what was sent");
  });
}

check("what can be no room ID is refused", (context) => {
  const { client } = fake(context, json({}));
  for (const id of ["", "room", "room:example.com", "#room:example.com", "!", "!room:", "..", "!\udc00:example.com"]) {
    const error = thrown(() => client.room(id));
    isError(error, context.sdk.InvalidArgumentError, { argument: "roomId" });
  }
});

/** What there is before the `:` of an id, somewhere. */
const NAMES = ["", "s p a c e", "test/v7 x", "a?b#c%20", "..", "🎉é", "a\nb\0", `${"é".repeat(200)}`, "<script>", "\\"];
const SERVERS = ["example.com", "example.com:8448", "[2001:db8::1]:8448", "odd_host"];

/** @type {[kind: string, sigil: string, request: (client: Client, id: string) => Promise<unknown>, before: string, behind: string][]} */
const CALLS = [
  ["user", "@", (client, id) => client.user(id).isAdmin(), "/_synapse/admin/v1/users/", "/admin"],
  ["room", "!", (client, id) => client.room(id).getBlock(), "/_synapse/admin/v1/rooms/", "/block"],
  ["alias", "#", (client, id) => client.rooms.join(id, ALICE), "/_synapse/admin/v1/join/", ""],
  ["event", "$", (client, id) => client.room("!a:b").getContext(id), "/_synapse/admin/v1/rooms/!a%3Ab/context/", ""],
];
for (const [kind, sigil, request, before, behind] of CALLS) {
  check(`every ${kind} ID that Synapse takes is sent, encoded once`, async (context) => {
    const { client, sent } = fake(context, () => json({ admin: true, block: true, room_id: "!a:b" }));
    for (const name of NAMES) {
      for (const server of SERVERS) {
        const id = `${sigil}${name}:${server}`;
        await request(client, id).catch(() => {});
        const expected = `${before}${encodeURIComponent(id)}${behind}`;
        equal(decoded(last(sent).path), decoded(expected), `the path for ${JSON.stringify(id)}`);
      }
    }
    equal(sent.length, NAMES.length * SERVERS.length, "how many were sent");
  });
}

/** Its segments; some characters may be encoded or not. @param {string} path */
const decoded = (path) => path.split("/").map((segment) => decodeURIComponent(segment));

check("the IDs that lists give can be handed back", async (context) => {
  const rooms = ["!test/v7 x:example.com", "!:example.com", `!${"a".repeat(43)}`].map((room_id) => ({ room_id }));
  const users = ["@s p a c e:example.com", "@:example.com"].map((name) => ({ name }));
  const { client } = fake(context, json({ rooms, users, offset: 0, total_rooms: 3, total: 2 }), {
    onMismatch: () => {},
  });
  const handles = [];
  for await (const { room_id } of client.rooms.list()) handles.push(client.room(room_id).roomId);
  for await (const { name } of client.users.list()) handles.push(client.user(name).userId);
  equal(handles, [...rooms.map(({ room_id }) => room_id), ...users.map(({ name }) => name)], "what the handles are for");
});

check("a device whose ID is empty is asked for, renamed and deleted", async (context) => {
  const { user, sent } = fake(context, () => json({ device_id: "", user_id: ALICE }));
  await user.updateDevice("", { display_name: "Nameless" });
  await user.deleteDevice("");
  await user.getDevice("").catch(() => {});
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(ALICE)}/devices/`;
  equal(sent.map((one) => decoded(one.path)), Array(3).fill(decoded(path)), "the paths");
});
