// Wrong arguments: each is an InvalidArgumentError that names the argument and what was expected, and nothing
// is sent.
import {
  ALICE,
  BASE_URL,
  CALLS,
  TOKEN,
  equal,
  fake,
  group,
  includes,
  isError,
  json,
  ok,
  rejection,
  thrown,
} from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

export const { checks, check } = group("wrong arguments");

/**
 * @param {Context} context @param {unknown} error
 * @param {string} argument @param {string | RegExp} expected
 */
function isInvalid({ sdk }, error, argument, expected) {
  isError(error, sdk.InvalidArgumentError, { argument, code: "INVALID_ARGUMENT" });
  const { message, ...fields } = /** @type {any} */ (error);
  includes(fields.expected, expected, "expected");
  includes(message, `${argument}: expected `, "the message");
  includes(message, expected, "the message");
}

// ---- the client's options

const TIME = /(time in ms|whole number|integer).* 1/;
const COUNT = /(whole number|integer).* 0/;
const GOOD = { baseUrl: BASE_URL, accessToken: TOKEN };

/** @type {[name: string, options: unknown, argument: string, expected: string | RegExp][]} */
const CLIENT_OPTIONS = [
  ["no options at all", undefined, "options", "object"],
  ["null for options", null, "options", "object"],
  ["a string for options", BASE_URL, "options", "object"],
  ["an array for options", [GOOD], "options", "object"],
  ["a function for options", () => GOOD, "options", "object"],
  ["a missing baseUrl", { accessToken: TOKEN }, "options.baseUrl", "an address"],
  ["a missing accessToken", { baseUrl: BASE_URL }, "options.accessToken", "a token or a function"],
  [
    "an undefined accessToken",
    { ...GOOD, accessToken: undefined },
    "options.accessToken",
    "a token or a function",
  ],
  ["an empty accessToken", { ...GOOD, accessToken: "" }, "options.accessToken", "a token or a function"],
  [
    "an accessToken with a line break",
    { ...GOOD, accessToken: `${TOKEN}\n` },
    "options.accessToken",
    "a token",
  ],
  [
    "an accessToken that is a BigInt",
    { ...GOOD, accessToken: 5n },
    "options.accessToken",
    "a token or a function",
  ],
  [
    "a promise for accessToken",
    { ...GOOD, accessToken: Promise.resolve(TOKEN) },
    "options.accessToken",
    "a token",
  ],
  [
    "a baseUrl with credentials",
    { ...GOOD, baseUrl: "https://me:pw@example.com" },
    "options.baseUrl",
    "an address",
  ],
  ["a baseUrl without a scheme", { ...GOOD, baseUrl: "matrix.example.com" }, "options.baseUrl", "an address"],
  ["a baseUrl with only a port", { ...GOOD, baseUrl: "localhost:8008" }, "options.baseUrl", "an address"],
  ["a baseUrl of another scheme", { ...GOOD, baseUrl: "ftp://example.com" }, "options.baseUrl", "an address"],
  ["a baseUrl with a query", { ...GOOD, baseUrl: `${BASE_URL}/?a=b` }, "options.baseUrl", "an address"],
  ["a baseUrl with an empty query", { ...GOOD, baseUrl: `${BASE_URL}/?` }, "options.baseUrl", "an address"],
  ["a baseUrl with a fragment", { ...GOOD, baseUrl: `${BASE_URL}/#a` }, "options.baseUrl", "an address"],
  ["an empty baseUrl", { ...GOOD, baseUrl: "" }, "options.baseUrl", "an address"],
  ["a number for baseUrl", { ...GOOD, baseUrl: 8008 }, "options.baseUrl", "an address"],
  ["a fetch that is no function", { ...GOOD, fetch: {} }, "options.fetch", "function"],
  ["a timeoutMs of 0", { ...GOOD, timeoutMs: 0 }, "options.timeoutMs", TIME],
  ["a timeoutMs that is NaN", { ...GOOD, timeoutMs: NaN }, "options.timeoutMs", TIME],
  ["a timeoutMs that is a string", { ...GOOD, timeoutMs: "1000" }, "options.timeoutMs", TIME],
  ["a timeoutMs that is a BigInt", { ...GOOD, timeoutMs: 1000n }, "options.timeoutMs", TIME],
  ["a timeoutMs that is Infinity", { ...GOOD, timeoutMs: Infinity }, "options.timeoutMs", TIME],
  ["a maxRetries with a fraction", { ...GOOD, maxRetries: 1.5 }, "options.maxRetries", COUNT],
  ["a negative maxRetries", { ...GOOD, maxRetries: -1 }, "options.maxRetries", COUNT],
  ["a maxRetries that is a string", { ...GOOD, maxRetries: "2" }, "options.maxRetries", COUNT],
  ["an unknown option", { ...GOOD, baseURL: BASE_URL }, "options.baseURL", "one of baseUrl, accessToken"],
];
for (const [name, options, argument, expected] of CLIENT_OPTIONS) {
  check(`${name} is refused by the client's constructor`, (context) => {
    const error = thrown(() => new context.sdk.MatrixAdminClient(/** @type {any} */ (options)));
    isInvalid(context, error, argument, expected);
  });
}

