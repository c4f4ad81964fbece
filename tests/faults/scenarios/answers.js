// What the server answers, or does not. Each for a call that reads, one that is idempotent, and one that may be
// sent only once.
import { equal, includes, ok } from "../../runtimes/tools.js";
import {
  ALL_KINDS,
  KINDS,
  codeOf,
  connect,
  isGood,
  rejectsWith,
  timed,
  times,
  tookAbout,
  waited,
} from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */
/** @typedef {import("../tools.js").Kind} Kind */
/** @typedef {import("../tools.js").Platform} Platform */

/**
 * @typedef {object} Expected
 * @property {string} [error] its class; without one, the good answer
 * @property {Record<string, unknown>} [properties] of the error
 * @property {Record<Kind, number>} sent how often the SDK sends it
 * @property {boolean} [oftener] whether the platform itself sends it again, before it tells of the failure
 */

/**
 * @typedef {object} More
 * @property {string} [gets] more about what the user gets
 * @property {number[]} [waits] at least, between the attempts of a call that is retried, in ms
 * @property {(error: any, context: Context) => void} [also] what else the error fulfils
 * @property {(result: any) => void} [data] what else the result of the read fulfils
 * @property {import("matrix-admin-sdk").CallOptions} [options]
 * @property {(context: Context) => string} [baseUrl]
 * @property {Record<string, Partial<Expected> & { gets: string }>} [on] where platforms differ, by their names
 */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

const ONE = { read: 1, idempotent: 1, once: 1 };
const THREE = { read: 3, idempotent: 3, once: 3 };
/** What may have been done must not be done again. */
const SAFE = { read: 3, idempotent: 3, once: 1 };

/** @param {string} fault @param {string} given @param {Expected} expected @param {More} [more] */
function answer(fault, given, expected, more = {}) {
  const { error, sent } = expected;
  const what = error ? `\`${error}\` (\`${codeOf(error)}\`)` : "the data";
  const platforms = Object.entries(more.on ?? {});
  const differences = platforms.map(([platform, { gets }]) => ` In ${platform}: ${gets}.`);
  scenarios.push({
    name: fault,
    given,
    gets: `${what}${more.gets ? `, ${more.gets}` : ""}.${differences.join("")}`,
    sent: [
      times(sent),
      ...platforms.flatMap(([name, on]) =>
        on.sent && on.sent !== sent ? `in ${name}: ${times(on.sent)}` : [],
      ),
    ].join("; "),
    run: (context) => Promise.all(ALL_KINDS.map((kind) => check(context, kind, fault, expected, more))),
  });
}

/**
 * @param {Context} context
 * @param {Kind} kind
 * @param {string} fault
 * @param {Expected} usually
 * @param {More} more
 */
async function check(context, kind, fault, usually, more) {
  const [, different] =
    Object.entries(more.on ?? {}).find(([names]) => names.split(", ").includes(context.platform)) ?? [];
  const { error, properties, sent, oftener = false } = { ...usually, ...different };
  let told = 0;
  const options = { onRequest: () => void told++, ...(more.baseUrl && { baseUrl: more.baseUrl(context) }) };
  const { user, attempts } = connect(context, fault, options);
  const call = () => KINDS[kind](user, more.options);
  const { timeoutMs } = more.options ?? {};
  try {
    if (error) {
      const { value, took } = await timed(() => rejectsWith(context, error, properties ?? {}, call));
      more.also?.(value, context);
      tookAbout(took, error === "TimeoutError" ? (timeoutMs ?? 0) : 0);
      equal(value.method, { read: "GET", idempotent: "PUT", once: "POST" }[kind], "its method");
      includes(value.path, "{user_id}", "its path");
      includes(value.message, `${value.method} ${value.path}: `, "its message");
    } else {
      const result = await call();
      isGood(kind, result);
      if (kind === "read") more.data?.(result);
    }
    equal(told, sent[kind], "how often the SDK sent it");
    const seen = await attempts();
    if (more.baseUrl) return;
    if (oftener)
      ok(seen.length >= sent[kind], `the server saw ${seen.length} attempts, fewer than ${sent[kind]}`);
    else equal(seen.length, sent[kind], "the attempts seen by the server");
    if (sent[kind] > 1) waited(seen, more.waits ?? []);
    ok(!seen.some(({ elsewhere }) => elsewhere), "it went to another origin");
  } catch (failed) {
    throw Object.assign(/** @type {Error} */ (failed), {
      message: `${kind}: ${/** @type {Error} */ (failed).message}`,
    });
  }
}

