import { connect, equal, fake, group, isAtLeast, isError, json, last, ok, pause, refusal, rejection, written } from "../tools.js";

export const { checks, check, checkWhere } = group("users");

/** @typedef {Awaited<ReturnType<typeof connect>>} Server */
/** @typedef {{ userId: string, accessToken: string }} Account */

/** @param {string} userId */
const admin = (userId, rest = "", version = "v1") =>
  `/_synapse/admin/${version}/users/${encodeURIComponent(userId)}${rest}`;

/** A room of the account's. @param {Server} server @param {Account} owner @param {object} [settings] @returns {Promise<string>} */
async function room(server, owner, settings = {}) {
  const { room_id } = await server.request("POST", "/_matrix/client/v3/createRoom", settings, owner.accessToken);
  return room_id;
}

/** A message of the account's. @param {Server} server @param {Account} sender @param {string} roomId @returns {Promise<string>} */
async function say(server, sender, roomId) {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/send/m.room.message/${server.name("said")}`;
  const { event_id } = await server.request("PUT", path, { msgtype: "m.text", body: "hello" }, sender.accessToken);
  return event_id;
}

/** What is left of an event. @param {Server} server @param {Account} reader @param {string} roomId @param {string} eventId */
async function content(server, reader, roomId, eventId) {
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/event/${encodeURIComponent(eventId)}`;
  return (await server.request("GET", path, undefined, reader.accessToken)).content;
}

check("a locked user is locked until that is lifted, and listed unless the locked are left out", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  /** @param {{ locked?: boolean, deactivated?: boolean }} filter */
  const listed = async (filter) => {
    const { users } = await server.client.users.list({ user_id: userId, ...filter });
    return users.map(({ name, locked }) => [name, locked]);
  };
  for (const locked of [true, false]) {
    await user.update({ locked });
    equal((await server.ask("GET", admin(userId, "", "v2"))).locked, locked, "locked");
    for (const filter of [{}, { locked: true }, { deactivated: false }]) {
      equal(await listed(filter), [[userId, locked]], `who is listed with ${JSON.stringify(filter)}`);
    }
    equal(await listed({ locked: false }), locked ? [] : [[userId, false]], "who is listed without the locked");
  }
});

check("the list is what the server sends, with and without the filter that needs v3", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const name = userId.slice(1, userId.indexOf(":"));
  const search = { name };
  const all = await server.client.users.list(search);
  server.asSent(all);
  equal(all.users.map((user) => user.name), [userId], "who is listed");

  const before = await server.client.users.list({ ...search, deactivated: true });
  server.asSent(before);
  equal(before.total, 0, "how many are deactivated");
  await server.ask("POST", `/_synapse/admin/v1/deactivate/${encodeURIComponent(userId)}`, {});
  equal((await server.client.users.list({ ...search, deactivated: true })).total, 1, "how many are deactivated");
});