check("an accessToken with Bearer before it is told of the space in it", (context) => {
  const error = thrown(() => new context.sdk.MatrixAdminClient({ ...GOOD, accessToken: `Bearer ${TOKEN}` }));
  isInvalid(context, error, "options.accessToken", "a token");
  includes(error.received, "no token has, such as a space", "received");
});

check("the client's constructor called without new is refused", ({ sdk }) => {
  const call = /** @type {any} */ (sdk.MatrixAdminClient);
  ok(thrown(() => call(GOOD)) instanceof TypeError, "no TypeError");
});

// ---- the user

/** @type {[name: string, client: unknown][]} */
const NO_CLIENTS = [
  ["an empty object", {}],
  ["the client's options", GOOD],
  ["nothing", undefined],
  ["null", null],
  ["a string", BASE_URL],
];
for (const [name, client] of NO_CLIENTS) {
  check(`a User made with ${name} for a client is refused`, (context) => {
    const error = thrown(() => new context.sdk.User(/** @type {any} */ (client), ALICE));
    isInvalid(context, error, "client", "MatrixAdminClient");
  });
}

check("User called without new is refused", (context) => {
  const { client } = fake(context, json({}));
  const call = /** @type {any} */ (context.sdk.User);
  ok(thrown(() => call(client, ALICE)) instanceof TypeError, "no TypeError");
});

check("arguments left out at the end are absent, like undefined ones", async (context) => {
  const { client, sent } = fake(context, [json({ block: true }), json({ block: true })]);
  const room = client.room("!a:example.com");
  await room.block();
  await room.block(undefined, undefined);
  equal([sent[0]?.body, sent[1]?.body], ['{"block":true}', '{"block":true}'], "the bodies");
  const error = await rejection(() => /** @type {any} */ (client.rooms).join("!a:example.com"));
  isInvalid(context, error, "userId", "user ID");
});

check("a method taken from its handle says where it belongs", (context) => {
  const { isAdmin } = fake(context, json({})).user;
  isError(
    thrown(() => isAdmin()),
    context.sdk.InvalidArgumentError,
    { message: /isAdmin\(\): expected to be called on a User/ },
  );
});

check("a method taken from its client says where it belongs", async (context) => {
  const { request, bulk, user } = fake(context, json({})).client;
  const { InvalidArgumentError } = context.sdk;
  for (const call of [() => request({ method: "GET", path: "/x" }), () => bulk([], () => {}), () => user(ALICE)]) {
    isError(thrown(() => void call()), InvalidArgumentError, { message: /client: expected a MatrixAdminClient/ });
  }
});

check("a client that is frozen does what others do", async (context) => {
  const { client } = fake(context, json({ users: [], total: 0 }));
  equal(await Object.freeze(client).users.list(), { users: [], total: 0 });
});

check("Users made by hand are those of the client", async (context) => {
  const { client } = fake(context, json({ users: [], total: 0 }));
  equal(await new context.sdk.Users(client).list(), { users: [], total: 0 });
  equal(client.users, client.users, "the property");
});

