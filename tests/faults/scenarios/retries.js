// What is sent again, how often, and for how long.
import { equal, ok, pause } from "../../runtimes/tools.js";
import { ALL_KINDS, KINDS, connect, isGood, rejectsWith, timed, tookAbout, waited } from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */
/** @typedef {import("../tools.js").Kind} Kind */
/** @typedef {import("../tools.js").Platform} Platform */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

/** @type {[fault: string, given: string, once: string | undefined, wait: number][]} */
const PASSING = [
  ["503,fine", "`503` once, then the answer", "ServerError", 250],
  ["reset-before-headers,fine", "the connection is reset once, then the answer comes", "ConnectionError", 0],
  [
    "reset-in-body,fine",
    "the connection is reset in the body once, then the answer comes",
    "ConnectionError",
    250,
  ],
  ["cut-off,fine", "the body ends in the middle once, then the answer comes", "ResponseError", 250],
  ["429-with-time,fine", "`429` with `retry_after_ms` once, then the answer", undefined, 300],
  ["429-without-time,fine", "`429` without `retry_after_ms` once, then the answer", undefined, 250],
  ["429-retry-after,fine", "`429` of a proxy with `Retry-After: 1` once, then the answer", undefined, 990],
  ["429-two-times,fine", "`429` with both `retry_after_ms` and `Retry-After`: the first counts", undefined, 300],
  ["503-retry-after-date,fine", "`503` with a date in `Retry-After` once, then the answer", "ServerError", 990],
];
for (const [fault, given, once, wait] of PASSING) {
  scenarios.push({
    name: fault,
    given,
    gets: once ? `the data; a *once* call \`${once}\`, for the first attempt may have done it` : "the data",
    sent: once ? "twice; *once* calls once" : "twice",
    run: (context) => Promise.all(ALL_KINDS.map((kind) => passes(context, kind, fault, once, wait))),
  });
}

/**
 * @param {Context} context
 * @param {Kind} kind
 * @param {string} fault
 * @param {string | undefined} once the error of a call that is not sent again
 * @param {number} wait at least, in ms
 */
async function passes(context, kind, fault, once, wait) {
  const { user, attempts } = connect(context, fault);
  const call = () => KINDS[kind](user);
  const final = kind === "once" && once;
  if (final) await rejectsWith(context, final, {}, call);
  else isGood(kind, await call());
  const seen = await attempts();
  equal(seen.length, final ? 1 : 2, `the attempts of a ${kind} call`);
  if (final) return;
  waited(seen, [wait]);
  const [first, second] = seen.map(({ method, path, body }) => ({ method, path, body }));
  equal(second, first, "the second request");
}

/** @type {[fault: string, error: string][]} */
const FAILING = [
  ["503", "ServerError"],
  ["429-with-time", "RateLimitError"],
  ["reset-in-headers", "ConnectionError"],
];
scenarios.push({
  name: "maxRetries: 0",
  given: "`maxRetries: 0`, and `503`, `429` or a reset",
  gets: "the error of the only attempt",
  sent: "once",
  run: async (context) => {
    for (const [fault, error] of FAILING) {
      for (const kind of ALL_KINDS) {
        const { user, attempts } = connect(context, fault);
        await rejectsWith(context, error, {}, () => KINDS[kind](user, { maxRetries: 0 }));
        equal((await attempts()).length, 1, `the attempts of a ${kind} call after ${fault}`);
      }
    }
  },
});

scenarios.push({
  name: "maxRetries: 4",
  given: "`maxRetries: 4` for a call, `maxRetries: 0` for the client, and `429` four times",
  gets: "the data: the call's own option counts",
  sent: "5 times",
  run: async (context) => {
    const limited = Array(4).fill("429-with-time");
    const { user, attempts } = connect(context, [...limited, "fine"].join(), { maxRetries: 0 });
    isGood("once", await KINDS.once(user, { maxRetries: 4 }));
    const seen = await attempts();
    equal(seen.length, 5, "the attempts");
    waited(seen, [300, 300, 300, 300]);
  },
});

scenarios.push({
  name: "timeoutMs over all",
  given: "`503` with `Retry-After: 3` again and again, `maxRetries: 100`",
  gets: "`ServerError`: the last answer, as soon as the next attempt would begin after `timeoutMs`",
  sent: "as often as `timeoutMs` allows",
  run: async (context) => {
    // Of all three seconds that the second attempt may take; the third would begin later, whatever the jitter.
    const { user, attempts } = connect(context, "503-retry-after-3", { maxRetries: 100, timeoutMs: 6_150 });
    const { took } = await timed(() =>
      rejectsWith(context, "ServerError", { status: 503 }, () => KINDS.read(user)),
    );
    tookAbout(took, 3_060);
    equal((await attempts()).length, 2, "the attempts");
  },
});

scenarios.push({
  name: "timeoutMs in a later attempt",
  given: "`503`, then an answer that never comes",
  gets: "`TimeoutError` after `timeoutMs`, which began with the call",
  sent: "twice",
  run: async (context) => {
    const { user, attempts } = connect(context, "503,stall-headers", { timeoutMs: 4_000 });
    const expected = { timeoutMs: 4_000, sent: true };
    const { took } = await timed(() =>
      rejectsWith(context, "TimeoutError", expected, () => KINDS.idempotent(user)),
    );
    tookAbout(took, 4_000);
    equal((await attempts()).length, 2, "the attempts");
  },
});

/** What a platform itself sends again, which the SDK does not learn. @type {Record<Platform, Kind[]>} */
const REPEATED = {
  Node: [],
  workerd: [],
  Bun: ["read", "idempotent"],
  "WebKit (GTK)": ["read", "idempotent"],
  Deno: ALL_KINDS,
  Chrome: ALL_KINDS,
  Firefox: ALL_KINDS,
};
scenarios.push({
  name: "reset on a kept connection",
  given: "a connection that was in use before is reset when the next request comes over it",
  gets:
    "the data, over another connection; a *once* call `ConnectionError` in Node, Bun, WebKit (GTK) and Workers. " +
    "Deno, Chrome and Firefox repeat such a request by themselves, even a `POST`; Bun and WebKit (GTK) all but that",
  sent: "twice; *once* calls once by the SDK, and by Deno, Chrome and Firefox a second time",
  run: async (context) => {
    for (const kind of ALL_KINDS) {
      let told = 0;
      const { user, attempts } = connect(context, "reset-on-kept-connection", { onRequest: () => void told++ });
      for (let call = 1; call <= 4; call++) {
        // By then the connection can be used again.
        await pause(50);
        const outcome = await KINDS[kind](user).then(
          (/** @type {unknown} */ result) => isGood(kind, result),
          (/** @type {Error} */ error) => error,
        );
        if (kind === "once") equal(told, call, "how often the SDK sent it");
        if (outcome)
          ok(kind === "once" && outcome instanceof context.sdk.ConnectionError, `it rejects with ${outcome}`);
      }
      const { length } = await attempts();
      const repeated = REPEATED[context.platform].includes(kind);
      const complaint = `the server saw ${length} attempts of ${kind} calls, the SDK made ${told}`;
      ok(repeated ? length > told : length === told, complaint);
    }
  },
});
