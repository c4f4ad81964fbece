// Each call on a real Synapse, with what that then holds. What each of them does in depth is tested in Rust.
import { equal, group, includes, isError, ok, pause, rejection } from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

export const { checks, check } = group("on a real Synapse");

const PASSWORD = "a password for tests";
const PUSHER = {
  app_id: "io.example.app",
  kind: "http",
  app_display_name: "Example",
  device_display_name: "Phone",
  lang: "en",
  data: { url: "https://push.example.com/_matrix/push/v1/notify" },
};

/** The admin's client is logged in once. @type {ReturnType<typeof logIn> | undefined} */
let admin;
let made = 0;
/** In the names of all accounts that are made here. @type {string | undefined} */
let run;

/** @param {Context} context */
async function logIn({ sdk, server }) {
  const { access_token, user_id } = await clientApi(server.url, "POST", "/v3/login", undefined, {
    type: "m.login.password",
    identifier: { type: "m.id.user", user: server.admin },
    password: server.password,
  });
  const client = new sdk.MatrixAdminClient({ baseUrl: server.url, accessToken: access_token });
  return { client, serverName: user_id.split(":").slice(1).join(":"), url: server.url };
}

/**
 * @param {string} url @param {string} method @param {string} path
 * @param {string} [token] @param {unknown} [body]
 * @returns {Promise<any>}
 */
async function clientApi(url, method, path, token, body) {
  const bytes = body instanceof Uint8Array;
  const response = await fetch(`${url}/_matrix/${bytes ? "media" : "client"}${path}`, {
    method,
    headers: {
      ...(token && { Authorization: `Bearer ${token}` }),
      ...(bytes && { "Content-Type": "text/plain" }),
    },
    ...(body !== undefined && { body: bytes ? /** @type {any} */ (body) : JSON.stringify(body) }),
  });
  const text = await response.text();
  ok(response.ok, `${method} ${path} answered ${response.status} ${text}`);
  return JSON.parse(text);
}

/**
 * A new user, logged in.
 *
 * @param {Context} context
 */
