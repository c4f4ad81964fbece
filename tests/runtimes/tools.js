// What the checks are made of: assertions, and servers that answer as a check wants them to.

/** @typedef {typeof import("matrix-admin-sdk")} Sdk */
/** @typedef {{ url: string, admin: string, password: string }} Server a homeserver and an admin's log-in */
/** @typedef {"Node" | "Deno" | "Bun" | "workerd" | "Chrome" | "Firefox" | "WebKit (GTK)"} Platform */
/** @typedef {Omit<import("../faults/server.js").Faults, "close">} Faults the addresses of the server that misbehaves */
/** @typedef {{ server: Server, faults: Faults, platform: Platform }} Given what a place is told from outside */
/** @typedef {Given & { sdk: Sdk, foreign: Foreign, early: import("./checks/early.js").Early }} Context */
/** @typedef {{ AbortController: typeof AbortController, Response: typeof Response }} Foreign of another realm or a polyfill */
/** @typedef {{ name: string, run: (context: Context) => unknown }} Check */
/** @typedef {Record<string, string>} Headers */
/** @typedef {{ method: string, url: string, path: string, headers: Headers, body: string }} Sent */
/** @typedef {Response | Error | ((sent: Sent, request: Request) => unknown)} Answer */
/** @typedef {Partial<import("matrix-admin-sdk").ClientOptions>} Options */

/**
 * A list of checks, and what adds one to it. Their names are sentences about the package.
 *
 * @param {string} subject what all their names begin with
 */
export function group(subject) {
  /** @type {Check[]} */
  const checks = [];
  /** @param {string} name @param {Check["run"]} run */
  const check = (name, run) => void checks.push({ name: `${subject}: ${name}`, run });
  return { checks, check };
}

// ---- assertions

/** @param {unknown} condition @param {string} message @returns {asserts condition} */
export function ok(condition, message) {
  if (!condition) throw new Error(message);
}

/** Equal all the way down. @param {unknown} actual @param {unknown} expected @param {string} [what] */
export function equal(actual, expected, what = "it") {
  if (!same(actual, expected)) throw new Error(`${what} is ${show(actual)}, not ${show(expected)}`);
}

/** @param {unknown} actual @param {unknown} expected @returns {boolean} */
function same(actual, expected) {
  if (Object.is(actual, expected)) return true;
  if (typeof actual !== "object" || typeof expected !== "object" || !actual || !expected) return false;
  if (Array.isArray(actual) !== Array.isArray(expected)) return false;
  const [left, right] = [Object.entries(actual), new Map(Object.entries(expected))];
  return (
    left.length === right.size && left.every(([key, value]) => right.has(key) && same(value, right.get(key)))
  );
}

/** @param {unknown} text @param {string | RegExp} part @param {string} [what] */
export function includes(text, part, what = "the text") {
  const found = typeof part === "string" ? String(text).includes(part) : part.test(String(text));
  ok(found, `${what} is ${show(text)}, without ${part}`);
}