// ---- arguments of the calls

const INTEGER = /integer of at least 1|plain data/;

/** @typedef {(user: any, client: any) => any} Run */
/** @type {[call: string, run: Run, argument: string, expected: string | RegExp][]} */
const ARGUMENTS = [
  ["setAdmin()", (user) => user.setAdmin(), "admin", "boolean"],
  ['setAdmin("false")', (user) => user.setAdmin("false"), "admin", "boolean"],
  ['setAdmin("true")', (user) => user.setAdmin("true"), "admin", "boolean"],
  ["setAdmin(0)", (user) => user.setAdmin(0), "admin", "boolean"],
  ["setAdmin(null)", (user) => user.setAdmin(null), "admin", "boolean"],
  ["setAdmin(NaN)", (user) => user.setAdmin(NaN), "admin", /boolean|plain data/],
  ["setAdmin(1n)", (user) => user.setAdmin(1n), "admin", /boolean|plain data/],
  ["setAdmin({})", (user) => user.setAdmin({}), "admin", "boolean"],
  ['shadowBan("false")', (user) => user.shadowBan("false"), "ban", "boolean"],
  ["shadowBan(0)", (user) => user.shadowBan(0), "ban", "boolean"],
  ["shadowBan(null)", (user) => user.shadowBan(null), "ban", "boolean"],
  ["resetPassword()", (user) => user.resetPassword(), "newPassword", "string"],
  ["resetPassword(12345678)", (user) => user.resetPassword(12345678), "newPassword", "string"],
  ["resetPassword(null)", (user) => user.resetPassword(null), "newPassword", "string"],
  ["resetPassword(5n)", (user) => user.resetPassword(5n), "newPassword", /string|plain data/],
  ['resetPassword("new", true)', (user) => user.resetPassword("new", true), "params", "object"],
  [
    'resetPassword("new", { logout_devices: "false" })',
    (user) => user.resetPassword("new", { logout_devices: "false" }),
    "params.logout_devices",
    "boolean",
  ],
  [
    'resetPassword("new", { logoutDevices: false })',
    (user) => user.resetPassword("new", { logoutDevices: false }),
    "params.logoutDevices",
    "logout_devices",
  ],
  ["deactivateAccount(true)", (user) => user.deactivateAccount(true), "params", "object"],
  [
    'deactivateAccount({ erase: "false" })',
    (user) => user.deactivateAccount({ erase: "false" }),
    "params.erase",
    "boolean",
  ],
  [
    "deactivateAccount({ erase: 1 })",
    (user) => user.deactivateAccount({ erase: 1 }),
    "params.erase",
    "boolean",
  ],
  [
    "deactivateAccount({ erased: true })",
    (user) => user.deactivateAccount({ erased: true }),
    "params.erased",
    "erase",
  ],
  [
    "deactivateAccount({}, { erase: true })",
    (user) => user.deactivateAccount({}, { erase: true }),
    "options.erase",
    "one of signal, timeoutMs, maxRetries",
  ],
  ...["getMedia", "deleteMedia"].flatMap((call) => mediaArguments(call)),
  ...[
    ["1.5", 1.5],
    ["1700000000000.5", 1_700_000_000_000.5],
    ["NaN", NaN],
    ["-1", -1],
    ["2 ** 53", 2 ** 53],
    ["1n", 1n],
    ['"1700000000000"', "1700000000000"],
    ["null", null],
    ["new Date()", new Date()],
  ].map(
    ([text, valid_until_ms]) =>
      /** @type {any} */ ([
        `loginAsUser({ valid_until_ms: ${text} })`,
        (/** @type {any} */ user) => user.loginAsUser({ valid_until_ms }),
        "params.valid_until_ms",
        /integer|plain data/,
      ]),
  ),
  ["loginAsUser(60000)", (user) => user.loginAsUser(60_000), "params", "object"],
  [
    "loginAsUser({ valid_until: 1 })",
    (user) => user.loginAsUser({ valid_until: 1 }),
    "params.valid_until",
    "valid_until_ms",
  ],
  [
    "users.list({ limit: 0 })",
    (_, { users }) => users.list({ limit: 0 }),
    "params.limit",
    "integer of at least 1",
  ],
  ["users.list({ limit: 5n })", (_, { users }) => users.list({ limit: 5n }), "params.limit", INTEGER],
  [
    'users.list({ guests: "false" })',
    (_, { users }) => users.list({ guests: "false" }),
    "params.guests",
    "boolean",
  ],
  [
    "users.list({ deactivated: 1 })",
    (_, { users }) => users.list({ deactivated: 1 }),
    "params.deactivated",
    "boolean",
  ],
  [
    'users.list({ order_by: "id" })',
    (_, { users }) => users.list({ order_by: "id" }),
    "params.order_by",
    /"name"/,
  ],
  ['users.list({ dir: "desc" })', (_, { users }) => users.list({ dir: "desc" }), "params.dir", /"f" or "b"/],
  ["users.list({ name: 5 })", (_, { users }) => users.list({ name: 5 }), "params.name", "string"],
  [
    'users.list({ not_user_type: "bot" })',
    (_, { users }) => users.list({ not_user_type: "bot" }),
    "params.not_user_type",
    "array",
  ],
  [
    "users.list({ not_user_type: [null] })",
    (_, { users }) => users.list({ not_user_type: [null] }),
    "params.not_user_type[0]",
    "string",
  ],
  [
    'users.list({ orderBy: "name" })',
    (_, { users }) => users.list({ orderBy: "name" }),
    "params.orderBy",
    "order_by",
  ],
  ["client.request()", (_, client) => client.request(), "request", "object"],
  ["client.request({ path })", (_, client) => client.request({ path: "/" }), "request.method", /"GET"/],
  [
    'client.request({ method: "GET" })',
    (_, client) => client.request({ method: "GET" }),
    "request.path",
    "string",
  ],
  [
    'client.request({ method: "get", path })',
    (_, client) => client.request({ method: "get", path: "/" }),
    "request.method",
    /"GET"/,
  ],
  [
    "client.request with a relative path",
    (_, client) => client.request({ method: "GET", path: "_synapse" }),
    "request.path",
    "begins with /",
  ],
  [
    "client.request with another address for a path",
    (_, client) => client.request({ method: "GET", path: "https://evil.example.com/" }),
    "request.path",
    "begins with /",
  ],
  [
    "client.request with a query in the path",
    (_, client) => client.request({ method: "GET", path: "/a?b=c" }),
    "request.path",
    "path",
  ],
  [
    "client.request with a NaN in its body",
    (_, client) => client.request({ method: "POST", path: "/", body: { a: { b: NaN } } }),
    "request.body.a.b",
    "",
  ],
  [
    "client.request with a GET that has a body",
    (_, client) => client.request({ method: "GET", path: "/", body: {} }),
    "request.body",
    "",
  ],
];
for (const [call, run, argument, expected] of ARGUMENTS) {
  check(`${call} is refused`, async (context) => {
    const { client, user, sent } = fake(context, json({}));
    isInvalid(context, await rejection(() => run(user, client)), argument, expected);
    equal(sent.length, 0, "what was sent");
  });
}

