// Replies of every kind: what is not the declared JSON is a ResponseError, an error status an ApiError.
import {
  CALLS,
  account,
  equal,
  fake,
  group,
  html,
  includes,
  isError,
  json,
  media,
  ok,
  refusal,
  rejection,
  text,
} from "../tools.js";

export const { checks, check } = group("replies");

// ---- a success that is none

/** What is only the beginning of a reply may come whole the second time. */
const CUT_OFF = ["an empty body", "only white space", "truncated JSON"];
const NEVER_TWICE = ["deactivateAccount", "deleteMedia", "loginAsUser"];

/** @type {[name: string, reply: () => Response, expected: string | RegExp, received: string | RegExp][]} */
const WRONG = [
  ["HTML", () => html(), "JSON", /^HTML; is baseUrl the homeserver's own address/],
  ["an empty body", () => text(""), "JSON", "nothing"],
  ["only white space", () => text(" \n"), "JSON", "nothing"],
  ["204 without a body", () => new Response(null, { status: 204 }), "JSON", "nothing"],
  ["plain text", () => text("OK"), "JSON", "malformed"],
  ["truncated JSON", () => text('{"user_id":"@alice:example.c'), "JSON", "malformed"],
  ["JSON with something behind it", () => text("{} {}"), "JSON", "malformed"],
  ["bytes that are no UTF-8", () => text(new Uint8Array([0x7b, 0xff, 0x7d])), "JSON", "malformed"],
  ["an array", () => json([]), "object", "array"],
  ["null", () => json(null), "object", "null"],
  ["a string", () => json("done"), "object", "string"],
  ["a number", () => json(1), "object", "number"],
];
for (const [name, reply, expected, received] of WRONG) {
  check(`${name} instead of the reply is a ResponseError, whatever the call`, async (context) => {
    const checked = Object.entries(CALLS).map(async ([called, { method, path, call }]) => {
      const { user, sent } = fake(context, reply(), { maxRetries: 1 });
      const error = await rejection(() => call(user));
      isError(error, context.sdk.ResponseError, {
        at: "",
        method,
        path,
        code: "RESPONSE",
        status: reply().status,
      });
      includes(error.expected, expected, "expected");
      includes(error.received, received, "received");
      includes(error.message, `${method} ${path}: the reply: expected `, "the message");
      const again = CUT_OFF.includes(name) && !NEVER_TWICE.includes(called);
      equal(sent.length, again ? 2 : 1, `the number of attempts of ${called}`);
    });
    await Promise.all(checked);
  });
}

/** @type {[call: string, reply: unknown, at: string, expected: RegExp, received: RegExp][]} */
const SHAPES = [
  ["queryCurrentSessions", {}, "user_id", /^string$/, /nothing/],
  ["queryCurrentSessions", { user_id: "@a:b", devices: [] }, "devices", /object/, /array/],
  [
    "queryCurrentSessions",
    { user_id: "@a:b", devices: { "": { sessions: [{ connections: [{ ip: 1 }] }] } } },
    'devices[""].sessions[0].connections[0].ip',
    /string/,
    /number/,
  ],
  ["deactivateAccount", { id_server_unbind_result: true }, "id_server_unbind_result", /string/, /boolean/],
  ["isAdmin", { admin: "false" }, "admin", /boolean/, /string/],
  ["isAdmin", { admin: null }, "admin", /boolean/, /null/],
  ["isAdmin", {}, "admin", /boolean/, /nothing/],
  ["getRooms", { joined_rooms: ["!a:b", 5], total: 2 }, "joined_rooms[1]", /string/, /number/],
  ["getRooms", { joined_rooms: [], total: "2" }, "total", /integer/, /string/],
  ["getRooms", { joined_rooms: [], total: 1.5 }, "total", /integer/, /fraction/],
  ["getData", { global: {}, rooms: {} }, "account_data", /object/, /nothing/],
  ["getData", { account_data: { global: { a: 1 }, rooms: {} } }, "account_data.global.a", /object/, /number/],
  ["getMedia", { media: {}, total: 0 }, "media", /array/, /object/],
  [
    "getMedia",
    { media: [media(), media({ created_ts: "now" })], total: 2 },
    "media[1].created_ts",
    /integer or null/,
    /string/,
  ],
  [
    "getMedia",
    { media: [media({ media_id: undefined })], total: 1 },
    "media[0].media_id",
    /string/,
    /nothing/,
  ],
  [
    "getMedia",
    { media: [media({ safe_from_quarantine: 2 })], total: 1 },
    "media[0].safe_from_quarantine",
    /boolean/,
    /number/,
  ],
  ["getMedia", { media: [], total: 0, next_token: {} }, "next_token", /string or integer/, /object/],
  ["deleteMedia", { deleted_media: null, total: 0 }, "deleted_media", /array/, /null/],
  ["loginAsUser", { access_token: null }, "access_token", /string/, /null/],
  [
    "getAllPushers",
    { pushers: [{ app_id: "a" }], total: 1 },
    "pushers[0].app_display_name",
    /string or null/,
    /nothing/,
  ],
];
for (const [name, reply, at, expected, received] of SHAPES) {
  check(
    `the ResponseError of ${name} says that ${at} has ${received.source} for ${expected.source}`,
    async (context) => {
      const { user } = fake(context, json(reply));
      const error = await rejection(() => /** @type {any} */ (CALLS[name]).call(user));
      isError(error, context.sdk.ResponseError, { at, expected, received, status: 200 });
      includes(error.message, `${at}: expected `, "the message");
    },
  );
}

check("the ResponseError of users.list names the account and the field", async (context) => {
  const users = [account(), account(), account(), account({ admin: "yes" })];
  const { client } = fake(context, json({ users, total: 4 }));
  const error = await rejection(() => client.users.list());
  isError(error, context.sdk.ResponseError, {
    at: "users[3].admin",
    expected: "boolean",
    received: "string",
  });
  includes(error.message, "users[3].admin: expected boolean, got string", "the message");
});

/** @type {[name: string, call: (user: any) => Promise<unknown>, reply: unknown, gives: unknown, at: string][]} */
const AS_SENT = [
  ["a field", (user) => user.isAdmin(), { admin: "false" }, "false", "admin"],
  ["a field that is not there", (user) => user.isAdmin(), {}, undefined, "admin"],
  ["nothing", (user) => user.setAdmin(true), [], undefined, ""],
  ["an object", (user) => user.getRooms(), { joined_rooms: [5], x: 1 }, { joined_rooms: [5], x: 1 }, "joined_rooms[0]"],
  ["no object", (user) => user.getRooms(), "none", "none", ""],
  ["what is made of more", (user) => user.queryCurrentSessions(), { devices: [] }, { devices: [] }, "devices"],
];
for (const [name, call, reply, gives, at] of AS_SENT) {
  check(`with onMismatch, ${name} of another shape comes as the server sent it`, async (context) => {
    /** @type {import("matrix-admin-sdk").Mismatch[]} */
    const told = [];
    const { user, sent } = fake(context, json(reply), { onMismatch: (mismatch) => void told.push(mismatch) });
    equal(await call(user), gives, "what it resolves to");
    equal(told.map((mismatch) => mismatch.at), [at], "where it is told to be");
    equal(Object.keys(told[0] ?? {}).toSorted(), ["at", "expected", "method", "path", "received"], "what is told");
    equal([told[0]?.method, sent.length], [sent[0]?.method, 1], "the method, and how often it is sent");
  });
}

check("onMismatch is told neither of what is as declared nor of what is no JSON", async (context) => {
  let told = 0;
  const options = { onMismatch: () => void told++, maxRetries: 0 };
  equal(await fake(context, json({ admin: true }), options).user.isAdmin(), true, "the reply");
  for (const reply of [html(), text(""), text("{"), new Response(null, { status: 204 })]) {
    isError(await rejection(() => fake(context, reply, options).user.isAdmin()), context.sdk.ResponseError);
  }
  isError(await rejection(() => fake(context, refusal(404, "M_NOT_FOUND"), options).user.isAdmin()), context.sdk.NotFoundError);
  equal(told, 0, "how often it was told");
});

check("onMismatch cannot make a job of a reply without an id", async (context) => {
  const { client } = fake(context, json({}), { onMismatch: () => {} });
  isError(await rejection(() => client.room("!a:example.com").delete()), context.sdk.ResponseError, { at: "delete_id" });
});

check("what onMismatch throws or rejects with changes nothing", async (context) => {
  const hooks = [() => { throw new Error("no"); }, async () => { throw new Error("no"); }];
  for (const onMismatch of hooks) {
    equal(await fake(context, json({ admin: 1.5 }), { onMismatch }).user.isAdmin(), 1.5, "what it resolves to");
  }
});

check("an error says what kind of value came, never the value", async (context) => {
  const { user } = fake(context, json({ admin: "private" }));
  const error = await rejection(() => user.isAdmin());
  ok(!`${error.stack}${JSON.stringify(error)}`.includes("private"), error.message);
});

check("a redirect is an error and is not followed", async (context) => {
  const { user, sent } = fake(
    context,
    new Response(null, { status: 302, headers: { Location: "https://other/" } }),
  );
  isError(await rejection(() => user.isAdmin()), context.sdk.ResponseError, {
    status: 302,
    received: /redirect/,
  });
  equal(sent.length, 1, "the number of attempts");
});

// ---- what is legal though unusual

check("JSON with a byte order mark is read", async (context) => {
  const { user } = fake(context, text('\ufeff{"admin":true}'));
  equal(await user.isAdmin(), true);
});

check("JSON of any content type is read", async (context) => {
  const { user } = fake(context, text('{"admin":true}', 200, "text/html"));
  equal(await user.isAdmin(), true);
});

check(
  "escaped keys, spaces, and integers written with a fraction or an exponent are read",
  async (context) => {
    const { user } = fake(context, text(' { "j\\u006fined_rooms" : [ ] , "total" : 2e1, "other" : 3.0 } '));
    equal(await user.getRooms(), { joined_rooms: [], total: 20, other: 3 });
  },
);

check("of a key that occurs twice the last one counts", async (context) => {
  const { user } = fake(context, [text('{"admin":"no","admin":true}'), text('{"admin":true,"admin":"no"}')]);
  equal(await user.isAdmin(), true);
  isError(await rejection(() => user.isAdmin()), context.sdk.ResponseError, { at: "admin" });
});

check("keys like __proto__ are data and touch no prototype", async (context) => {
  const reply = '{"joined_rooms":[],"total":0,"__proto__":{"polluted":true},"constructor":1}';
  const { user } = fake(context, text(reply));
  const rooms = await user.getRooms();
  ok(Object.hasOwn(rooms, "__proto__") && Object.hasOwn(rooms, "constructor"), "the data is gone");
  equal(/** @type {any} */ ({}).polluted, undefined, "the prototype");
});

check("deep nesting in an unknown field neither fails nor breaks the next call", async (context) => {
  const nested = `{"admin":true,"x":${"[".repeat(3000)}${"]".repeat(3000)}}`;
  const { user } = fake(context, [text(nested), json({ admin: false })]);
  equal(await user.isAdmin(), true);
  equal(await user.isAdmin(), false);
});

check("a long reply with every kind of character arrives whole", async (context) => {
  const names = ["plain", "\u00fcml\u00e4ut", "\ud83d\ude00", '\u0000\u001f"\\/', "\u2028"];
  const users = Array.from({ length: 2000 }, (_, n) =>
    account({ name: `@u${n}:b`, displayname: names[n % 5] }),
  );
  const { client } = fake(context, json({ users, total: 2000, next_token: "2000" }));
  equal(await client.users.list({ limit: 2000 }), { users, total: 2000, next_token: "2000" });
});

// ---- errors of the server

/** @type {[status: number, errcode: string, name: keyof import("../tools.js").Sdk, code: string][]} */
const REFUSALS = [
  [400, "M_INVALID_PARAM", "ApiError", "API"],
  [401, "M_UNKNOWN_TOKEN", "AuthenticationError", "AUTHENTICATION"],
  [401, "M_MISSING_TOKEN", "AuthenticationError", "AUTHENTICATION"],
  [403, "M_FORBIDDEN", "PermissionDeniedError", "PERMISSION_DENIED"],
  [404, "M_NOT_FOUND", "NotFoundError", "NOT_FOUND"],
  [404, "M_UNRECOGNIZED", "UnsupportedError", "UNSUPPORTED"],
  [405, "M_UNRECOGNIZED", "UnsupportedError", "UNSUPPORTED"],
  [409, "M_UNKNOWN", "ConflictError", "CONFLICT"],
  [413, "M_TOO_LARGE", "ApiError", "API"],
  [429, "M_LIMIT_EXCEEDED", "RateLimitError", "RATE_LIMIT"],
  [500, "M_UNKNOWN", "ServerError", "SERVER"],
  [503, "M_UNKNOWN", "ServerError", "SERVER"],
];
for (const [status, errcode, name, code] of REFUSALS) {
  check(`${status} ${errcode} is ${name}, with all that the server said`, async (context) => {
    const { user } = fake(context, refusal(status, errcode, { extra: [1] }), { maxRetries: 0 });
    const error = await rejection(() => user.isAdmin());
    const Class = /** @type {Function} */ (context.sdk[name]);
    ok(
      error instanceof context.sdk.ApiError && error.constructor === Class,
      `it is a ${error.constructor.name}`,
    );
    isError(error, Class, {
      name,
      code,
      status,
      errcode,
      error: `because ${errcode}`,
      body: { errcode, error: `because ${errcode}`, extra: [1] },
      method: "GET",
      path: "/_synapse/admin/v1/users/{user_id}/admin",
    });
    includes(error.message, `${status} ${errcode}: because ${errcode}`, "the message");
  });
}

check("an UnsupportedError says which Synapse is needed and what to do under MAS", async (context) => {
  const { user } = fake(context, refusal(404, "M_UNRECOGNIZED"));
  const error = await rejection(() => user.loginAsUser());
  isError(error, context.sdk.UnsupportedError, { message: /Synapse 1\.24.*Matrix Authentication Service/ });
});

check("a RateLimitError says how long the server asks to wait", async (context) => {
  const { user } = fake(context, refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 1234 }), {
    maxRetries: 0,
  });
  isError(await rejection(() => user.isAdmin()), context.sdk.RateLimitError, { retryAfterMs: 1234 });
});

