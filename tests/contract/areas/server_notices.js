import { ALICE, connect, equal, fake, group, isError, json, last, ok, rejection } from "../tools.js";

export const { checks, check } = group("server notices");

const content = { msgtype: "m.text", body: "We restart at noon." };
const reply = { event_id: "$abc" };

check("a notice arrives, once for each transaction id", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const { serverNotices } = server.client;
  const txn_id = `${server.name("a")}/b`;
  const notice = await serverNotices.send(userId, content, { txn_id });
  server.asSent(notice);
  equal(await serverNotices.send(userId, content, { txn_id }), notice, "the same again");
  server.asSent(await serverNotices.send(userId, content));
  const { rooms } = await server.request("GET", "/_matrix/client/v3/sync", undefined, accessToken);
  const [room] = Object.keys(rooms.invite);
  ok(room, "the user is invited");
  await server.request("POST", `/_matrix/client/v3/join/${encodeURIComponent(room)}`, {}, accessToken);
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(room)}/messages?dir=b`;
  const { chunk } = await server.request("GET", path, undefined, accessToken);
  const notices = chunk.filter((/** @type {any} */ event) => event.type === "m.room.message");
  equal(notices.map((/** @type {any} */ event) => event.content), [content, content], "the notices");
});

check("a transaction id is one of a device: from another one it is another notice", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const txn_id = server.name("again");
  const { event_id } = await server.client.serverNotices.send(userId, content, { txn_id });
  const { admin, password } = context.server;
  const { accessToken } = await server.logIn(admin, password, server.name("device"), true);
  const other = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken });
  ok((await other.serverNotices.send(userId, content, { txn_id })).event_id !== event_id, "it is the same notice");
});

check("as documented: a notice is posted, and sent once", async (context) => {
  const { client, sent } = fake(context, json(reply));
  equal(await client.serverNotices.send(ALICE, content), reply, "the notice");
  const { method, path, body } = last(sent);
  equal([method, path], ["POST", "/_synapse/admin/v1/send_server_notice"], "the request");
  equal(JSON.parse(body), { user_id: ALICE, content }, "the body");
  await client.serverNotices.send(ALICE, {}, { type: "m.room.topic", state_key: "" });
  equal(JSON.parse(last(sent).body), { user_id: ALICE, content: {}, type: "m.room.topic", state_key: "" }, "the body");

  const failing = fake(context, [json({}, 502), json(reply)]);
  isError(await rejection(() => failing.client.serverNotices.send(ALICE, content)), context.sdk.ServerError);
  equal(failing.sent.length, 1, "how often it was sent");
});

check("as documented: with a transaction id it is put, and sent again where no answer came", async (context) => {
  const { client, sent } = fake(context, [json({}, 502), json(reply)]);
  const params = { type: "m.room.message", txn_id: "restart/1" };
  equal(await client.serverNotices.send(ALICE, content, params), reply, "the notice");
  equal(sent.length, 2, "how often it was sent");
  for (const { method, path, body } of sent) {
    equal([method, path], ["PUT", "/_synapse/admin/v1/send_server_notice/restart%2F1"], "the request");
    equal(JSON.parse(body), { user_id: ALICE, content, type: "m.room.message" }, "the body");
  }
});

check("what cannot be sent is refused before it is", async (context) => {
  const { client, sent } = fake(context, json(reply));
  for (const [user, what, params] of /** @type {any[]} */ ([
    ["alice", content, {}],
    [ALICE, "hello", {}],
    [ALICE, content, { txnId: "1" }],
    [ALICE, content, { txn_id: "" }],
    [ALICE, content, { txn_id: ".." }],
    [ALICE, content, { type: "" }],
  ])) {
    isError(await rejection(() => client.serverNotices.send(user, what, params)), context.sdk.InvalidArgumentError);
  }
  equal(sent.length, 0, "how much was sent");
});
