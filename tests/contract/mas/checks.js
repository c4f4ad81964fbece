// What is different under Matrix Authentication Service; all other checks run there too.

import { readFile } from "node:fs/promises";
import { connect, equal, fake, group, includes, isError, json, last, ok, refusal, rejection } from "../tools.js";

export const { checks, check } = group("MAS");

/** @typedef {import("matrix-admin-sdk").MatrixAdminClient} Client */

const ALICE = "@alice:localhost";

/**
 * Every call that the service switches off, under the name that `docs/api.md` has for it.
 *
 * @type {Record<string, (client: Client) => PromiseLike<unknown>>}
 */
const OFF = {
  "client.registrationTokens.list": (client) => client.registrationTokens.list(),
  "client.registrationTokens.create": (client) => client.registrationTokens.create(),
  "client.registrationTokens.get": (client) => client.registrationTokens.get("token"),
  "client.registrationTokens.update": (client) => client.registrationTokens.update("token", {}),
  "client.registrationTokens.delete": (client) => client.registrationTokens.delete("token"),
  "client.user(userId).resetPassword": (client) => client.user(ALICE).resetPassword("a good password"),
  "client.user(userId).isAdmin": (client) => client.user(ALICE).isAdmin(),
  "client.user(userId).setAdmin": (client) => client.user(ALICE).setAdmin(true),
  "client.user(userId).loginAsUser": (client) => client.user(ALICE).loginAsUser(),
  "client.user(userId).renewAccountValidity": (client) => client.user(ALICE).renewAccountValidity(),
  "client.users.register": (client) => client.users.register({ username: "x", password: "y", sharedSecret: "z" }),
};

/** The calls that are documented to be off, and what to use instead. */
async function documented() {
  const text = await readFile(new URL("../../docs/api.md", import.meta.url), "utf8");
  /** @type {Map<string, string>} */
  const off = new Map();
  for (const section of text.split("\n## ").slice(1)) {
    const [, handle = ""] = /^`(.*)`/.exec(section) ?? [];
    for (const [, call, instead = ""] of section.matchAll(/^\| `(\w+)\(.*?\| off: (.*) \|$/gm)) {
      off.set(`${handle}.${call}`, instead);
    }
  }
  return off;
}

check("what is documented to be off is, and the error tells what to use instead", async (context) => {
  const { client } = await connect(context);
  const off = await documented();
  equal([...off.keys()].toSorted(), Object.keys(OFF).toSorted(), "the calls that are off");
  for (const [name, call] of Object.entries(OFF)) {
    const error = await rejection(() => call(client));
    isError(error, context.sdk.UnsupportedError, { status: 404, errcode: "M_UNRECOGNIZED" });
    includes(error.message, off.get(name) ?? name, name);
  }
});

check("an account keeps the password of the service, and takes everything else", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  await user.update({ displayname: "Bob", locked: true });
  const { displayname, locked } = await server.ask("GET", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`);
  equal([displayname, locked], ["Bob", true], "what was changed");
  const error = await rejection(() => user.update({ password: "a better password" }));
  isError(error, context.sdk.PermissionDeniedError, { errcode: "M_FORBIDDEN" });
});

check("who is locked or deactivated without the service goes on, or comes back", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const user = server.client.user(userId);
  const whoAmI = (/** @type {string} */ token) => server.request("GET", "/_matrix/client/v3/account/whoami", undefined, token);
  equal((await user.update({ locked: true })).locked, true, "the lock");
  equal((await whoAmI(accessToken)).user_id, userId, "who is locked");
  await user.deactivateAccount();
  equal((await user.get()).deactivated, true, "the deactivation");
  const again = await server.logIn(userId.slice(1).split(":")[0] ?? "", "password", "ANOTHER");
  equal((await whoAmI(again.accessToken)).user_id, userId, "who is deactivated");
});