async function newUser(context) {
  const { client, serverName, url } = await (admin ??= logIn(context));
  run ??= Math.random().toString(36).slice(2);
  const name = `suite-${run}-${++made}`;
  const userId = `@${name}:${serverName}`;
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`;
  await client.request({ method: "PUT", path, body: { password: PASSWORD, displayname: "Suite" } });
  const login = (password = PASSWORD) =>
    clientApi(url, "POST", "/v3/login", undefined, {
      type: "m.login.password",
      identifier: { type: "m.id.user", user: userId },
      password,
    });
  const { access_token } = await login();
  /** @param {string} method @param {string} path @param {unknown} [body] */
  const act = (method, path, body) => clientApi(url, method, path, access_token, body);
  const listed = async () => {
    const { users } = await client.users.list({ user_id: name });
    equal(users.length, 1, "how many accounts the list finds");
    return /** @type {import("matrix-admin-sdk").UserSummary} */ (users[0]);
  };
  return { user: client.user(userId), userId, client, name, login, act, listed, url };
}

const upload = (/** @type {string} */ name, /** @type {number} */ size) =>
  /** @type {const} */ (["POST", `/v3/upload?filename=${name}`, new Uint8Array(size).fill(65)]);

check("queryCurrentSessions shows where the user was connected from", async (context) => {
  const { user, userId, act } = await newUser(context);
  await act("GET", "/v3/account/whoami");
  // The server tells nothing of it at the moment at which it writes it down, which is some seconds later.
  while ((await user.get()).last_seen_ts === null) await pause(100);
  const { user_id, devices } = await user.queryCurrentSessions();
  equal(user_id, userId);
  const [connection] = Object.values(devices).flat();
  includes(connection?.ip, /^[\d.]+$|:/, "the address");
  ok(Date.now() - (connection?.last_seen ?? 0) < 3_600_000, "it was not now");
});

check("setAdmin and isAdmin agree", async (context) => {
  const { user, listed } = await newUser(context);
  equal(await user.isAdmin(), false);
  equal(await user.setAdmin(true), undefined);
  equal([await user.isAdmin(), (await listed()).admin], [true, true]);
  await user.setAdmin(false);
  equal([await user.isAdmin(), (await listed()).admin], [false, false]);
});

check("getRooms lists the rooms that the user is in", async (context) => {
  const { user, act } = await newUser(context);
  equal(await user.getRooms(), { joined_rooms: [], total: 0 });
  const { room_id } = await act("POST", "/v3/createRoom", {});
  equal(await user.getRooms(), { joined_rooms: [room_id], total: 1 });
});

check("getData gives what clients stored", async (context) => {
  const { user, userId, act } = await newUser(context);
  const content = { deep: [1, null, "\u00e9"] };
  await act("PUT", `/v3/user/${encodeURIComponent(userId)}/account_data/org.example.suite`, content);
  equal((await user.getData()).account_data.global["org.example.suite"], content);
});

check(
  "getMedia lists uploads, page by page, and deleteMedia deletes as many as it is told",
  async (context) => {
    const { user, userId, act } = await newUser(context);
    for (const [n, size] of [10, 30, 20].entries()) await act(...upload(`file%20${n}.txt`, size));
    const sorted = await user.getMedia({ limit: 1, order_by: "media_length", dir: "b" }).toArray();
    equal(
      sorted.map((file) => file.media_length),
      [30, 20, 10],
    );
    const page = await user.getMedia({ limit: 2 });
    equal([page.media.length, page.total], [2, 3]);
    const [file] = page.media;
    equal([file?.media_type, file?.safe_from_quarantine, file?.quarantined_by], ["text/plain", false, null]);
    equal([typeof file?.authenticated, file?.user_id ?? userId], ["boolean", userId]);
    const smallest = sorted[2]?.media_id;
    const first = await user.deleteMedia({ limit: 1, order_by: "media_length", dir: "f" });
    equal(first, { deleted_media: [smallest], total: 1 });
    equal((await user.getMedia()).total, 2, "what is left");
    equal((await user.deleteMedia()).total, 2);
    equal(await user.getMedia(), { media: [], total: 0 });
  },
);

check("getAllPushers lists the pushers", async (context) => {
  const { user, userId, act } = await newUser(context);
  equal(await user.getAllPushers(), { pushers: [], total: 0 });
  // A key of its own, for Synapse takes it away from whoever else has it.
  await act("POST", "/v3/pushers/set", { ...PUSHER, pushkey: userId });
  const { pushers, total } = await user.getAllPushers();
  equal(total, 1);
  equal([pushers[0]?.kind, pushers[0]?.lang, pushers[0]?.data], ["http", "en", PUSHER.data]);
  equal([pushers[0]?.enabled, typeof pushers[0]?.device_id], [true, "string"]);
});

check("loginAsUser gives a token with which to act as the user", async (context) => {
  const { user, userId, url } = await newUser(context);
  const { access_token } = await user.loginAsUser({ valid_until_ms: Date.now() + 60_000 });
  equal((await clientApi(url, "GET", "/v3/account/whoami", access_token)).user_id, userId);
});

check("shadowBan shows in the list, and is lifted again", async (context) => {
  const { user, listed } = await newUser(context);
  equal(await user.shadowBan(), undefined);
  equal((await listed()).shadow_banned, true);
  await user.shadowBan(false);
  equal((await listed()).shadow_banned, false);
});

check("resetPassword changes the password and logs devices out unless told otherwise", async (context) => {
  const { user, act, login } = await newUser(context);
  await user.resetPassword("a second password", { logout_devices: false });
  await act("GET", "/v3/account/whoami");
  includes((await rejection(() => login())).message, "M_FORBIDDEN");
  await login("a second password");
  await user.resetPassword("a third password");
  includes((await rejection(() => act("GET", "/v3/account/whoami"))).message, "M_UNKNOWN_TOKEN");
  await login("a third password");
});

check("deactivateAccount deactivates and erases", async (context) => {
  const { client, user, name } = await newUser(context);
  const result = await user.deactivateAccount({ erase: true });
  includes(result.id_server_unbind_result, /^(success|no-support)$/);
  const { users } = await client.users.list({ user_id: name, deactivated: true });
  equal([users[0]?.deactivated, users[0]?.erased], [true, true]);
  equal((await client.users.list({ user_id: name, deactivated: false })).users, []);
});

check("users.list finds, sorts and pages", async (context) => {
  const { client, userId } = await newUser(context);
  const ours = { user_id: run, order_by: /** @type {const} */ ("creation_ts"), dir: /** @type {const} */ ("b") };
  const everybody = await client.users.list({ ...ours, limit: 3 }).toArray();
  equal(everybody.length, (await client.users.list({ ...ours, limit: 1 })).total, "the number of accounts");
  ok(everybody.length > 3, `there are only ${everybody.length}, which is one page`);
  equal(
    new Set(everybody.map((user) => user.name)).size,
    everybody.length,
    "the number of different accounts",
  );
  ok(
    everybody.some((user) => user.name === userId),
    "the new account is missing",
  );
  const now = everybody.find((user) => user.name === userId)?.creation_ts ?? 0;
  ok(Math.abs(Date.now() - now) < 3_600_000, `creation_ts is ${now}`);
});

check("what is not there is told by class, status and errcode", async (context) => {
  const { client, userId } = await newUser(context);
  const nobody = client.user(userId.replace("suite-", "nobody-"));
  isError(await rejection(() => nobody.getMedia()), context.sdk.NotFoundError, {
    status: 404,
    errcode: "M_NOT_FOUND",
    path: "/_synapse/admin/v1/users/{user_id}/media",
  });
});

check(
  "a token that is no admin's is a PermissionDeniedError, one that is none an AuthenticationError",
  async (context) => {
    const { user, url } = await newUser(context);
    const { access_token } = await user.loginAsUser();
    const errors = [];
    for (const accessToken of [access_token, "no-token"]) {
      const client = new context.sdk.MatrixAdminClient({ baseUrl: url, accessToken });
      errors.push(await rejection(() => client.users.list()));
    }
    isError(errors[0], context.sdk.PermissionDeniedError, { status: 403, errcode: "M_FORBIDDEN" });
    isError(errors[1], context.sdk.AuthenticationError, { status: 401, errcode: "M_UNKNOWN_TOKEN" });
  },
);