/** @param {unknown} value */
function show(value) {
  if (value instanceof Error) return `${value.name}: ${value.message}`;
  const text = typeof value === "function" ? `a function` : (JSON.stringify(value) ?? String(value));
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/** What the function throws, at once. @param {() => unknown} run @returns {any} */
export function thrown(run) {
  let result;
  try {
    result = run();
  } catch (error) {
    return error;
  }
  throw new Error(`nothing was thrown; it gave ${show(result)}`);
}

/**
 * What the call rejects with; a call that throws instead of giving a promise fails the check.
 *
 * @param {() => PromiseLike<unknown>} call
 * @returns {Promise<any>}
 */
export async function rejection(call) {
  let promise;
  try {
    promise = call();
  } catch (error) {
    throw new Error(`it threw at once instead of rejecting: ${show(error)}`);
  }
  ok(typeof promise?.then === "function", `it gave ${show(promise)} instead of a promise`);
  return promise.then(
    (value) => Promise.reject(new Error(`it resolved to ${show(value)} instead of rejecting`)),
    (error) => error,
  );
}

/**
 * An error of this class, with these properties. A regular expression is looked for in the property's text.
 *
 * @param {unknown} error
 * @param {Function} expected
 * @param {Record<string, unknown>} [properties]
 */
export function isError(error, expected, properties = {}) {
  ok(error instanceof expected, `expected a ${expected.name}, got ${show(error)}`);
  ok(error instanceof Error, `${expected.name} is no Error`);
  for (const [name, value] of Object.entries(properties)) {
    const actual = /** @type {any} */ (error)[name];
    if (value instanceof RegExp) includes(actual, value, `${error.name}.${name}`);
    else equal(actual, value, `${error.name}.${name}`);
  }
}

/** @param {number} ms */
export const pause = (ms) => new Promise((resolve) => void setTimeout(resolve, ms));

/** A promise that never settles. @returns {Promise<never>} */
export const never = () => new Promise(() => {});

/** Fails when it takes longer than that. @template T @param {number} ms @param {() => T | Promise<T>} run */
export async function deadline(ms, run) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error(`it has not ended within ${ms / 1000} s`)), ms);
  });
  try {
    return await Promise.race([late, run()]);
  } finally {
    clearTimeout(timer);
  }
}

// ---- a server that answers as it is told

export const TOKEN = "syt_c2VjcmV0_TopSecretAccessToken_1aBcDe";
export const BASE_URL = "https://matrix.example.com";
export const ALICE = "@alice:example.com";

/** @param {unknown} value @param {number} [status] */
export const json = (value, status = 200) => text(JSON.stringify(value), status, "application/json");

/** @param {string | Uint8Array<ArrayBuffer>} body */
export function text(body, status = 200, type = "text/plain") {
  return new Response(body, { status, headers: { "Content-Type": type } });
}

/** What a proxy answers for a server that is down. */
export function html(status = 200) {
  return text("<!DOCTYPE html><html><body><h1>Bad Gateway</h1></body></html>", status, "text/html");
}

/** An error as Matrix sends it. @param {number} status @param {string} errcode @param {object} [more] */
export const refusal = (status, errcode, more) =>
  json({ errcode, error: `because ${errcode}`, ...more }, status);

/**
 * A client whose `fetch` answers what it is told, in that order, the last one again and again; what was sent.
 *
 * @param {Context} context
 * @param {Answer | Answer[]} answers
 * @param {Options} [options]
 */
export function fake({ sdk }, answers, options) {
  const list = [answers].flat();
  /** @type {Sent[]} */
  const sent = [];
  /** @param {Request} request */
  const answer = async (request) => {
    const url = new URL(request.url);
    const body = await request.clone().text();
    const path = url.pathname + url.search;
    sent.push({
      method: request.method,
      url: request.url,
      path,
      headers: Object.fromEntries(request.headers),
      body,
    });
    const now = list[Math.min(sent.length, list.length) - 1];
    if (now instanceof Error) throw now;
    if (typeof now === "function") return /** @type {Response} */ (await now(last(sent), request));
    ok(now, "the check has no answer");
    return now.clone();
  };
  const client = new sdk.MatrixAdminClient({
    baseUrl: BASE_URL,
    accessToken: TOKEN,
    fetch: answer,
    ...options,
  });
  return { client, user: client.user(ALICE), sent };
}

/** @template T @param {T[]} list @returns {T} */
export function last(list) {
  const item = list.at(-1);
  ok(item !== undefined, "nothing was sent");
  return item;
}

// ---- what Synapse answers

export const connection = (ip = "10.0.0.1") => ({ ip, last_seen: 1_700_000_000_000, user_agent: "Element" });

/** @param {object} [fields] */
export const media = (fields) => ({
  media_id: "GuAYKtUAPRYzWcWzOcSgLFXk",
  media_type: "image/png",
  media_length: 68,
  upload_name: "cat.png",
  created_ts: 1_700_000_000_000,
  url_cache: null,
  last_access_ts: null,
  quarantined_by: null,
  safe_from_quarantine: false,
  user_id: ALICE,
  authenticated: true,
  sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  ...fields,
});

