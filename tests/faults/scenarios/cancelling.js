// A call that is no longer wanted: it rejects with what the user gave as reason, whatever that is.
import { equal, ok, pause, rejection } from "../../runtimes/tools.js";
import { ALL_KINDS, KINDS, TOKEN, connect, isGood, until } from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

const REASONS = [
  new Error("enough"),
  new DOMException("enough", "AbortError"),
  "enough",
  "",
  0,
  null,
  false,
  { why: "enough" },
  Symbol("enough"),
  () => {},
];

/** As is, not a copy of it. @param {unknown} actual @param {unknown} reason @param {string} when */
function isReason(actual, reason, when) {
  ok(Object.is(actual, reason), `cancelled ${when}, it rejects with ${String(actual)}, not ${String(reason)}`);
}

/**
 * @typedef {object} Moment
 * @property {string} given
 * @property {string} fault
 * @property {number} sent how often the request was sent by then
 * @property {boolean} [cut] whether the server sees the connection end
 * @property {(abort: () => void) => Partial<import("matrix-admin-sdk").ClientOptions>} [options]
 */

/** @type {Record<string, Moment>} */
const MOMENTS = {
  "while the token is asked for": {
    given: "cancelled while the function that gives the token is at work",
    fault: "fine",
    sent: 0,
    options: (abort) => ({ accessToken: () => (setTimeout(abort, 20), new Promise(() => {})) }),
  },
  "before headers": {
    given: "cancelled before the answer begins",
    fault: "stall-headers",
    sent: 1,
    cut: true,
  },
  "during the body": {
    given: "cancelled in the middle of the body",
    fault: "stall-body",
    sent: 1,
    cut: true,
  },
  "while waiting to try again": {
    given: "cancelled while waiting to try again",
    fault: "429-with-time",
    sent: 1,
    options: (abort) => ({ onResponse: () => void setTimeout(abort, 50) }),
  },
};

for (const [when, { given, fault, sent, cut, options }] of Object.entries(MOMENTS)) {
  scenarios.push({
    name: when,
    given,
    gets: `the signal's \`reason\`, at once${cut ? "; the connection is closed" : ""}`,
    sent: sent === 0 ? "never" : "once",
    run: async (context) => {
      await Promise.all(ALL_KINDS.map((kind) => one(context, kind, REASONS[0])));
      for (const reason of REASONS.slice(1)) await one(context, "read", reason);
    },
  });

  /** @param {Context} context @param {import("../tools.js").Kind} kind @param {unknown} reason */
  async function one(context, kind, reason) {
    const controller = new AbortController();
    const abort = () => controller.abort(reason);
    const { user, attempts } = connect(context, fault, options?.(abort));
    const call = rejection(() => KINDS[kind](user, { signal: controller.signal, timeoutMs: 50_000 }));
    if (!options) {
      await until(async () => (await attempts()).length === sent, "the request");
      if (fault === "stall-body") await pause(50);
      abort();
    }
    isReason(await call, reason, when);
    if (cut)
      await until(async () => (await attempts()).every((attempt) => attempt.cut), "the end of the connection");
    if (fault === "429-with-time") await pause(kind === "read" ? 0 : 500);
    equal((await attempts()).length, sent, "the attempts");
  }
}

scenarios.push({
  name: "before the call",
  given: "a signal that is aborted already",
  gets: "the signal's `reason`",
  sent: "never",
  run: async (context) => {
    const { user, attempts } = connect(context, "fine");
    for (const reason of REASONS) {
      const signal = AbortSignal.abort(reason);
      for (const kind of ALL_KINDS)
        isReason(await rejection(() => KINDS[kind](user, { signal })), reason, "before");
    }
    await pause(20);
    equal((await attempts()).length, 0, "the attempts");
  },
});

scenarios.push({
  name: "after the call",
  given: "cancelled when the call has ended",
  gets: "what it had come to",
  sent: "once",
  run: async (context) => {
    const controller = new AbortController();
    const { user, attempts } = connect(context, "fine");
    const result = KINDS.read(user, { signal: controller.signal });
    await result;
    controller.abort();
    isGood("read", await result);
    equal((await attempts()).length, 1, "the attempts");
  },
});

scenarios.push({
  name: "without a reason",
  given: "`abort()` without a reason",
  gets: "the `AbortError` of the platform, as from `fetch`",
  sent: "once",
  run: async (context) => {
    const controller = new AbortController();
    const { user } = connect(context, "stall-headers");
    setTimeout(() => controller.abort(undefined), 30);
    const error = await rejection(() => KINDS.read(user, { signal: controller.signal }));
    equal(error.name, "AbortError", "its name");
    isReason(error, controller.signal.reason, "without a reason");
  },
});