checkWhere({ since: 145 }, "memberships tell how a user stands to each room that somebody of the server is in", async (context) => {
  const server = await connect(context);
  const [alice, bob] = [await server.account(), await server.account()];
  const user = server.client.user(bob.userId);
  const own = await room(server, bob);
  const deserted = await room(server, bob);
  const rooms = [];
  for (const _ of ["invited", "left", "banned"]) rooms.push(await room(server, alice, { invite: [bob.userId] }));
  const [invited = "", left = "", banned = ""] = rooms;
  /** @param {Account} who @param {string} roomId @param {string} what @param {object} [body] */
  const change = ({ accessToken }, roomId, what, body = {}) =>
    server.request("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/${what}`, body, accessToken);
  await change(bob, left, "leave");
  await change(bob, deserted, "leave");
  await change(alice, banned, "ban", { user_id: bob.userId });

  const memberships = await user.getMemberships();
  server.asSent(memberships, (reply) => reply.memberships);
  equal(memberships, { [own]: "join", [invited]: "invite", [left]: "leave", [banned]: "ban" }, "the memberships");
  equal(await server.client.user("@nobody:localhost").getMemberships(), {}, "the memberships of nobody");
});

checkWhere({ since: 122 }, "sent invites and joined rooms are counted from a time on", async (context) => {
  const server = await connect(context);
  const [alice, bob] = [await server.account(), await server.account()];
  const user = server.client.user(alice.userId);
  const begun = Date.now() - 60_000;
  await room(server, alice, { invite: [bob.userId] });
  await room(server, alice);

  const invites = await user.getSentInviteCount(begun);
  server.asSent(invites, (reply) => reply.invite_count);
  const rooms = await user.getCumulativeJoinedRoomCount(begun);
  server.asSent(rooms, (reply) => reply.cumulative_joined_room_count);
  equal([invites, rooms], [1, 2], "the counts");
  const later = Date.now() + 60_000;
  equal([await user.getSentInviteCount(later), await user.getCumulativeJoinedRoomCount(later)], [0, 0], "the later counts");
});

checkWhere({ since: 122 }, "rooms joined long before are counted, too, where the name has changed since", async (context) => {
  const server = await connect(context);
  const alice = await server.account();
  await room(server, alice);
  await pause(10);
  const begun = Date.now();
  const user = server.client.user(alice.userId);
  equal(await user.getCumulativeJoinedRoomCount(begun), 0, "the rooms joined since");
  await user.update({ displayname: "Alice" });
  // Newer servers tell the rooms in the background.
  while ((await user.getCumulativeJoinedRoomCount(begun)) === 0) await pause(100);
  equal(await user.getCumulativeJoinedRoomCount(begun), 1, "the rooms with the new name");
});

check("the filters for names know no case, and an underscore in them is any character", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const part = userId.slice(1, userId.indexOf(":")).replaceAll("-", "_").toUpperCase();
  for (const filter of [{ name: part }, { user_id: part }]) {
    const { users } = await server.client.users.list(filter);
    equal(users.map(({ name }) => name), [userId], `who is found with ${JSON.stringify(filter)}`);
  }
});

checkWhere({ mas: false }, "a token to act as a user outlives the password and the account, and a lock stops it", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  const { access_token } = await user.loginAsUser();
  const whoAmI = () => server.request("GET", "/_matrix/client/v3/account/whoami", undefined, access_token);
  for (const end of [() => user.resetPassword("another password"), () => user.logOut(), () => user.deactivateAccount()]) {
    await end();
    equal((await whoAmI()).user_id, userId, "whose token it is");
  }
  await user.update({ locked: true });
  ok(/_USER_LOCKED/.test(String(await rejection(whoAmI))), "the token is taken while the account is locked");
});

check("no rate limit of a user's own and none at all are told apart", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  const none = await user.getRatelimit();
  server.asSent(none);
  equal(none, {}, "without an override");

  for (const [perSecond, burst] of [[0, 0], [5, 20]]) {
    const set = await user.setRatelimit(perSecond ?? 0, burst ?? 0);
    server.asSent(set);
    equal(await server.ask("GET", admin(userId, "/override_ratelimit")), set, "what the server holds");
    const override = await user.getRatelimit();
    server.asSent(override);
    equal(override, { messages_per_second: perSecond, burst_count: burst }, "the override");
  }

  await user.deleteRatelimit();
  equal(await server.ask("GET", admin(userId, "/override_ratelimit")), {}, "what the server holds");
  await user.deleteRatelimit();
  equal(await user.getRatelimit(), {}, "after the second deletion");
});

check("experimental features are switched one by one, and not with a name nobody knows", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  const path = `/_synapse/admin/v1/experimental_features/${encodeURIComponent(userId)}`;
  const before = await user.getExperimentalFeatures();
  server.asSent(before, (reply) => reply.features);
  equal(before["msc3881"], false, "msc3881");

  await user.setExperimentalFeatures({ msc3881: true });
  equal((await server.ask("GET", path)).features, { ...before, msc3881: true }, "what the server holds");
  const error = await rejection(() => user.setExperimentalFeatures({ msc3881: false, msc1: true }));
  isError(error, context.sdk.ApiError, { status: 400 });
  equal(await user.getExperimentalFeatures(), { ...before, msc3881: true }, "after the refusal");
});