check("as documented: who is shadow-banned is seen by everybody", async (context) => {
  const server = await connect(context);
  const [alice, bob] = [await server.account(), await server.account()];
  const post = (/** @type {{ accessToken: string }} */ { accessToken }, /** @type {string} */ path, /** @type {object} */ body) =>
    server.request("POST", `/_matrix/client/v3/${path}`, body, accessToken);
  const { room_id } = await post(alice, "createRoom", { preset: "public_chat" });
  await post(bob, `join/${encodeURIComponent(room_id)}`, {});
  await server.client.user(bob.userId).shadowBan();
  const room = `/_matrix/client/v3/rooms/${encodeURIComponent(room_id)}`;
  const said = { msgtype: "m.text", body: "spam" };
  const { event_id } = await server.request("PUT", `${room}/send/m.room.message/1`, said, bob.accessToken);
  const seen = await server.request("GET", `${room}/event/${encodeURIComponent(event_id)}`, undefined, alice.accessToken);
  equal(seen.content, said, "what the other sees");
});

check("a token of no device sends notices, but not with a transaction id", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const accessToken = (await context.mas?.logIn(server.name("admin"), undefined, true)) ?? "";
  const { serverNotices } = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken });
  const content = { msgtype: "m.text", body: "We restart at noon." };
  ok((await serverNotices.send(userId, content)).event_id, "the notice");
  const refused = await rejection(() => serverNotices.send(userId, content, { txn_id: "restart-1" }));
  isError(refused, context.sdk.ServerError, { status: 500 });
});

check("admin rights are those of the token, whatever the account's are", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account();
  const client = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken });
  await server.ask("PUT", `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`, { admin: true });
  equal((await server.client.user(userId).get()).admin, true, "the account's right");
  isError(await rejection(() => client.user(userId).get()), context.sdk.PermissionDeniedError);
  equal((await client.server.capabilities()).admin, false, "the token's right");
});

check("the list of users wants to be asked for without guests", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const { users } = server.client;
  const refused = { status: 400, errcode: "M_INVALID_PARAM", error: /guests/ };
  isError(await rejection(() => users.list({ user_id: userId, guests: true })), context.sdk.ApiError, refused);
  for (const deactivated of [false, true]) {
    const page = await users.list({ user_id: userId, guests: false, deactivated });
    server.asSent(page);
    equal(page.users.map(({ name }) => name), deactivated ? [] : [userId], "who is listed");
  }
});

check("the first list of users just works: the refusal teaches the client that there are no guests", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  /** @type {(number | undefined)[]} */
  const statuses = [];
  const client = new context.sdk.MatrixAdminClient({
    baseUrl: server.client.baseUrl,
    accessToken: server.accessToken,
    maxRetries: 0,
    onResponse: ({ status }) => void statuses.push(status),
  });
  const ids = [];
  for await (const { name } of client.users.list({ limit: 1 })) ids.push(name);
  ok(ids.includes(userId), "the account is not listed");
  equal(statuses, [400, ...ids.map(() => 200)], "the answers: one refusal, then the pages");
  equal((await client.users.list({ user_id: userId })).total, 1, "how many are listed");
  equal(statuses.slice(ids.length + 1), [200], "what was answered then");
});

check("lists that are begun at the same time all learn it", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const { client } = server;
  const pages = await Promise.all([1, 2, 3].map(() => client.users.list({ user_id: userId })));
  equal(pages.map(({ total }) => total), [1, 1, 1], "how many are listed");
});

check("the list of users is asked for without guests once it is known that there can be none", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const { client } = server;
  equal((await client.server.capabilities()).mas, true, "under MAS");
  for (const filter of [{}, { deactivated: false }, { deactivated: true }]) {
    const page = await client.users.list({ user_id: userId, ...filter });
    server.asSent(page);
    equal(page.total, filter.deactivated ? 0 : 1, "how many are listed");
  }
  isError(await rejection(() => client.users.list({ guests: true })), context.sdk.ApiError, { status: 400 });
  equal((await client.users.list({ limit: 1 }).toArray({ limit: 3 })).length, 3, "how many come by page");
});

check("as documented: nothing is left out of the list unless the server is known to have a service", async (context) => {
  const version = json({ server_version: "1.163.2" });
  const page = json({ users: [], total: 0 });
  const noToken = refusal(404, "M_NOT_FOUND");
  const unknown = fake(context, page);
  await unknown.client.users.list();
  const without = fake(context, [version, noToken, page]);
  equal((await without.client.server.capabilities()).mas, false, "under MAS");
  await without.client.users.list();
  for (const { sent } of [unknown, without]) ok(!last(sent).path.includes("guests"), last(sent).path);
});