/** @param {object} [fields] */
export const account = (fields) => ({
  name: ALICE,
  user_type: null,
  is_guest: false,
  admin: false,
  deactivated: false,
  shadow_banned: false,
  displayname: "Alice",
  avatar_url: null,
  creation_ts: 1_700_000_000_000,
  approved: true,
  erased: false,
  last_seen_ts: null,
  locked: false,
  ...fields,
});

/** What is told of one account, with its times in seconds. @param {object} [fields] */
export const details = (fields) => ({
  ...account(),
  creation_ts: 1_700_000_000,
  appservice_id: null,
  consent_server_notice_sent: null,
  consent_version: null,
  threepids: [],
  external_ids: [],
  ...fields,
});

/** @param {object} [fields] */
export const pusher = (fields) => ({
  app_display_name: "Element",
  app_id: "io.element.app",
  data: { url: "https://push.example.com/_matrix/push/v1/notify", format: "event_id_only" },
  device_display_name: "Phone",
  kind: "http",
  lang: "en",
  profile_tag: "",
  pushkey: "abc",
  enabled: true,
  device_id: "DEVICE",
  ...fields,
});

/**
 * Every call that a user has, and what answers it.
 *
 * @typedef {(user: any, options?: object) => any} Call
 * @type {Record<string, { path: string, method: string, reply: unknown, call: Call }>}
 */
export const CALLS = {
  queryCurrentSessions: {
    method: "GET",
    path: "/_synapse/admin/v1/whois/{user_id}",
    reply: { user_id: ALICE, devices: {} },
    call: (user, options) => user.queryCurrentSessions(options),
  },
  deactivateAccount: {
    method: "POST",
    path: "/_synapse/admin/v1/deactivate/{user_id}",
    reply: { id_server_unbind_result: "success" },
    call: (user, options) => user.deactivateAccount({}, options),
  },
  resetPassword: {
    method: "POST",
    path: "/_synapse/admin/v1/reset_password/{user_id}",
    reply: {},
    call: (user, options) => user.resetPassword("a new password", {}, options),
  },
  isAdmin: {
    method: "GET",
    path: "/_synapse/admin/v1/users/{user_id}/admin",
    reply: { admin: true },
    call: (user, options) => user.isAdmin(options),
  },
  setAdmin: {
    method: "PUT",
    path: "/_synapse/admin/v1/users/{user_id}/admin",
    reply: {},
    call: (user, options) => user.setAdmin(true, options),
  },
  getRooms: {
    method: "GET",
    path: "/_synapse/admin/v1/users/{user_id}/joined_rooms",
    reply: { joined_rooms: [], total: 0 },
    call: (user, options) => user.getRooms(options),
  },
  getData: {
    method: "GET",
    path: "/_synapse/admin/v1/users/{user_id}/accountdata",
    reply: { account_data: { global: {}, rooms: {} } },
    call: (user, options) => user.getData(options),
  },
  getMedia: {
    method: "GET",
    path: "/_synapse/admin/v1/users/{user_id}/media",
    reply: { media: [], total: 0 },
    call: (user, options) => user.getMedia({}, options),
  },
  deleteMedia: {
    method: "DELETE",
    path: "/_synapse/admin/v1/users/{user_id}/media",
    reply: { deleted_media: [], total: 0 },
    call: (user, options) => user.deleteMedia({}, options),
  },
  loginAsUser: {
    method: "POST",
    path: "/_synapse/admin/v1/users/{user_id}/login",
    reply: { access_token: "syt_of_the_user" },
    call: (user, options) => user.loginAsUser({}, options),
  },
  getAllPushers: {
    method: "GET",
    path: "/_synapse/admin/v1/users/{user_id}/pushers",
    reply: { pushers: [], total: 0 },
    call: (user, options) => user.getAllPushers(options),
  },
  shadowBan: {
    method: "POST",
    path: "/_synapse/admin/v1/users/{user_id}/shadow_ban",
    reply: {},
    call: (user, options) => user.shadowBan(true, options),
  },
};
