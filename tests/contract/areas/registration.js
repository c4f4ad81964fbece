import { connect, equal, fake, group, isError, json, last, ok, refusal, rejection } from "../tools.js";

export const { checks, check, checkWhere } = group("registration");

const NONCE = "0123456789abcdef".repeat(8);
const SECRET = "the shared secret of the server: é";

/** What the server works out for itself. @param {string} secret @param {string[]} parts */
async function proof(secret, ...parts) {
  const encoder = new TextEncoder();
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
  const mac = await crypto.subtle.sign("HMAC", key, encoder.encode(parts.join("\0")));
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Everything an error shows. @param {any} error */
const shown = (error) => [String(error), error.stack, JSON.stringify(error), JSON.stringify(Object.entries(error))].join();

/** Known to who started the homeserver. @type {string | undefined} */
const sharedSecret = /** @type {any} */ (globalThis).process?.env.SYNAPSE_SHARED_SECRET;

if (sharedSecret) {
  checkWhere({ mas: false }, "who knows the secret registers users, with a device or without", async (context) => {
    const server = await connect(context);
    const username = server.name("Registered");
    const made = await server.client.users.register({ username, password: "p\"ä ß", sharedSecret, displayname: "Bob" });
    server.asSent(made);
    equal(made.user_id, `@${username.toLowerCase()}:${server.userId.split(":")[1]}`, "the user id");
    const whoami = await server.request("GET", "/_matrix/client/v3/account/whoami", undefined, made.access_token);
    equal([whoami.user_id, whoami.device_id], [made.user_id, made.device_id], "whom the token is of");
    await server.logIn(username.toLowerCase(), "p\"ä ß");
    const details = await server.ask("GET", `/_synapse/admin/v2/users/${encodeURIComponent(made.user_id)}`);
    equal([details.displayname, details.admin, details.user_type], ["Bob", false, null], "what the user is");

    const params = { username: server.name("bot"), password: "secret password", sharedSecret };
    const bot = await server.client.users.register({ ...params, admin: true, user_type: "bot", inhibit_login: true });
    server.asSent(bot);
    equal([bot.access_token, bot.device_id], [undefined, undefined], "without a device");
    const its = await server.ask("GET", `/_synapse/admin/v2/users/${encodeURIComponent(bot.user_id)}`);
    equal([its.admin, its.user_type], [true, "bot"], "what the bot is");
    const again = await rejection(() => server.client.users.register(params));
    isError(again, context.sdk.ApiError, { status: 400, errcode: "M_USER_IN_USE" });
  });
}

check("who does not know the secret registers nobody", async (context) => {
  const server = await connect(context);
  const username = server.name("refused");
  const params = { username, password: "a good password", sharedSecret: "wrong secret" };
  const error = await rejection(() => server.client.users.register(params));
  const { PermissionDeniedError, UnsupportedError } = context.sdk;
  isError(error, context.mas ? UnsupportedError : PermissionDeniedError, { path: "/_synapse/admin/v1/register" });
  ok(!shown(error).includes("wrong secret") && !shown(error).includes("a good password"), "no secret is shown");
  equal((await server.ask("GET", `/_synapse/admin/v1/username_available?username=${username}`)).available, true, "available");
});

check("as documented: the proof is HMAC-SHA1 over what is registered, and the secret is not sent", async (context) => {
  const registered = { user_id: "@bob:example.com", home_server: "example.com" };
  for (const params of [
    { username: "bob", password: "pässword" },
    { username: "bob", password: "p", admin: false, user_type: "support", device_id: "D", displayname: "Bob" },
    { username: "bob", password: "p", admin: true, user_type: "bot", inhibit_login: true, refresh_token: false },
  ]) {
    const { client, sent } = fake(context, [json({ nonce: NONCE }), json(registered)]);
    equal(await client.users.register({ ...params, sharedSecret: SECRET }), registered, "what was registered");
    equal(sent.map(({ method, path }) => [method, path]), [["GET", "/_synapse/admin/v1/register"], ["POST", "/_synapse/admin/v1/register"]], "what was sent");
    const { username, password, admin, user_type } = params;
    const parts = [NONCE, username, password, admin ? "admin" : "notadmin", ...(user_type ? [user_type] : [])];
    equal(JSON.parse(last(sent).body), { ...params, nonce: NONCE, mac: await proof(SECRET, ...parts) }, "the body");
    ok(!JSON.stringify(sent).includes(SECRET), "the secret is not sent");
  }
});

check("as documented: a registration is not sent again, whatever comes of it", async (context) => {
  const answers = [refusal(503, "M_UNKNOWN"), refusal(429, "M_UNKNOWN"), new TypeError("fetch failed")];
  for (const answer of answers) {
    const { client, sent } = fake(context, [json({ nonce: NONCE }), answer, json({ user_id: "@bob:example.com" })]);
    const params = { username: "bob", password: "a good password", sharedSecret: SECRET };
    const error = await rejection(() => client.users.register(params));
    isError(error, context.sdk.MatrixAdminError);
    ok(!shown(error).includes(SECRET), "the secret is not shown");
    equal(sent.map(({ method }) => method), ["GET", "POST"], "what was sent");
  }
});

check("what is missing or misspelt is refused without the secret in the error", async (context) => {
  const { client, sent } = fake(context, json({}));
  const params = { username: "bob", password: "a good password", sharedSecret: SECRET };
  for (const wrong of [{ username: "" }, { password: 1 }, { sharedSecret: "" }, { shared_secret: SECRET }]) {
    const error = await rejection(() => client.users.register(/** @type {any} */ ({ ...params, ...wrong })));
    isError(error, context.sdk.InvalidArgumentError);
    ok(!shown(error).includes(SECRET), "the secret is not shown");
  }
  equal(sent.length, 0, "how often the server was asked");
});
