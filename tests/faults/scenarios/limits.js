// Time limits that are not the call's own, but those of `fetch`.
import { equal, ok } from "../../runtimes/tools.js";
import { ALL_KINDS, KINDS, TOKEN, connect, isGood, rejectsWith } from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

/** @param {string} message @param {string} name @param {string} code */
function ofNode(message, name, code) {
  return new TypeError(message, { cause: Object.assign(new Error(name), { name, code }) });
}

/**
 * @param {string} name
 * @param {string} given
 * @param {unknown} error
 * @param {(error: unknown) => Promise<Response>} fail how `fetch` fails with it
 */
function limit(name, given, error, fail) {
  scenarios.push({
    name,
    given,
    gets: "`TimeoutError` (`TIMEOUT`), with `sent: true`: the server may still be at it",
    sent: "once",
    run: (context) => Promise.all(ALL_KINDS.map((kind) => check(context, kind))),
  });

  /** @param {Context} context @param {import("../tools.js").Kind} kind */
  async function check(context, kind) {
    let calls = 0;
    const client = new context.sdk.MatrixAdminClient({
      baseUrl: "https://matrix.example.com",
      accessToken: TOKEN,
      fetch: () => (calls++, fail(error)),
    });
    const properties = { sent: true, cause: error, message: /fetch itself gave up/ };
    const { timeoutMs } = await rejectsWith(context, "TimeoutError", properties, () =>
      KINDS[kind](client.user("@alice:example.com")),
    );
    ok(timeoutMs < 30_000, `timeoutMs is ${timeoutMs}, not what had passed`);
    equal(calls, 1, "how often it was called");
  }
}

limit(
  "Node gives up before the headers",
  "Node's `fetch` gives up before the answer begins: `UND_ERR_HEADERS_TIMEOUT`",
  ofNode("fetch failed", "HeadersTimeoutError", "UND_ERR_HEADERS_TIMEOUT"),
  (error) => Promise.reject(error),
);
limit(
  "Node gives up in the body",
  "Node's `fetch` gives up in the middle of the body: `UND_ERR_BODY_TIMEOUT`",
  ofNode("terminated", "BodyTimeoutError", "UND_ERR_BODY_TIMEOUT"),
  async (error) => Object.assign(new Response(), { arrayBuffer: () => Promise.reject(error) }),
);
limit(
  "Bun gives up",
  "Bun's `fetch` gives up, or your own with `AbortSignal.timeout(ms)`: a `DOMException` named `TimeoutError`",
  new DOMException("The operation timed out.", "TimeoutError"),
  (error) => Promise.reject(error),
);

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");

/** As docs/platforms.md has it. @param {Request} request */
const lifted = (request) => fetch(request, /** @type {RequestInit} */ ({ dispatcher }));
const dispatcher = {
  dispatch: (/** @type {object} */ options, /** @type {object} */ handler) =>
    /** @type {any} */ (globalThis)[DISPATCHER].dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
};

/** While Node's `fetch` is impatient. @param {() => Promise<unknown>} run */
async function impatient(run) {
  const { [DISPATCHER]: usual } = /** @type {any} */ (globalThis);
  const agent = new usual.constructor({ headersTimeout: 1, bodyTimeout: 1 });
  Object.assign(globalThis, { [DISPATCHER]: agent });
  try {
    await run();
  } finally {
    Object.assign(globalThis, { [DISPATCHER]: usual });
    await agent.close();
  }
}

for (const [fault, what] of [
  ["slow-headers", "the answer begins"],
  ["slow-body", "the rest of the body comes"],
]) {
  scenarios.push({
    name: fault,
    given: `${what} later than Node's \`fetch\` waits`,
    gets: "the data, for the time limit is `timeoutMs`; with a `fetch` of your own that does not lift Node's limit, `TimeoutError`",
    sent: "once",
    async run(context) {
      const { user, attempts } = connect(context, fault);
      const read = async (/** @type {any} */ user) => isGood("read", await KINDS.read(user));
      if (context.platform === "Node") {
        const stalls = fault.replace("slow", "stall");
        const { user: own } = connect(context, stalls, { fetch: (request) => fetch(request) });
        const { user: lifting } = connect(context, fault, { fetch: lifted });
        const limited = () => rejectsWith(context, "TimeoutError", {}, () => KINDS.read(own));
        await impatient(() => Promise.all([read(user), read(lifting), limited()]));
      } else await read(user);
      equal((await attempts()).length, 1, "the attempts seen by the server");
    },
  });
}