check("an error carries the trace id of the server's answer", async (context) => {
  const answer = refusal(500, "M_UNKNOWN");
  answer.headers.set("Synapse-Trace-Id", "4f2a");
  const { user } = fake(context, answer, { maxRetries: 0 });
  isError(await rejection(() => user.isAdmin()), context.sdk.ServerError, { traceId: "4f2a" });
});

/** @type {[name: string, body: string, expected: unknown][]} */
const ERROR_BODIES = [
  ["HTML", "<html><h1>504</h1></html>", "<html><h1>504</h1></html>"],
  ["nothing", "", ""],
  ["an array", '[{"errcode":"M_X"}]', [{ errcode: "M_X" }]],
  ["null", "null", null],
  ["a string", '"no"', "no"],
  ["truncated JSON", '{"errcode":"M_', '{"errcode":"M_'],
  ["an errcode that is no string", '{"errcode":5,"error":{}}', { errcode: 5, error: {} }],
];
for (const status of [400, 404, 500]) {
  for (const [name, body, expected] of ERROR_BODIES) {
    check(`${status} with ${name} for a body is an ApiError without errcode`, async (context) => {
      const { user } = fake(context, text(body, status), { maxRetries: 0 });
      const error = await rejection(() => user.isAdmin());
      isError(error, context.sdk.ApiError, { status, body: expected, errcode: undefined, error: undefined });
      includes(error.message, `${status} with`, "the message");
      JSON.stringify(error);
    });
  }
}

