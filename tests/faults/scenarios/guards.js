// What keeps a call from being sent, and what is told of it afterwards.
import { equal, never, ok, rejection } from "../../runtimes/tools.js";
import { ALL_KINDS, KINDS, connect, isGood, rejectsWith } from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

const ID = "@alice:example.com";
/** What `confirm` is asked for each kind of call; of one that reads, nothing. */
const CHANGES = {
  idempotent: {
    call: "User.setAdmin",
    method: "PUT",
    path: "/_synapse/admin/v1/users/{user_id}/admin",
    ids: { user_id: ID },
  },
  once: {
    call: "User.loginAsUser",
    method: "POST",
    path: "/_synapse/admin/v1/users/{user_id}/login",
    ids: { user_id: ID },
  },
};
const KINDS_OF_CHANGE = /** @type {("idempotent" | "once")[]} */ (Object.keys(CHANGES));

scenarios.push({
  name: "readOnly",
  given: "`readOnly: true`",
  gets: "the data of calls that read; `RefusedError` (`REFUSED`) of all others, `client.request()` among them",
  sent: "once; never",
  run: async (context) => {
    const { client, user, attempts } = connect(context, "fine", { readOnly: true });
    isGood("read", await KINDS.read(user));
    await client.request({ method: "GET", path: "/anything" });
    for (const kind of KINDS_OF_CHANGE) {
      const { method, path } = CHANGES[kind];
      await rejectsWith(context, "RefusedError", { method, path, message: /read-only; nothing was sent/ }, () =>
        KINDS[kind](user),
      );
    }
    for (const method of /** @type {const} */ (["POST", "PUT", "DELETE"])) {
      await rejectsWith(context, "RefusedError", { method }, () => client.request({ method, path: "/anything" }));
    }
    await rejectsWith(context, "RefusedError", {}, () => user.deleteAllMedia());
    equal((await attempts()).map(({ method }) => method), ["GET", "GET"], "what was sent");
  },
});

/** @type {[says: string, confirm: () => any][]} */
const NOS = [
  ["false", () => false],
  ["a promise of false", async () => false],
  ["nothing", () => {}],
];
scenarios.push({
  name: "confirm says no",
  given: "`confirm` gives `false`, the promise of it, or nothing",
  gets: "`RefusedError` (`REFUSED`); calls that read are not asked for",
  sent: "never; calls that read once",
  run: async (context) => {
    for (const [says, answer] of NOS) {
      /** @type {unknown[]} */
      const asked = [];
      const confirm = (/** @type {unknown} */ change) => (asked.push(change), answer());
      const { user, attempts } = connect(context, "fine", { confirm });
      isGood("read", await KINDS.read(user));
      for (const kind of KINDS_OF_CHANGE) {
        await rejectsWith(context, "RefusedError", { message: /confirm/ }, () => KINDS[kind](user));
      }
      equal(asked, Object.values(CHANGES), `what it is asked, that says ${says}`);
      equal((await attempts()).length, 1, "the attempts");
    }
  },
});

scenarios.push({
  name: "confirm says yes",
  given: "`confirm` gives `true` or the promise of it, and the call is sent again after `429`",
  gets: "the data; it is asked once",
  sent: "twice",
  run: async (context) => {
    for (const answer of [() => true, async () => true]) {
      const one = async (/** @type {"idempotent" | "once"} */ kind) => {
        let asked = 0;
        const confirm = () => (asked++, answer());
        const { user, attempts } = connect(context, "429-with-time,fine", { confirm });
        isGood(kind, await KINDS[kind](user));
        equal([asked, (await attempts()).length], [1, 2], "how often it is asked, and the attempts");
      };
      await Promise.all(KINDS_OF_CHANGE.map(one));
    }
  },
});

scenarios.push({
  name: "confirm throws",
  given: "`confirm` throws, rejects, or is cancelled while it thinks",
  gets: "what it threw, or the signal's `reason`",
  sent: "never",
  run: async (context) => {
    const thrown = new Error("ask me later");
    const throwing = () => {
      throw thrown;
    };
    for (const confirm of [throwing, async () => throwing()]) {
      const { user, attempts } = connect(context, "fine", { confirm });
      ok((await rejection(() => KINDS.once(user))) === thrown, "it is not what was thrown");
      equal((await attempts()).length, 0, "the attempts");
    }
    const controller = new AbortController();
    const { user, attempts } = connect(context, "fine", { confirm: never });
    const call = KINDS.once(user, { signal: controller.signal, timeoutMs: 1 });
    setTimeout(() => controller.abort("enough"), 50);
    equal(await rejection(() => call), "enough", "what it rejects with");
    equal((await attempts()).length, 0, "the attempts");
  },
});

/** @type {[fault: string, told: object | undefined, options?: object][]} */
const ENDINGS = [
  ["fine", { status: 200 }],
  ["429-with-time,fine", { status: 200 }],
  ["403", undefined],
  ["404", undefined],
  ["500", { status: 500, error: "SERVER" }],
  ["html", { status: 200 }],
  ["reset-before-headers", { error: "CONNECTION" }, { maxRetries: 0 }],
  ["stall-headers", { error: "TIMEOUT" }, { timeoutMs: 300 }],
];
/**
 * @param {Context} context
 * @param {import("../tools.js").Kind} kind
 * @param {string} fault
 * @param {object} [ending] what is told of it, besides the change
 * @param {object} [options]
 */
async function endsSo(context, kind, fault, ending, options) {
  /** @type {any[]} */
  const told = [];
  const { user } = connect(context, fault, { onChange: (change) => void told.push(change) });
  const before = Date.now();
  await KINDS[kind](user, options).catch(() => {});
  if (kind === "read" || !ending) return equal(told, [], `what is told of a ${kind} call after ${fault}`);
  equal(told.length, 1, `how often it is told of a ${kind} call after ${fault}`);
  const { at, ...rest } = told[0];
  equal(rest, { ...CHANGES[kind], ...ending }, `what is told after ${fault}`);
  ok(at >= before && at <= Date.now(), `it was at ${at}`);
}

scenarios.push({
  name: "onChange",
  given: "`onChange`, and calls that succeed, fail, or may have changed something",
  gets: "what each comes to; it is told of the calls that were sent, but not of those that the server refused",
  sent: "as without it",
  run: async (context) => {
    for (const kind of ALL_KINDS) {
      await Promise.all(ENDINGS.map((ending) => endsSo(context, kind, ...ending)));
    }
  },
});

scenarios.push({
  name: "onChange throws",
  given: "`onChange` throws, rejects or never ends",
  gets: "the data, as without it; nothing is reported as unhandled",
  sent: "once",
  run: async (context) => {
    const throwing = () => {
      throw new Error("no");
    };
    for (const onChange of [throwing, async () => throwing(), never]) {
      const { user, attempts } = connect(context, "fine", { onChange: /** @type {any} */ (onChange) });
      isGood("once", await KINDS.once(user));
      equal((await attempts()).length, 1, "the attempts");
    }
  },
});