/** The least that a client waits before it tries a second and a third time. */
const BACKOFF = [250, 500];

// ---- errors of the server

answer(
  "401",
  "`401` `M_UNKNOWN_TOKEN`: the token is no longer valid",
  { error: "AuthenticationError", properties: { status: 401, errcode: "M_UNKNOWN_TOKEN" }, sent: ONE },
  { gets: "unless a function gives the token: see [Tokens](#tokens)" },
);
answer("401-missing", "`401` `M_MISSING_TOKEN`: a proxy took the token away", {
  error: "AuthenticationError",
  properties: { status: 401, errcode: "M_MISSING_TOKEN" },
  sent: ONE,
});
answer("403", "`403` `M_FORBIDDEN`: the token is not a server admin's", {
  error: "PermissionDeniedError",
  properties: { status: 403, errcode: "M_FORBIDDEN" },
  sent: ONE,
});
answer("404", "`404` `M_NOT_FOUND`: no such user, room or file", {
  error: "NotFoundError",
  properties: { status: 404, errcode: "M_NOT_FOUND" },
  sent: ONE,
});
answer(
  "404-unrecognized",
  "`404` `M_UNRECOGNIZED`: the server does not have the endpoint",
  {
    error: "UnsupportedError",
    properties: { status: 404, errcode: "M_UNRECOGNIZED", message: /baseUrl has a wrong path, or a proxy or worker does not route it/ },
    sent: ONE,
  },
  { gets: "that names the Synapse version it needs, and what to do under Matrix Authentication Service" },
);
answer(
  "404-html",
  "`404` with HTML: a proxy hides `/_synapse/admin`",
  {
    error: "NotFoundError",
    properties: { status: 404, errcode: undefined, body: /^<!DOCTYPE html>/, message: /a proxy before it/ },
    sent: ONE,
  },
  { gets: "without `errcode`, that asks whether it was a proxy" },
);
answer("409", "`409`: it is in use already", {
  error: "ConflictError",
  properties: { status: 409, errcode: "M_USER_IN_USE" },
  sent: ONE,
});
answer(
  "429-with-time",
  "`429` `M_LIMIT_EXCEEDED` with `retry_after_ms`, each time",
  {
    error: "RateLimitError",
    properties: { status: 429, errcode: "M_LIMIT_EXCEEDED", retryAfterMs: 300 },
    sent: THREE,
  },
  { gets: "with `retryAfterMs`, after having waited that long between the attempts", waits: [300, 300] },
);
answer(
  "429-without-time",
  "`429` `M_LIMIT_EXCEEDED` without `retry_after_ms`, each time",
  {
    error: "RateLimitError",
    properties: { status: 429, errcode: "M_LIMIT_EXCEEDED", retryAfterMs: undefined },
    sent: THREE,
  },
  { gets: "after growing pauses", waits: BACKOFF },
);
answer(
  "429-html",
  "`429` with the HTML of a proxy, each time",
  { error: "RateLimitError", properties: { status: 429, errcode: undefined }, sent: THREE },
  { waits: BACKOFF },
);
answer("429-other-limit", "`429` with another `errcode` and no time: a limit that waiting does not lift", {
  error: "RateLimitError",
  properties: { status: 429, errcode: "M_TOO_MANY_OF_THEM" },
  sent: ONE,
});
answer(
  "429-with-long-time",
  "`429` that asks to wait for longer than the call may take",
  { error: "RateLimitError", properties: { retryAfterMs: 600_000 }, sent: ONE },
  { gets: "at once, with `retryAfterMs`" },
);
answer("500", "`500` `M_UNKNOWN`: a bug of the server", {
  error: "ServerError",
  properties: { status: 500, errcode: "M_UNKNOWN", error: "because M_UNKNOWN" },
  sent: ONE,
});
answer(
  "500-deep",
  "`500` with JSON nested 100,000 deep",
  { error: "ServerError", properties: { status: 500, errcode: "M_UNKNOWN", body: /^\{"errcode"/ }, sent: ONE },
  { gets: "with the beginning of the text as `body`, so that `JSON.stringify(error)` does not fail" },
);
answer("500-nested", "`500` with JSON nested 4,900 deep", {
  error: "ServerError",
  properties: { status: 500, errcode: "M_UNKNOWN" },
  sent: ONE,
});
answer(
  "502",
  "`502` with the HTML of a proxy, each time",
  {
    error: "ServerError",
    properties: { status: 502, errcode: undefined, body: /^<!DOCTYPE html>/, message: /not JSON.*proxy/ },
    sent: SAFE,
  },
  { gets: "with the beginning of the page as `body`", waits: BACKOFF },
);
answer(
  "502-long",
  "`502` with a page of 15 MB",
  { error: "ServerError", properties: { status: 502 }, sent: ONE },
  {
    gets: "with the beginning of the page as `body`",
    options: { maxRetries: 0 },
    also: (error) => ok(JSON.stringify(error).length < 5_000, "the whole page is in the error"),
  },
);
answer(
  "503",
  "`503` with HTML, each time",
  { error: "ServerError", properties: { status: 503, errcode: undefined }, sent: SAFE },
  { waits: BACKOFF },
);
answer(
  "503-retry-after",
  "`503` with `Retry-After: 1`, each time",
  { error: "ServerError", properties: { status: 503, retryAfterMs: 1_000 }, sent: SAFE },
  { gets: "with `retryAfterMs`, after having waited that long between the attempts", waits: [990, 990] },
);
answer("503-own", "`503` with an `errcode`: the homeserver's own answer", {
  error: "ServerError",
  properties: { status: 503, errcode: "M_UNKNOWN", retryAfterMs: undefined },
  sent: ONE,
});
answer("504", "`504` with HTML, each time", { error: "ServerError", properties: { status: 504 }, sent: SAFE });
answer("504-not-yet-uploaded", "`504` `M_NOT_YET_UPLOADED`: a file was announced, and is not there yet", {
  error: "ServerError",
  properties: { status: 504, errcode: "M_NOT_YET_UPLOADED" },
  sent: ONE,
});
answer(
  "400-echo",
  "an error that echoes the headers of the request, and so the token",
  { error: "ApiError", properties: { status: 400 }, sent: ONE },
  {
    gets: "with `[access token]` in its place",
    also: ({ body }) => equal(body.headers.authorization, "Bearer [access token]", "what is left of it"),
  },
);

// ---- no answer

const NO_ANSWER = { error: "ConnectionError", properties: { message: /no answer/, status: undefined } };

/** @type {Record<Platform, string>} */
const CLOSED = {
  Chrome: "CORS",
  Firefox: "CORS",
  "WebKit (GTK)": "CORS",
  Node: "ECONNREFUSED",
  Bun: "ECONNREFUSED",
  Deno: "Is the address right",
  workerd: "Is the address right",
};
answer(
  "closed",
  "nothing listens at the address",
  { ...NO_ANSWER, sent: SAFE },
  {
    gets: "in browsers with what may be the cause and how to tell, in Node and Bun with the system's `ECONNREFUSED`",
    baseUrl: ({ faults }) => faults.closed,
    also: ({ cause, message }, { platform }) => {
      ok(cause instanceof (platform === "workerd" ? Error : TypeError), `its cause is ${cause}`);
      includes(message, CLOSED[platform], "the message");
    },
  },
);
answer(
  "reset-before-headers",
  "the connection is reset before an answer, each time",
  { ...NO_ANSWER, sent: SAFE },
  {
    on: {
      Firefox: {
        gets: "the same, but Firefox sends each attempt of a GET up to 10 times by itself",
        oftener: true,
      },
    },
  },
);
answer("reset-in-headers", "the connection is reset in the middle of the headers", {
  ...NO_ANSWER,
  sent: SAFE,
});
answer("reset-in-body", "the connection is reset in the middle of the body", { ...NO_ANSWER, sent: SAFE });
answer("too-short", "the connection ends before the body has its `Content-Length`", {
  ...NO_ANSWER,
  sent: SAFE,
});
answer(
  "stall-headers",
  "no answer comes, and the connection stays open",
  { error: "TimeoutError", properties: { timeoutMs: 3_000, sent: true, message: /within 3000 ms/ }, sent: ONE },
  { gets: "after `timeoutMs`, with `sent: true`: the server may have done it", options: { timeoutMs: 3_000 } },
);
answer(
  "stall-body",
  "the body stops in the middle, and the connection stays open",
  { error: "TimeoutError", properties: { timeoutMs: 3_000, sent: true }, sent: ONE },
  { gets: "after `timeoutMs`, with `sent: true`", options: { timeoutMs: 3_000 } },
);
answer(
  "not-gzip",
  "`Content-Encoding: gzip` over what is no gzip",
  { ...NO_ANSWER, sent: SAFE },
  {
    on: {
      "WebKit (GTK)": { gets: "the data, for it passes on what is no gzip", error: undefined, sent: ONE },
    },
  },
);

// ---- a success that is none

/** @param {string | RegExp} received @param {number} [status] */
const wrong = (received, status = 200) => ({
  error: "ResponseError",
  properties: { status, at: "", received, body: undefined },
  sent: ONE,
});
/** What a connection that broke may have left of an answer. @param {string | RegExp} received */
const cutOff = (received) => ({ ...wrong(received), sent: SAFE });

answer("html", "`200` with HTML", wrong(/^HTML; is baseUrl the homeserver's/));
answer("204", "`204`", wrong("nothing", 204));
answer("empty", "`200` without a body", cutOff("nothing"));
answer("truncated", "`200` with JSON that ends in the middle", cutOff(/malformed/));
answer(
  "cut-off",
  "the connection ends in the middle of a body that has neither `Content-Length` nor chunks, which no platform sees",
  cutOff(/malformed/),
);
answer(
  "chunk-missing",
  "the connection ends before the last chunk of the body",
  { ...NO_ANSWER, sent: SAFE },
  {
    on: {
      "WebKit (GTK)": {
        gets: "`ResponseError` (`RESPONSE`), for it takes the body for complete",
        ...cutOff(/malformed/),
      },
    },
  },
);
answer(
  "redirect",
  "a redirect to another origin",
  {
    error: "ResponseError",
    properties: { received: /redirect/ },
    sent: ONE,
  },
  { gets: "and neither the request nor the token goes there" },
);

// ---- an unusual success

answer("fine", "the answer it should be", { sent: ONE });
answer("gzip", "a compressed answer", { sent: ONE });
answer("bom", "JSON with a byte order mark", { sent: ONE });
answer(
  "not-utf-8",
  "text that is not UTF-8 in a JSON string",
  { sent: ONE },
  {
    gets: "with U+FFFD in place of such bytes, as `response.json()` gives it",
    data: ({ name }) => equal(name, "\ufffd(", "the text"),
  },
);
answer(
  "long",
  "an answer of 50 MB",
  { sent: ONE },
  { data: ({ padding }) => equal(padding.length, 50_000_000, "its length") },
);
answer(
  "deep",
  "arrays nested 100,000 deep in a field that the SDK does not know",
  { sent: ONE },
  {
    gets: "with that field",
    data: ({ deep }) => {
      let depth = 0;
      for (let each = deep; each; each = each[0]) depth++;
      equal(depth, 100_000, "its depth");
    },
  },
);
answer(
  "duplicate-keys",
  "a key that occurs twice",
  { sent: ONE },
  { gets: "with the last one, which also has to be the right type" },
);
answer(
  "prototype-keys",
  "the keys `__proto__` and `constructor`",
  { sent: ONE },
  {
    gets: "with these as plain fields; no prototype is touched",
    data: (rooms) => {
      equal(Object.getOwnPropertyDescriptor(rooms, "__proto__")?.value, { polluted: true }, "__proto__");
      equal(
        Object.getOwnPropertyDescriptor(rooms, "constructor")?.value.prototype.polluted,
        true,
        "constructor",
      );
      ok(Object.getPrototypeOf(rooms) === Object.prototype, "it has another prototype");
      equal(/** @type {any} */ ({}).polluted, undefined, "what every object has now");
    },
  },
);
answer(
  "no-cors",
  "an answer without CORS headers, which a proxy dropped",
  { ...NO_ANSWER, properties: { message: /CORS/ }, sent: SAFE },
  {
    gets: "that says how to tell",
    on: {
      "Node, Deno, Bun, workerd": {
        gets: "the data, for CORS is a matter of browsers",
        error: undefined,
        sent: ONE,
      },
    },
  },
);