check("an error body of many megabytes gives a short message", async (context) => {
  const { user } = fake(context, text("<p>".repeat(3_000_000), 502), { maxRetries: 0 });
  const error = await rejection(() => user.isAdmin());
  isError(error, context.sdk.ServerError, { status: 502 });
  ok(error.message.length < 1_000, `the message has ${error.message.length} characters`);
  ok(JSON.stringify(error).length < 10_000, "the whole body is in the error");
});

check("an error text of many megabytes is shortened in message and error", async (context) => {
  const { user } = fake(context, json({ errcode: "M_UNKNOWN", error: "x".repeat(5_000_000) }, 400));
  const error = await rejection(() => user.isAdmin());
  isError(error, context.sdk.ApiError, { errcode: "M_UNKNOWN" });
  ok(error.message.length < 2_000, `the message has ${error.message.length} characters`);
});

check("an error body that is no UTF-8 is an ApiError", async (context) => {
  const { user } = fake(context, text(new Uint8Array([0xff, 0xfe, 0x00, 0xc3]), 400));
  isError(await rejection(() => user.isAdmin()), context.sdk.ApiError, { status: 400 });
});

// ---- fetch itself fails

check("a fetch that fails is a ConnectionError with its cause", async (context) => {
  const cause = new TypeError("fetch failed");
  const { user } = fake(context, cause, { maxRetries: 0 });
  const error = await rejection(() => user.isAdmin());
  isError(error, context.sdk.ConnectionError, {
    cause,
    code: "CONNECTION",
    message: /^GET .*: no answer/,
    method: "GET",
  });
});

