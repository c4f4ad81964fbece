// What the contract checks are made of: a client on a real homeserver that keeps each reply as the server sent it.

import { equal, group as plainGroup, isError, ok, pause, rejection } from "../runtimes/tools.js";
import { sql } from "./sql.mjs";

export * from "../runtimes/tools.js";

/** @typedef {Awaited<ReturnType<typeof import("./mas/service.js").authenticationService>>} AuthenticationService */
/** @typedef {import("../runtimes/tools.js").Context & { mas?: AuthenticationService | undefined }} Context */
/** @typedef {(context: Context) => unknown} Run */

/**
 * A list of checks, and what adds one to it: `check` for any server, `checkWhere` for those since a minor version, or
 * without an authentication service. On every other server such a check has to end with the error that says so.
 *
 * @param {string} subject what all their names begin with
 */
export function group(subject) {
  const { checks, check: add } = plainGroup(subject);
  /** @param {string} name @param {Run} run */
  const check = (name, run) => add(name, run);
  /** @param {{ since?: number, mas?: false }} where @param {string} name @param {Run} run */
  const checkWhere = ({ since = 0, mas }, name, run) =>
    check(name, async (context) => {
      const tooOld = !(await isAtLeast(await connect(context), since));
      const isOff = mas === false && context.mas;
      if (!tooOld && !isOff) return run(context);
      const message = isOff ? /under Matrix Authentication Service/ : new RegExp(`needs Synapse 1\\.${since} or newer`);
      isError(await rejection(async () => run(context)), context.sdk.UnsupportedError, { message });
    });
  return { checks, check, checkWhere };
}

let names = 0;
/** @type {Promise<{ userId: string, accessToken: string }> | undefined} */
let admin;

/**
 * The homeserver as a check needs it. Names are new for each run, so that checks do not meet each other's data.
 *
 * @param {Context} context
 */
export async function connect({ sdk, server, mas }) {
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

  /** @param {string} user @param {string} password @param {string} [deviceId] @param {boolean} [isAdmin] */
  const logIn = async (user, password, deviceId, isAdmin = false) => {
    if (mas) {
      const accessToken = await mas.logIn(user, deviceId ?? "DEVICE", isAdmin);
      const { user_id } = await request("GET", "/_matrix/client/v3/account/whoami", undefined, accessToken);
      return { userId: String(user_id), accessToken };
    }
    const identifier = { type: "m.id.user", user };
    const body = { type: "m.login.password", identifier, password, device_id: deviceId };
    const { user_id, access_token } = await request("POST", "/_matrix/client/v3/login", body);
    return { userId: String(user_id), accessToken: String(access_token) };
  };
  const { userId, accessToken } = await (admin ??= logIn(server.admin, server.password, undefined, true));

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

    sql,

    /** How many replies the client has had. */
    answers: () => replies.length,

    /** A name that nobody has yet. @param {string} [word] */
    name: (word = "user") => `${word}-${Date.now().toString(36)}-${names++}`,

    /** An account that is logged in. @param {{ admin?: boolean, [field: string]: unknown }} [fields] of `PUT /_synapse/admin/v2/users/{user_id}` */
    async account(fields) {
      const localpart = this.name("user");
      const path = `/_synapse/admin/v2/users/${encodeURIComponent(`@${localpart}:${userId.split(":")[1]}`)}`;
      const password = "secret password";
      const enter = () => logIn(localpart, password, "DEVICE", fields?.admin);
      // An authentication service makes the accounts, and has their passwords.
      const made = mas && (await enter());
      await this.ask("PUT", path, made ? { ...fields } : { password, ...fields });
      return made ?? enter();
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

/** Whether the homeserver is Synapse 1.`minor` or newer. @param {Awaited<ReturnType<typeof connect>>} server @param {number} minor */
export async function isAtLeast(server, minor) {
  const { server_version } = await server.request("GET", "/_synapse/admin/v1/server_version");
  return Number(String(server_version).split(".")[1]) >= minor;
}

/**
 * Waits until the server has written down that it has seen the account, which it does some seconds later. At that very
 * moment it tells nothing of it.
 *
 * @param {Awaited<ReturnType<typeof connect>>} server @param {{ userId: string }} account
 */
export async function written(server, { userId }) {
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(userId)}`;
  while ((await server.ask("GET", path)).last_seen_ts === null) await pause(100);
}
