// What the contract checks are made of: a client on a real homeserver that keeps each reply as the server sent it.

import { equal, ok } from "../runtimes/tools.js";

export * from "../runtimes/tools.js";

/** @typedef {import("../runtimes/tools.js").Context} Context */

let names = 0;
/** @type {Promise<{ userId: string, accessToken: string }> | undefined} */
let admin;

/**
 * The homeserver as a check needs it. Names are new for each run, so that checks do not meet each other's data.
 *
 * @param {Context} context
 */
export async function connect({ sdk, server }) {
  ok(server, "contract checks need a homeserver");
  const { url } = server;
  /** @type {string[]} */
  const replies = [];

  /** A client-server or admin request of the check's own. @param {string} method @param {string} path @param {unknown} [body] */
  const request = async (method, path, body, token = "") => {
    /** @type {Record<string, string>} */
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    if (body !== undefined) headers["Content-Type"] = "application/json";
    const text = body === undefined ? null : JSON.stringify(body);
    const response = await fetch(url + path, { method, headers, body: text });
    const reply = await response.json();
    ok(response.ok, `${method} ${path}: ${response.status} ${JSON.stringify(reply)}`);
    return reply;
  };

  /** @param {string} user @param {string} password @param {string} [deviceId] */
  const logIn = async (user, password, deviceId) => {
    const identifier = { type: "m.id.user", user };
    const body = { type: "m.login.password", identifier, password, device_id: deviceId };
    const { user_id, access_token } = await request("POST", "/_matrix/client/v3/login", body);
    return { userId: String(user_id), accessToken: String(access_token) };
  };
  const { userId, accessToken } = await (admin ??= logIn(server.admin, server.password));

  /** @param {Request} sent */
  const recorded = async (sent) => {
    const response = await fetch(sent);
    replies.push(await response.clone().text());
    return response;
  };

  return {
    client: new sdk.MatrixAdminClient({ baseUrl: url, accessToken, fetch: recorded }),
    userId,
    accessToken,
    request,
    logIn,
    /** As the admin. @param {string} method @param {string} path @param {unknown} [body] */
    ask: (method, path, body) => request(method, path, body, accessToken),

    /** A name that nobody has yet. @param {string} [word] */
    name: (word = "user") => `${word}-${Date.now().toString(36)}-${names++}`,

    /** An account that is logged in. @param {object} [fields] of `PUT /_synapse/admin/v2/users/{user_id}` */
    async account(fields) {
      const localpart = this.name("user");
      const path = `/_synapse/admin/v2/users/${encodeURIComponent(`@${localpart}:${userId.split(":")[1]}`)}`;
      await this.ask("PUT", path, { password: "secret password", ...fields });
      return this.logIn(localpart, "secret password", "DEVICE");
    },

    /**
     * What the package gave is what the server sent last, but for what `change` does to it.
     *
     * @param {unknown} value
     * @param {(reply: any) => unknown} [change] changes the reply in place, or gives another
     */
    asSent(value, change = () => undefined) {
      const text = replies.at(-1);
      ok(text !== undefined, "the server was not asked");
      const reply = JSON.parse(text);
      equal(value, change(reply) ?? reply, "what the package gave");
    },
  };
}