check("cross-signing keys may be replaced for some minutes, by a user who has some", async (context) => {
  const server = await connect(context);
  const alice = await server.account();
  const user = server.client.user(alice.userId);
  isError(await rejection(() => user.allowCrossSigningReplacement()), context.sdk.NotFoundError);

  const key = "A".repeat(43);
  const master_key = { user_id: alice.userId, usage: ["master"], keys: { [`ed25519:${key}`]: key } };
  await server.request("POST", "/_matrix/client/v3/keys/device_signing/upload", { master_key }, alice.accessToken);
  const until = await user.allowCrossSigningReplacement();
  // Nothing on this server reads it: only with an authentication service is the password not asked for.
  server.asSent(until, (reply) => reply.updatable_without_uia_before_ms);
  ok(until > Date.now() && until < Date.now() + 3_600_000, "the end is near");
});

check("a user is found by an e-mail address and by an id at a provider", async (context) => {
  const server = await connect(context);
  const word = server.name("found");
  const external_id = `${word}/é+%2F ?#`;
  const { userId } = await server.account({
    threepids: [{ medium: "email", address: `${word}@example.com` }],
    external_ids: [{ auth_provider: "oidc-contract", external_id }],
  });
  const { users } = server.client;
  equal(await users.findByThreepid("email", `${word}@example.com`), userId, "by e-mail address");
  server.asSent(userId, (reply) => reply.user_id);
  equal(await users.findByExternalId("oidc-contract", external_id), userId, "by external id");
  server.asSent(userId, (reply) => reply.user_id);

  const { NotFoundError } = context.sdk;
  isError(await rejection(() => users.findByThreepid("msisdn", word)), NotFoundError);
  isError(await rejection(() => users.findByExternalId("oidc-contract", word)), NotFoundError);
});

check("a username is available until somebody has it; one that nobody can have is an error", async (context) => {
  const server = await connect(context);
  const { users } = server.client;
  const name = server.name("free");
  equal(await users.isAvailable(name), true, "a new name");
  server.asSent(true, (reply) => reply.available);
  const { userId } = await server.account();
  equal(await users.isAvailable(userId.slice(1, userId.indexOf(":"))), false, "a taken name");
  const error = await rejection(() => users.isAvailable("no spaces"));
  isError(error, context.sdk.ApiError, { errcode: "M_INVALID_USERNAME" });
  isError(await rejection(() => users.isAvailable("\u00fc")), context.sdk.ApiError, { errcode: "M_UNKNOWN" });
});

check("as documented: of the errors for a username only M_USER_IN_USE means that it is taken", async (context) => {
  for (const [status, errcode] of /** @type {const} */ ([[400, "M_EXCLUSIVE"], [400, "M_UNKNOWN"], [403, "M_FORBIDDEN"]])) {
    const { client } = fake(context, refusal(status, errcode));
    isError(await rejection(() => client.users.isAvailable("bob")), context.sdk.ApiError, { status, errcode });
  }
  const { client, sent } = fake(context, [refusal(400, "M_USER_IN_USE"), json({ available: true })]);
  equal([await client.users.isAvailable("bob"), await client.users.isAvailable("a b")], [false, true], "the answers");
  equal(last(sent).path, "/_synapse/admin/v1/username_available?username=a%20b", "the path");
});

check("a redaction is a job that takes all messages, and is found again by its id", async (context) => {
  const server = await connect(context);
  const [alice, bob] = [await server.account(), await server.account()];
  const roomId = await room(server, alice, { preset: "public_chat" });
  await server.request("POST", `/_matrix/client/v3/join/${encodeURIComponent(roomId)}`, {}, bob.accessToken);
  const [hers, his] = [await say(server, alice, roomId), await say(server, bob, roomId)];

  const job = await server.client.user(bob.userId).redact({ reason: "spam" });
  server.asSent({ redact_id: job.id });
  const done = await job.wait({ timeoutMs: 120_000 });
  server.asSent(done);
  equal(done, { status: "complete", failed_redactions: {} }, "how it ended");
  equal(await content(server, alice, roomId, his), {}, "what is left of his");
  equal(await content(server, alice, roomId, hers), { msgtype: "m.text", body: "hello" }, "what is left of hers");

  const again = server.client.users.redaction(job.id);
  equal(again.id, job.id, "the id");
  const status = await again.status();
  server.asSent(status);
  equal(status.status, "complete", "the status");
});