scenarios.push({
  name: "AbortSignal.timeout",
  given: "`AbortSignal.timeout(ms)` as the signal",
  gets: "its `DOMException` named `TimeoutError`; the SDK's `TimeoutError` is another",
  sent: "once",
  run: async (context) => {
    const { user, attempts } = connect(context, "stall-headers");
    // Long enough for a preflight on a busy machine.
    const error = await rejection(() => KINDS.once(user, { signal: AbortSignal.timeout(3_000) }));
    ok(error instanceof DOMException && error.name === "TimeoutError", `it is ${error}`);
    equal((await attempts()).length, 1, "the attempts");
  },
});

scenarios.push({
  name: "AbortSignal.any",
  given: "`AbortSignal.any([…])` as the signal",
  gets: "the `reason` of the one that aborted",
  sent: "once",
  run: async (context) => {
    const [one, other] = [new AbortController(), new AbortController()];
    const { user, attempts } = connect(context, "stall-body");
    const call = rejection(() => KINDS.read(user, { signal: AbortSignal.any([one.signal, other.signal]) }));
    await until(async () => (await attempts()).length === 1, "the request");
    other.abort("enough");
    isReason(await call, "enough", "by one of two signals");
  },
});

scenarios.push({
  name: "a signal of another realm",
  given: "a signal of another realm: an iframe's in browsers, a vm context's or a polyfill's in Node",
  gets: "its `reason`, like that of any signal",
  sent: "once; never when it was aborted before",
  run: async (context) => {
    const controller = new context.foreign.AbortController();
    ok(!(controller.signal instanceof AbortSignal), "the signal is of this realm");
    const { user, attempts } = connect(context, "stall-headers");
    const call = rejection(() => KINDS.read(user, { signal: controller.signal }));
    await until(async () => (await attempts()).length === 1, "the request");
    const reason = { why: "enough" };
    controller.abort(reason);
    isReason(await call, reason, "by a signal of another realm");
    isReason(await rejection(() => KINDS.read(user, { signal: controller.signal })), reason, "before");
    equal((await attempts()).length, 1, "the attempts");
  },
});

scenarios.push({
  name: "100 calls at the same time on one signal",
  given: "100 calls at the same time with the same signal, which is then aborted",
  gets: "its `reason`, from each; no warning of too many listeners in Node",
  sent: "never, or once each",
  run: async (context) => {
    /** @type {string[]} */
    const warnings = [];
    const { process } = /** @type {any} */ (globalThis);
    const warn = (/** @type {Error} */ warning) => void warnings.push(warning.message);
    process?.on?.("warning", warn);
    const controller = new AbortController();
    const { user } = connect(context, "stall-headers");
    const calls = Array.from({ length: 100 }, () =>
      rejection(() => KINDS.read(user, { signal: controller.signal })),
    );
    await pause(50);
    controller.abort("enough");
    for (const call of calls) isReason(await call, "enough", "with others");
    await pause(50);
    process?.off?.("warning", warn);
    equal(warnings, [], "the warnings");
  },
});

scenarios.push({
  name: "10,000 calls on one signal",
  given: "10,000 calls with the same signal: good, failing and timed out ones",
  gets: "what each comes to; no listener is left on the signal",
  sent: "once each",
  run: async ({ sdk }) => {
    const { signal } = new AbortController();
    let [added, removed] = [0, 0];
    const [add, remove] = [signal.addEventListener, signal.removeEventListener];
    Object.assign(signal, {
      addEventListener: (/** @type {any} */ ...args) => (added++, add.apply(signal, args)),
      removeEventListener: (/** @type {any} */ ...args) => (removed++, remove.apply(signal, args)),
    });
    let calls = 0;
    const answers = [
      () => new Response('{"joined_rooms":["!room:example.com"],"total":1}'),
      () => new Response("{}", { status: 404 }),
      () => new Promise(() => {}),
    ];
    const client = new sdk.MatrixAdminClient({
      baseUrl: "https://matrix.example.com",
      accessToken: TOKEN,
      maxRetries: 0,
      timeoutMs: 200,
      fetch: async () => /** @type {Response} */ (await answers[calls++ % 100 === 0 ? 2 : calls % 2]()),
    });
    const user = client.user("@alice:example.com");
    for (let batch = 0; batch < 10; batch++) {
      await Promise.allSettled(Array.from({ length: 1_000 }, () => KINDS.read(user, { signal })));
    }
    equal(calls, 10_000, "the calls");
    equal(removed, added, "the listeners removed");
    ok(added <= 10_000, `${added} listeners were added`);
  },
});
