// The user's own `fetch`, which may do anything.
import { equal, isError, rejection } from "../../runtimes/tools.js";
import {
  ALL_KINDS,
  KINDS,
  TOKEN,
  codeOf,
  connect,
  isBrowser,
  isGood,
  rejectsWith,
  timed,
  times,
  tookAbout,
} from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

const FINE = '{"joined_rooms":["!room:example.com"],"total":1,"access_token":"syt_of_the_user"}';
const ONE = { read: 1, idempotent: 1, once: 1 };
const SAFE = { read: 3, idempotent: 3, once: 1 };

/**
 * @param {string} name
 * @param {string | undefined} error the class; without one, the good answer
 * @param {(context: Context) => any} make its result is what the user gives as `fetch`
 * @param {Record<string, unknown>} [properties]
 * @param {string} [gets]
 */
function custom(name, error, make, properties = {}, gets = "") {
  const sent = error === "ConnectionError" ? SAFE : ONE;
  scenarios.push({
    name,
    given: `a \`fetch\` that ${name}`,
    gets: (error ? `\`${error}\` (\`${codeOf(error)}\`)` : "the data") + gets,
    sent: times(sent),
    run: (context) => Promise.all(ALL_KINDS.map((kind) => check(context, kind))),
  });

  /** @param {Context} context @param {import("../tools.js").Kind} kind */
  async function check(context, kind) {
    let calls = 0;
    const answer = make(context);
    /** @type {(number | undefined)[]} */
    const statuses = [];
    const client = new context.sdk.MatrixAdminClient({
      baseUrl: "https://matrix.example.com",
      accessToken: TOKEN,
      timeoutMs: 10_000,
      // Not async: what it throws has to be thrown at once.
      fetch: (...args) => (calls++, answer(...args)),
      onResponse: ({ status }) => void statuses.push(status),
    });
    const call = () =>
      KINDS[kind](client.user("@alice:example.com"), error === "TimeoutError" ? { timeoutMs: 200 } : {});
    if (error) {
      const { took } = await timed(() => rejectsWith(context, error, properties, call));
      if (error === "TimeoutError") tookAbout(took, 200);
      equal(statuses, Array(sent[kind]).fill(undefined), "the statuses that onResponse was told of");
    } else {
      isGood(kind, await call());
    }
    equal(calls, sent[kind], "how often it was called");
  }
}

/** @param {unknown} value @returns {() => never} */
function throws(value) {
  return () => {
    throw value;
  };
}

const broken = new RangeError("broken");
custom("throws at once", "ConnectionError", () => throws(broken), { cause: broken }, " with it as `cause`");
custom(
  "throws a string at once",
  "ConnectionError",
  () => throws("broken"),
  { cause: "broken" },
  " with it as `cause`",
);
custom(
  "rejects with a string",
  "ConnectionError",
  () => () => Promise.reject("broken"),
  { cause: "broken" },
  " with it as `cause`",
);
custom("rejects with `undefined`", "ConnectionError", () => () => Promise.reject(undefined), {
  cause: undefined,
});
custom("rejects with `null`", "ConnectionError", () => () => Promise.reject(null), { cause: null });
custom(
  "rejects with Node's `UND_ERR_CONNECT_TIMEOUT`: nothing was sent",
  "ConnectionError",
  () => () => Promise.reject(new TypeError("fetch failed", { cause: { code: "UND_ERR_CONNECT_TIMEOUT" } })),
  { message: /UND_ERR_CONNECT_TIMEOUT/ },
);
custom("gives nothing", "ResponseError", () => async () => undefined, { expected: "a Response from fetch" });
custom(
  "gives a plain object",
  "ResponseError",
  () => async () => ({ ok: true, status: 200, json: async () => ({}) }),
  {
    expected: "a Response from fetch",
  },
);
custom(
  "gives a `Response` that was read already",
  "ResponseError",
  () => async () => {
    const response = new Response(FINE);
    await response.text();
    return response;
  },
  { received: /read already/ },
);
custom("gives a `Response` without waiting", undefined, () => () => new Response(FINE));
custom(
  "gives a `Response` of another realm",
  undefined,
  ({ foreign }) =>
    async () =>
      new foreign.Response(FINE),
);
custom(
  "gives a `Response` whose body breaks off",
  "ConnectionError",
  () => async () => new Response(new ReadableStream({ start: (body) => body.error("broken") })),
  {},
  " with what the platform makes of it as `cause`",
);
custom(
  "gives a `Response` whose body never ends",
  "TimeoutError",
  () => async () => new Response(new ReadableStream({ pull: () => new Promise(() => {}) })),
  { sent: true },
  " after `timeoutMs`",
);
custom(
  "never ends, and does not heed the signal",
  "TimeoutError",
  () => () => new Promise(() => {}),
  { sent: true },
  " after `timeoutMs`",
);
custom("gives a promise of another library", undefined, () => () => ({
  then: (/** @type {(value: Response) => void} */ resolve) => resolve(new Response(FINE)),
}));

scenarios.push({
  name: "sends cookies",
  given: "a proxy that lets nobody through without its cookie, and a `fetch` that sends it ([how](platforms.md#cookies))",
  gets: "the data; without such a `fetch` what the proxy says, for no cookie is sent",
  sent: "once",
  async run(context) {
    await fetch(`${context.faults.url}/set-cookie/a-log-in`, { credentials: "include" });
    const { user: without } = connect(context, "cookie");
    isError(await rejection(() => KINDS.read(without)), context.sdk.AuthenticationError);
    const { user, attempts } = connect(context, "cookie", {
      fetch: isBrowser(context)
        ? (request) => fetch(request, { credentials: "include" })
        : (request) => (request.headers.set("Cookie", "proxy=open"), fetch(request)),
    });
    for (const kind of ALL_KINDS) isGood(kind, await KINDS[kind](user));
    const tokens = (await attempts()).map(({ headers }) => headers.authorization);
    equal(tokens, Array(3).fill(`Bearer ${TOKEN}`), "the tokens that arrived");
  },
});