/** @param {string} call @returns {typeof ARGUMENTS} */
function mediaArguments(call) {
  /** @type {[text: string, params: unknown, argument: string, expected: string | RegExp][]} */
  const cases = [
    ["limit: 0", { limit: 0 }, "params.limit", "integer of at least 1"],
    ["limit: 1.5", { limit: 1.5 }, "params.limit", "integer of at least 1"],
    ["limit: -1", { limit: -1 }, "params.limit", "integer of at least 1"],
    ["limit: NaN", { limit: NaN }, "params.limit", INTEGER],
    ["limit: Infinity", { limit: Infinity }, "params.limit", INTEGER],
    ["limit: 5n", { limit: 5n }, "params.limit", INTEGER],
    ['limit: "5"', { limit: "5" }, "params.limit", "integer of at least 1"],
    ["limit: null", { limit: null }, "params.limit", "integer of at least 1"],
    ["from: 1.5", { from: 1.5 }, "params.from", "string or integer"],
    ["from: {}", { from: {} }, "params.from", "string or integer"],
    ['order_by: "size"', { order_by: "size" }, "params.order_by", /"media_id".*"media_length"/],
    ["order_by: true", { order_by: true }, "params.order_by", /"media_id"/],
    ['dir: "desc"', { dir: "desc" }, "params.dir", '"f" or "b"'],
    ['dir: "F"', { dir: "F" }, "params.dir", '"f" or "b"'],
    ['orderBy: "media_id"', { orderBy: "media_id" }, "params.orderBy", "one of limit, from, order_by, dir"],
    ["signal", { signal: {} }, "params.signal", "one of limit, from, order_by, dir"],
  ];
  /** @type {typeof cases} */
  const whole = [
    ['"media_id"', "media_id", "params", "object"],
    ["50", 50, "params", "object"],
    ["5n", 5n, "params", /object|plain data/],
    ["[]", [], "params", "object"],
    ["() => {}", () => {}, "params", /object|plain data/],
    ["new Map()", new Map([["limit", 5]]), "params", /object|plain data/],
  ];
  return [...cases.map(([text, ...rest]) => /** @type {const} */ ([`{ ${text} }`, ...rest])), ...whole].map(
    ([text, params, argument, expected]) => [
      `${call}(${text})`,
      (user) => user[call](params),
      argument,
      expected,
    ],
  );
}

