// What the scenarios are made of: clients of the server that misbehaves, and what every error has to fulfil.
import { equal, includes, isError, ok, pause, rejection } from "../runtimes/tools.js";

/** @typedef {import("./server.js").Attempt} Attempt */
/** @typedef {import("../runtimes/tools.js").Platform} Platform */
/** @typedef {import("../runtimes/tools.js").Context} Context */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} given what happens
 * @property {string} gets what the user gets
 * @property {string} sent how often the request is sent
 * @property {(context: Context) => Promise<unknown>} run
 */

/** Errors say it nowhere. */
export const TOKEN = "syt_c2VjcmV0_TopSecretAccessToken_1aBcDe";

/** @param {Context} context */
export const isBrowser = ({ platform }) => ["Chrome", "Firefox", "WebKit (GTK)"].includes(platform);

/** One call of each class of safety. */
export const KINDS = {
  read: (/** @type {any} */ user, /** @type {object} */ options = {}) => user.getRooms(options),
  idempotent: (/** @type {any} */ user, /** @type {object} */ options = {}) => user.setAdmin(true, options),
  once: (/** @type {any} */ user, /** @type {object} */ options = {}) => user.loginAsUser({}, options),
};
/** @typedef {keyof typeof KINDS} Kind */
export const ALL_KINDS = /** @type {Kind[]} */ (Object.keys(KINDS));

/** What the server's good answer comes to. @type {Record<Kind, (result: any) => void>} */
const GOOD = {
  read: ({ joined_rooms, total }) =>
    equal({ joined_rooms, total }, { joined_rooms: ["!room:example.com"], total: 1 }),
  idempotent: (result) => equal(result, undefined),
  once: (result) => equal(result.access_token, "syt_of_the_user"),
};

let runs = 0;

/**
 * A client of the server that misbehaves in this way, and what the server saw of it.
 *
 * @param {Context} context
 * @param {string} fault
 * @param {Partial<import("matrix-admin-sdk").ClientOptions>} [options]
 */
export function connect({ sdk, faults }, fault, options) {
  const run = `${Math.random().toString(36).slice(2)}-${++runs}`;
  const client = new sdk.MatrixAdminClient({
    baseUrl: `${faults.url}/${fault}/${run}`,
    accessToken: TOKEN,
    ...options,
  });
  /** @returns {Promise<Attempt[]>} */
  const attempts = async () => (await fetch(`${faults.elsewhere}/attempts/${run}`)).json();
  return { client, user: client.user("@alice:example.com"), attempts };
}

/**
 * Whether a call of this kind gave what the server's good answer holds.
 *
 * @param {Kind} kind @param {unknown} result
 */
export const isGood = (kind, result) => GOOD[kind](result);

/** What a promise takes, in ms, and what it comes to. @template T @param {() => PromiseLike<T>} run */
export async function timed(run) {
  const start = performance.now();
  const value = await run();
  return { value, took: performance.now() - start };
}

/** Longer than anything takes here, even on a busy machine, and shorter than the default time limit. */
const ABSURD_MS = 30_000;

/**
 * It took at least this long, and not absurdly longer. Clocks are coarse in browsers, so a little less will do.
 *
 * @param {number} took @param {number} atLeast
 */
export function tookAbout(took, atLeast) {
  ok(took >= atLeast * 0.95 - 2, `it took ${took} ms, less than ${atLeast}`);
  ok(took < atLeast + ABSURD_MS, `it took ${took} ms, far more than ${atLeast}`);
}

/**
 * The time between the attempts, as the server saw them.
 *
 * @param {Attempt[]} attempts @param {number[]} atLeast
 */
export function waited(attempts, atLeast) {
  atLeast.forEach((ms, index) => tookAbout(attempts[index + 1].at - attempts[index].at, ms));
}

// ---- errors

/** @param {string} name of a class */
export function codeOf(name) {
  const words = name.replace(/Error$/, "").match(/[A-Z][a-z]*/g) ?? [];
  return words.join("_").toUpperCase();
}

/**
 * The call's rejection: of that class, with its code, with these properties, and without the token.
 *
 * @param {Context} context
 * @param {string} name of the class
 * @param {Record<string, unknown>} properties
 * @param {() => PromiseLike<unknown>} call
 */
export async function rejectsWith({ sdk }, name, properties, call) {
  const error = await rejection(call);
  isError(error, /** @type {any} */ (sdk)[name], { name, code: codeOf(name), ...properties });
  ok(error.constructor === /** @type {any} */ (sdk)[name], `it is a ${error.constructor.name}, not a ${name}`);
  isSafe(error);
  return error;
}

/** The runtime's own way of showing a value, where it has one. */
const inspect = /** @type {any} */ (globalThis).process?.getBuiltinModule?.("node:util")?.inspect;

/** That neither the error nor what can be made of it shows the token. @param {any} error */
export function isSafe(error) {
  const json = JSON.stringify(error);
  equal(JSON.parse(json).code, error.code, "the code in its JSON");
  includes(error.stack, error.name, "its stack");
  const texts = [String(error), error.stack, json, inspect?.(error, { showHidden: true, depth: 20 })];
  for (let each = error; each; each = each.cause) {
    for (const name of Object.getOwnPropertyNames(each))
      texts.push(String(each[name]), JSON.stringify(each[name]));
  }
  const at = texts.findIndex((text) => text?.includes(TOKEN));
  ok(at < 0, `the token is in the error: ${texts[at]}`);
}

// ---- waiting

/** Until that is so, and it has to become so. @param {() => unknown} condition @param {string} what */
export async function until(condition, what) {
  for (const end = performance.now() + ABSURD_MS; !(await condition()); await pause(10)) {
    ok(performance.now() < end, `${what}: it never happened`);
  }
}

// ---- the table

/**
 * Tells for each kind of call how often it is sent: `3 times; a "once" call 1 time`.
 *
 * @param {Record<Kind, number>} sent
 */
export function times({ read, idempotent, once }) {
  const count = (/** @type {number} */ n) =>
    n === 0 ? "never" : n === 1 ? "once" : n === 2 ? "twice" : `${n} times`;
  if (read !== idempotent)
    return `read: ${count(read)}; idempotent: ${count(idempotent)}; once: ${count(once)}`;
  return read === once ? count(read) : `${count(read)}; *once* calls ${count(once)}`;
}
