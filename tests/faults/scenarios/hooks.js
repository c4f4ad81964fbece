// onRequest and onResponse.
import { equal, ok, rejection } from "../../runtimes/tools.js";
import { KINDS, TOKEN, connect, isGood } from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

const PATH = "/_synapse/admin/v1/users/{user_id}/joined_rooms";

/** Hooks that write down what they are told. */
function listening() {
  /** @type {any[]} */
  const events = [];
  return {
    events,
    options: {
      onRequest: (/** @type {object} */ event) => void events.push(["request", event]),
      onResponse: (/** @type {object} */ event) => void events.push(["response", event]),
    },
  };
}

/** The events without their time, which has to be one. @param {any[]} events */
function withoutTimes(events) {
  return events.map(([what, { durationMs, ...event }]) => {
    if (what === "response") ok(durationMs >= 0 && durationMs < 60_000, `durationMs is ${durationMs}`);
    else equal(durationMs, undefined, "durationMs");
    return [what, event];
  });
}

scenarios.push({
  name: "events and their order",
  given: "`503`, a reset, then the answer",
  gets: "the data; the hooks hear of the begin and end of each attempt, without `status` where no answer came",
  sent: "3 times",
  run: async (context) => {
    const { events, options } = listening();
    const { user, attempts } = connect(context, "503,reset-in-headers,fine", options);
    isGood("read", await KINDS.read(user));
    const event = { method: "GET", path: PATH };
    equal(withoutTimes(events), [
      ["request", { ...event, attempt: 1 }],
      ["response", { ...event, attempt: 1, status: 503 }],
      ["request", { ...event, attempt: 2 }],
      ["response", { ...event, attempt: 2 }],
      ["request", { ...event, attempt: 3 }],
      ["response", { ...event, attempt: 3, status: 200 }],
    ]);
    equal((await attempts()).length, 3, "the attempts");
    ok(!JSON.stringify(events).includes(TOKEN), "they show the token");
    ok(!JSON.stringify(events).includes("alice"), "they show whom it is about");
  },
});

scenarios.push({
  name: "a call that ends early",
  given: "the call is cancelled, or its time is up",
  gets: "its end; `onResponse` hears of the attempt, without `status`",
  sent: "once",
  run: async (context) => {
    for (const options of [{ signal: AbortSignal.timeout(1_000) }, { timeoutMs: 1_000 }]) {
      const { events, options: hooks } = listening();
      const { user } = connect(context, "stall-body", hooks);
      await rejection(() => KINDS.read(user, options));
      const event = { method: "GET", path: PATH, attempt: 1 };
      equal(withoutTimes(events), [
        ["request", event],
        ["response", event],
      ]);
    }
  },
});

/** @type {[name: string, hook: () => any][]} */
const MISBEHAVING = [
  [
    "throw",
    () => {
      throw new Error("no");
    },
  ],
  [
    "throw nothing",
    () => {
      throw undefined;
    },
  ],
  ["reject", () => Promise.reject(new Error("no"))],
  ["never end", () => new Promise(() => {})],
  [
    "give what is no promise but looks like one",
    () => ({
      then: () => {
        throw "no";
      },
    }),
  ],
];
scenarios.push({
  name: "hooks that misbehave",
  given: "hooks that throw, reject or never end",
  gets: "the data, as without them; nothing is reported as unhandled",
  sent: "as without them",
  run: async (context) => {
    for (const [name, hook] of MISBEHAVING) {
      const { user, attempts } = connect(context, "429-with-time,fine", { onRequest: hook, onResponse: hook });
      isGood("once", await KINDS.once(user));
      equal((await attempts()).length, 2, `the attempts with hooks that ${name}`);
    }
  },
});

scenarios.push({
  name: "hooks that change the event",
  given: "hooks that write into the event",
  gets: "the data, as without them",
  sent: "once",
  run: async (context) => {
    const hook = (/** @type {any} */ event) =>
      Object.assign(event, { method: "DELETE", path: "/", attempt: 100 });
    const { user, attempts } = connect(context, "fine", { onRequest: hook, onResponse: hook });
    isGood("read", await KINDS.read(user));
    equal(
      (await attempts()).map(({ method }) => method),
      ["GET"],
      "what was sent",
    );
  },
});