// ---- the options of a call

// Made when needed: Cloudflare Workers allow no AbortController before a request has come.
/** @type {[text: string, options: () => unknown, argument: string, expected: string | RegExp][]} */
const OPTIONS = [
  ["5", () => 5, "options", "object"],
  ['"x"', () => "x", "options", "object"],
  ["[]", () => [], "options", "object"],
  ["() => {}", () => () => {}, "options", "object"],
  ["an AbortSignal itself", () => new AbortController().signal, "options", "object"],
  ["{ timeout: 5 }", () => ({ timeout: 5 }), "options.timeout", "one of signal, timeoutMs, maxRetries"],
  ["{ signal: {} }", () => ({ signal: {} }), "options.signal", "AbortSignal"],
  ["{ signal: { aborted: false } }", () => ({ signal: { aborted: false } }), "options.signal", "AbortSignal"],
  ["{ signal: true }", () => ({ signal: true }), "options.signal", "AbortSignal"],
  ["{ signal: controller }", () => ({ signal: new AbortController() }), "options.signal", "AbortSignal"],
  ["{ timeoutMs: 0 }", () => ({ timeoutMs: 0 }), "options.timeoutMs", TIME],
  ["{ timeoutMs: NaN }", () => ({ timeoutMs: NaN }), "options.timeoutMs", TIME],
  ['{ timeoutMs: "5" }', () => ({ timeoutMs: "5" }), "options.timeoutMs", TIME],
  ["{ timeoutMs: 5n }", () => ({ timeoutMs: 5n }), "options.timeoutMs", TIME],
  ["{ maxRetries: 0.5 }", () => ({ maxRetries: 0.5 }), "options.maxRetries", COUNT],
  ["{ maxRetries: -1 }", () => ({ maxRetries: -1 }), "options.maxRetries", COUNT],
  ["{ maxRetries: NaN }", () => ({ maxRetries: NaN }), "options.maxRetries", COUNT],
  ["{ maxRetries: 5n }", () => ({ maxRetries: 5n }), "options.maxRetries", COUNT],
];
for (const [text, options, argument, expected] of OPTIONS) {
  check(`${text} is refused as the options of every call`, async (context) => {
    const { user, client, sent } = fake(context, json({}));
    for (const { call } of Object.values(CALLS)) {
      isInvalid(context, await rejection(() => call(user, /** @type {any} */ (options()))), argument, expected);
    }
    const list = () => client.users.list({}, /** @type {any} */ (options()));
    isInvalid(context, await rejection(list), argument, expected);
    equal(sent.length, 0, "what was sent");
  });
}