check("a redaction keeps to the rooms, the times and the sender it was asked for", async (context) => {
  const server = await connect(context);
  const [alice, bob] = [await server.account(), await server.account()];
  const [here, there] = [await room(server, bob, { preset: "public_chat" }), await room(server, bob)];
  await server.request("POST", `/_matrix/client/v3/join/${encodeURIComponent(here)}`, {}, alice.accessToken);
  const [first, elsewhere] = [await say(server, bob, here), await say(server, bob, there)];
  const path = `/_matrix/client/v3/rooms/${encodeURIComponent(here)}/event/${encodeURIComponent(first)}`;
  const { origin_server_ts: before_ts } = await server.request("GET", path, undefined, bob.accessToken);
  await new Promise((resolve) => void setTimeout(resolve, 5));
  const second = await say(server, bob, here);

  const job = await server.client.user(bob.userId).redact({ rooms: [here], before_ts, limit: 10, use_admin: false });
  equal((await job.wait({ timeoutMs: 120_000 })).status, "complete", "how it ended");
  equal(await content(server, bob, here, first), {}, "what is left of the first");
  const said = { msgtype: "m.text", body: "hello" };
  const left = (await isAtLeast(server, 157)) ? said : {};
  equal(await content(server, bob, here, second), left, "what is left of the second, which older servers redact too");
  equal(await content(server, bob, there, elsewhere), said, "what is left in the other room");
});