/** @type {[name: string, fetch: any, expected: "ConnectionError" | "ResponseError"][]} */
const BROKEN_FETCHES = [
  ["throws at once", fails(new RangeError("broken")), "ConnectionError"],
  ["throws a string", fails("broken"), "ConnectionError"],
  ["rejects with a string", () => Promise.reject("broken"), "ConnectionError"],
  ["rejects with undefined", () => Promise.reject(undefined), "ConnectionError"],
  ["gives undefined", () => undefined, "ResponseError"],
  ["gives a plain object", () => ({ ok: true, json: {} }), "ResponseError"],
  ["gives an answer that was read already", readAlready, "ResponseError"],
];
for (const [name, fetch, expected] of BROKEN_FETCHES) {
  check(`a fetch that ${name} is a ${expected}`, async (context) => {
    const { user } = fake(context, [], { fetch, maxRetries: 0 });
    isError(await rejection(() => user.isAdmin()), context.sdk[expected], { method: "GET" });
  });
}

/** @param {unknown} thrown */
function fails(thrown) {
  return () => {
    throw thrown;
  };
}

async function readAlready() {
  const answer = json({ admin: true });
  await answer.text();
  return answer;
}

check("a server that is not there is a ConnectionError", async ({ sdk }) => {
  // Nothing listens on the discard port.
  const client = new sdk.MatrixAdminClient({
    baseUrl: "http://127.0.0.1:9",
    accessToken: "token",
    maxRetries: 0,
  });
  isError(await rejection(() => client.user("@a:b").isAdmin()), sdk.ConnectionError, { message: /^GET / });
});