check("a signal that nobody can listen to fails its own call, and no other", async (context) => {
  const { user, sent } = fake(context, json({ admin: true }));
  const fails = () => {
    throw new RangeError("broken");
  };
  const broken = /** @type {any} */ ({ aborted: false, addEventListener: fails, removeEventListener: fails });
  equal((await rejection(() => user.isAdmin({ signal: broken }))).message, "broken", "the failure");
  equal(sent.length, 0, "what was sent");
  const deaf = { ...broken, addEventListener: () => {} };
  equal(await user.isAdmin({ signal: deaf }), true, "with one that cannot forget who listens");
  equal(await user.isAdmin({ signal: new AbortController().signal }), true, "with another");
});

check("a refused list rejects in a loop, in toArray and in pages too", async (context) => {
  const { client, user, sent } = fake(context, json({}));
  /** @type {(() => import("matrix-admin-sdk").PagePromise<unknown, unknown>)[]} */
  const lists = [() => user.getMedia({ limit: 0 }), () => client.users.list({ limit: 0 })];
  for (const list of lists) {
    const loop = async () => {
      for await (const _ of list());
    };
    const pages = async () => {
      for await (const _ of list().pages());
    };
    isInvalid(context, await rejection(loop), "params.limit", "integer");
    isInvalid(context, await rejection(pages), "params.limit", "integer");
    isInvalid(context, await rejection(async () => list().toArray()), "params.limit", "integer");
  }
  equal(sent.length, 0, "what was sent");
});

/** @type {[text: string, options: unknown, argument: string][]} */
const TO_ARRAY = [
  ["{ limit: -1 }", { limit: -1 }, "limit"],
  ["{ limit: 1.5 }", { limit: 1.5 }, "limit"],
  ["{ limit: NaN }", { limit: NaN }, "limit"],
  ['{ limit: "5" }', { limit: "5" }, "limit"],
  ["{ limit: 5n }", { limit: 5n }, "limit"],
  ["{ max: 5 }", { max: 5 }, "max"],
  ["5", 5, "options"],
  ["null", null, "options"],
];
for (const [text, options, argument] of TO_ARRAY) {
  check(`toArray(${text}) is refused`, async (context) => {
    const { user } = fake(context, json({ media: [], total: 0 }));
    const error = await rejection(() => user.getMedia().toArray(/** @type {any} */ (options)));
    isError(error, context.sdk.InvalidArgumentError, {
      argument: new RegExp(argument),
      message: /expected /,
    });
  });
}

check("a Date, what a toJSON gives, and an AbortSignal in the place of params are refused as what they are", async (context) => {
  const { client, user, sent } = fake(context, json({}));
  const { signal } = new AbortController();
  /** @type {[() => PromiseLike<unknown>, string, string][]} */
  const refused = [
    [() => client.media.deleteBefore(/** @type {any} */ (new Date())), "beforeTs", "Date"],
    [() => user.loginAsUser({ valid_until_ms: /** @type {any} */ (new Date(NaN)) }), "params.valid_until_ms", "Date"],
    [() => user.loginAsUser({ valid_until_ms: /** @type {any} */ ({ toJSON: () => NaN }) }), "params.valid_until_ms", "NaN"],
    [() => client.users.list(/** @type {any} */ (signal)), "params", "AbortSignal"],
    [() => user.deactivateAccount(/** @type {any} */ (signal)), "params", "AbortSignal"],
  ];
  for (const [call, argument, received] of refused) {
    isError(await rejection(call), context.sdk.InvalidArgumentError, { argument, received });
  }
  equal(sent.length, 0, "what was sent");
});

check("what a message shows of a wrong argument is its kind, not its value", async (context) => {
  const { client, user } = fake(context, json({}));
  const secret = "hunter2-hunter2";
  const errors = [
    thrown(() => client.user(secret)),
    await rejection(() => user.resetPassword(secret, /** @type {any} */ (secret))),
    await rejection(() => user.setAdmin(/** @type {any} */ (secret))),
    await rejection(() => user.getMedia(/** @type {any} */ ({ order_by: secret }))),
    await rejection(() => client.request({ method: "GET", path: secret })),
  ];
  for (const error of errors) {
    isError(error, context.sdk.InvalidArgumentError);
    ok(!`${error.stack}${JSON.stringify(error)}`.includes(secret), error.message);
  }
});