check("as documented: a room that nobody of the server is in any more is redacted if it is named", async (context) => {
  const server = await connect(context);
  const bob = await server.account();
  const roomId = await room(server, bob);
  const said = await say(server, bob, roomId);
  await server.request("POST", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/leave`, {}, bob.accessToken);
  const user = server.client.user(bob.userId);
  for (const [rooms, left] of /** @type {const} */ ([[[], { msgtype: "m.text", body: "hello" }], [[roomId], {}]])) {
    await (await user.redact({ rooms: [...rooms] })).wait({ timeoutMs: 120_000 });
    equal(await content(server, bob, roomId, said), left, `what is left with ${rooms.length} named`);
  }
});

check("a redaction in a room that nobody knows fails, and says why", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const job = await server.client.user(userId).redact({ rooms: [`!${server.name("nowhere")}:example.com`] });
  const error = await rejection(() => job.wait({ timeoutMs: 120_000 }));
  isError(error, context.sdk.JobError, { job: job.id });
  server.asSent(error.status);
  equal(error.status.status, "failed", "the status");
  ok(error.status.error && error.message.endsWith(error.status.error), "the message says why");
  isError(await rejection(() => server.client.users.redaction("nobodyknowsthis").status()), context.sdk.NotFoundError);
});

check("all of a user's files are quarantined, but for those protected from it", async (context) => {
  const server = await connect(context);
  const alice = await server.account();
  /** @type {string[]} */
  const ids = [];
  for (const text of ["one", "two", "three"]) {
    const upload = { text, of: alice.userId };
    const { content_uri } = await server.request("POST", "/_matrix/media/v3/upload", upload, alice.accessToken);
    ids.push(content_uri.split("/").at(-1));
  }
  await server.ask("POST", `/_synapse/admin/v1/media/protect/${ids[0]}`, {});

  const user = server.client.user(alice.userId);
  const quarantined = await user.quarantineMedia();
  server.asSent(quarantined, (reply) => reply.num_quarantined);
  equal(quarantined, 2, "how many");
  const { media } = await server.ask("GET", admin(alice.userId, "/media"));
  /** @type {[string, string | null][]} */
  const by = media.map((/** @type {any} */ file) => [file.media_id, file.quarantined_by]);
  const expected = ids.map((id, index) => [id, index ? server.userId : null]);
  equal(Object.fromEntries(by), Object.fromEntries(expected), "who quarantined them");
  equal(await user.quarantineMedia(), 0, "how many the second time");
});

checkWhere({ since: 133 }, "a report of a user stands in the list of them; one of a user nobody knows does not", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const nobody = `@${server.name("nobody")}:${userId.split(":")[1]}`;
  const user = server.client.user(userId);
  await user.report("sends spam");
  await server.client.user(nobody).report("does not exist");
  // Older servers keep reports, but do not show them.
  if (!(await isAtLeast(server, 152))) return;
  for (const [target, reasons] of /** @type {const} */ ([[userId, ["sends spam"]], [nobody, []]])) {
    const path = `/_synapse/admin/v1/user_reports?target_user_id=${encodeURIComponent(target)}`;
    const { user_reports } = await server.ask("GET", path);
    equal(user_reports.map((/** @type {any} */ report) => report.reason), reasons, "the reasons");
  }
});

checkWhere({ mas: false }, "an account is valid until the time that was asked for; the server may want one", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  const expiration_ts = Date.now() + 86_400_000;
  const expires = await user.renewAccountValidity({ expiration_ts, enable_renewal_emails: false });
  server.asSent(expires, (reply) => reply.expiration_ts);
  equal(expires, expiration_ts, "when it expires");
  isError(await rejection(() => user.renewAccountValidity()), context.sdk.ServerError, { status: 500 });
});

check("as documented: where accounts expire, one is renewed for the time of the configuration", async (context) => {
  const { user, sent } = fake(context, json({ expiration_ts: 1_700_000_000_000 }));
  equal(await user.renewAccountValidity(), 1_700_000_000_000, "when it expires");
  const { method, path, body } = last(sent);
  equal([method, path], ["POST", "/_synapse/admin/v1/account_validity/validity"], "where it went");
  equal(JSON.parse(body), { user_id: "@alice:example.com" }, "what was sent");
});

check("what an admin's own clients get to see is set as a whole", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account({ admin: true });
  const client = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken });
  const user = client.user(userId);
  const type = "io.element.synapse.admin_client_config";
  const path = `/_matrix/client/v3/user/${encodeURIComponent(userId)}/account_data/${type}`;
  isError(await rejection(() => user.getAdminClientConfig()), context.sdk.NotFoundError);

  for (const config of [{ return_soft_failed_events: true }, { return_policy_server_spammy_events: false }]) {
    await user.setAdminClientConfig(config);
    equal(await server.request("GET", path, undefined, accessToken), config, "what the server holds");
    equal(await user.getAdminClientConfig(), config, "the configuration");
  }
  const other = client.user(server.userId);
  const { PermissionDeniedError } = context.sdk;
  isError(await rejection(() => other.setAdminClientConfig({})), PermissionDeniedError);
});

check("the search that gives away password hashes is not offered", async ({ sdk }) => {
  const names = [sdk.User, sdk.Users].flatMap(({ prototype }) => Object.getOwnPropertyNames(prototype));
  equal(names.filter((name) => /search/i.test(name)), [], "the methods for it");
});

check("accounts that were not seen are told, but none that was seen on a device that is gone, or is closed", async (context) => {
  const server = await connect(context);
  const { client } = server;
  const [old, moved, closed] = [await server.account(), await server.account(), await server.account()];
  const other = await server.logIn(moved.userId.slice(1).split(":")[0] ?? "", "secret password", "OTHER");
  const recent = await server.account();
  for (const { accessToken } of [other, closed, recent]) {
    await server.request("GET", "/_matrix/client/v3/account/whoami", undefined, accessToken);
  }
  const never = `@${server.name("never")}:${server.userId.split(":")[1]}`;
  if (!context.mas) await client.user(never).create();
  await client.user(closed.userId).deactivateAccount();
  // Who was seen first is written down with the others.
  await written(server, recent);
  await client.user(moved.userId).deleteDevice("OTHER");
  const yearAgo = Date.now() - 365 * 86_400_000;
  await server.sql(
    `UPDATE devices SET last_seen = ${yearAgo} WHERE user_id IN ('${old.userId}', '${moved.userId}');
    DELETE FROM user_ips WHERE user_id = '${old.userId}';
    INSERT INTO user_ips (user_id, access_token, ip, user_agent, last_seen) VALUES ('${old.userId}', '', '', '', ${yearAgo})`,
  );
  const names = async (/** @type {any} */ params) => {
    const found = [];
    for await (const { name } of client.users.inactive({ since: Date.now() - 180 * 86_400_000, ...params })) found.push(name);
    return [old.userId, moved.userId, recent.userId, closed.userId, ...(context.mas ? [] : [never])].filter((name) => found.includes(name));
  };
  equal(await names({}), [old.userId], "those not seen for half a year");
  if (!context.mas) ok((await names({ neverSeen: "include" })).includes(never), "those never seen, too");
});
