import { isSignal, kind, only, wrong } from "./arguments.js";
import {
  ConnectionError,
  NotFoundError,
  RateLimitError,
  ServerError,
  TimeoutError,
  UnsupportedError,
} from "./errors.js";

// What is iterated and is no list of the server's, each under the name of its method: what it gives are values of
// JavaScript. Rust has its own, as streams. `check` refuses wrong arguments, which Rust judges.

/** @typedef {(params: any, options?: any) => unknown} Check */

/**
 * All accounts are looked at, the deactivated ones too: so nothing moves up in the list while they are deactivated.
 *
 * @param {Check} check @param {any} users @param {any} client @param {any} params @param {any} options
 */
export async function* inactive(check, users, client, params, options) {
  await check(params, options);
  const { since, neverSeen } = params;
  for await (const user of users.list({}, options)) {
    const { name, deactivated, last_seen_ts: seen } = user;
    if (deactivated || (seen == null ? neverSeen !== "include" : seen >= since)) continue;
    // By the devices that are left. Of one that was logged out since, the account tells.
    if (seen != null && (await client.user(name).get(options)).last_seen_ts >= since) continue;
    yield user;
  }
}

/** What `setTimeout` can hold. */
const LONGEST_MS = 2_147_483_647;

/** @param {Check} check @param {any} reports @param {any} _client @param {any} params @param {any} options */
export function watch(check, reports, _client, params, options) {
  const own = new AbortController();
  const watching = news(check, reports, params, options ?? {}, own);
  const end = watching.return.bind(watching);
  // It does not wait for what is waited for.
  watching.return = (value) => {
    own.abort();
    return end(value);
  };
  return watching;
}

/** @param {Check} check @param {any} reports @param {any} params @param {any} options @param {AbortController} own */
async function* news(check, reports, params, options, own) {
  await check(params);
  only("watch", options, ["everyMs", "signal"]);
  const { everyMs = 30_000, signal } = options;
  if (!(Number.isInteger(everyMs) && everyMs >= 1 && everyMs <= LONGEST_MS)) {
    throw wrong("watch", "options.everyMs", `a whole number from 1 to ${LONGEST_MS}`, kind(everyMs));
  }
  if (signal !== undefined && !isSignal(signal)) {
    throw wrong("watch", "options.signal", "an AbortSignal", kind(signal));
  }
  const stop = () => own.abort();
  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  const known = { id: params?.after };
  try {
    while (!own.signal.aborted) {
      for (const report of await since(reports, known, own.signal)) {
        if (own.signal.aborted) return;
        yield report;
      }
      await pause(everyMs, own.signal);
    }
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

/**
 * The reports behind what is known, the oldest first, which are known then; none if that cannot be told just now. They are
 * asked for at once, however many: from one page to the next some could come twice, or be lost. When they came tells those
 * that have the id of one that was deleted: a server that restarts gives it again.
 *
 * @param {any} reports @param {{ id?: any, received_ts?: any }} known @param {AbortSignal} signal
 */
async function since(reports, known, signal) {
  try {
    for (let limit = 100; ; limit *= 10) {
      /** @type {{ id: number, received_ts: number }[]} */
      const page = await reports.list({ limit }, { signal }).toArray({ limit });
      // Behind nothing, where nothing is known.
      const fresh = page.filter(({ id, received_ts }) => id > known.id || received_ts > known.received_ts);
      if (fresh.length === limit) continue;
      known.id = page.reduce((most, { id }) => Math.max(most, id), known.id ?? 0);
      known.received_ts = page[0]?.received_ts ?? 0;
      return fresh.sort((one, other) => one.id - other.id);
    }
  } catch (error) {
    const passes = [ConnectionError, TimeoutError, RateLimitError, ServerError].some((Class) => error instanceof Class);
    if (!passes && !signal.aborted) throw error;
  }
  return [];
}

/** @param {number} ms @param {AbortSignal} signal @returns {Promise<void>} */
function pause(ms, signal) {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end);
    if (signal.aborted) end();
  });
}

/** What the server can tell of a user. @type {Record<string, (user: any, call: any, client: any) => Promise<unknown>>} */
const PARTS = {
  account: (user, call) => user.get(call),
  sessions: (user, call) => user.queryCurrentSessions(call),
  devices: (user, call) => user.getDevices(call),
  rooms: (user, call) => user.getRooms(call),
  memberships: (user, call) => user.getMemberships(call),
  account_data: (user, call) => user.getData(call),
  pushers: (user, call) => user.getAllPushers(call),
  ratelimit: (user, call) => user.getRatelimit(call),
  experimental_features: (user, call) => user.getExperimentalFeatures(call),
  event_reports_by: (user, call, { eventReports }) => reported(eventReports, "user_id", user, call),
  event_reports_about: (user, call, { eventReports }) =>
    reported(eventReports, "event_sender_user_id", user, call, "sender"),
  user_reports_by: (user, call, { userReports }) => reported(userReports, "user_id", user, call),
  user_reports_about: (user, call, { userReports }) => reported(userReports, "target_user_id", user, call),
  media: (user, call) => user.getMedia({}, call).toArray(),
};

/**
 * The filter takes a part of an id, or old servers do not know it. Of ASCII only, and on PostgreSQL a backslash stands for
 * what comes behind it: any other id is looked for among all.
 *
 * @param {any} reports @param {string} filter @param {any} user @param {any} call @param {string} [field] that the filter is for
 */
async function reported(reports, filter, { userId }, call, field = filter) {
  /** @type {Record<string, unknown>[]} */
  const all = await reports.list(/^[ -[\]-~]*$/.test(userId) ? { [filter]: userId } : {}, call).toArray();
  return all.filter((report) => report[field] === userId);
}

/** @param {Check} check @param {any} user @param {any} client @param {any} params @param {any} options */
async function* everything(check, user, client, params, options) {
  await check(params, options);
  for (const [part, read] of Object.entries(PARTS)) {
    yield { part, ...(await unless([UnsupportedError], () => read(user, options, client))) };
  }
  if (!params?.media) return;
  const [, server] = user.userId.match(/:(.*)/s);
  const bypass = { admin_unsafely_bypass_quarantine: true };
  for await (const { media_id, media_type, upload_name, media_length } of user.getMedia({}, options)) {
    // An upload that is pending has no content: the server would be waiting for it.
    if (media_length === null) continue;
    const file = { part: "file", media_id, media_type, upload_name };
    const download = () => client.media.download(server, media_id, bypass, options);
    yield { ...file, ...(await unless([UnsupportedError, NotFoundError], download)) };
  }
}

/** What the call comes to, or the error if it is one of these. @param {Function[]} expected @param {() => Promise<unknown>} call */
async function unless(expected, call) {
  try {
    return { data: await call() };
  } catch (error) {
    if (!expected.some((Class) => error instanceof /** @type {any} */ (Class))) throw error;
    return { error };
  }
}

export { everything as export };
