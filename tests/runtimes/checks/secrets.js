// How the token gets to the server, and that neither it nor a password is anywhere else.
import {
  ALICE,
  BASE_URL,
  CALLS,
  TOKEN,
  equal,
  fake,
  group,
  html,
  isError,
  json,
  never,
  ok,
  refusal,
  rejection,
  text,
  thrown,
} from "../tools.js";

export const { checks, check } = group("secrets");

const PASSWORD = "correct horse battery staple";

/** The runtime's own way of showing a value, where it has one. */
const inspect =
  /** @type {any} */ (globalThis).Deno?.inspect ??
  /** @type {any} */ (globalThis).Bun?.inspect ??
  /** @type {any} */ (globalThis).process?.getBuiltinModule?.("node:util")?.inspect;

/**
 * Everything that can be read of a value: its properties, hidden, inherited and nested ones too, and each
 * text that the language or the runtime makes of it.
 *
 * @param {unknown} value
 * @param {Set<unknown>} [seen]
 * @returns {string}
 */
function readable(value, seen = new Set()) {
  if ((typeof value !== "object" && typeof value !== "function") || !value) return String(value);
  if (seen.has(value)) return "";
  seen.add(value);
  const texts = [`${value}`, JSON.stringify(value), inspect?.(value, { showHidden: true, depth: 10 })];
  for (let owner = value; owner && owner !== Object.prototype; owner = Object.getPrototypeOf(owner)) {
    for (const key of Reflect.ownKeys(owner)) {
      try {
        texts.push(String(key), readable(Reflect.get(owner, key, value), seen));
      } catch {
        // A getter of a prototype that is asked for nothing in particular.
      }
    }
  }
  return texts.join("\n");
}

/** @param {unknown} value @param {string} [what] */
function tellsNoSecret(value, what = "it") {
  const everything = readable(value);
  for (const secret of [TOKEN, PASSWORD, TOKEN.slice(0, 12)]) {
    ok(!everything.includes(secret), `${what} shows a secret: ${everything.slice(0, 200)}`);
  }
}

// ---- the token

/** @type {[name: string, accessToken: string | (() => string | Promise<string>)][]} */
const TOKENS = [
  ["a string", TOKEN],
  ["what a function returns", () => TOKEN],
  ["what an async function returns", async () => TOKEN],
];
for (const [name, accessToken] of TOKENS) {
  check(`a token that is ${name} is sent once, as Bearer`, async (context) => {
    const { user, sent } = fake(context, json({ admin: true }), { accessToken });
    await user.isAdmin();
    await user.isAdmin();
    equal(
      sent.map((request) => request.headers["authorization"]),
      [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`],
    );
    ok(
      !sent.some(({ url, body }) => url.includes(TOKEN) || body.includes(TOKEN)),
      "it is in the URL or the body",
    );
  });
}

check("a token function is asked before each attempt", async (context) => {
  let asked = 0;
  const accessToken = async () => `token-${++asked}`;
  const answers = [html(503), refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 1 }), json({ admin: true })];
  const { user, sent } = fake(context, answers, { accessToken });
  await user.isAdmin();
  const tokens = ["Bearer token-1", "Bearer token-2", "Bearer token-3"];
  equal(
    sent.map((request) => request.headers["authorization"]),
    tokens,
  );
});

check("a token function that fails is passed on as the cause, and nothing is sent", async (context) => {
  for (const cause of [new Error("logged out"), "logged out", undefined]) {
    const accessToken = () => Promise.reject(cause);
    const { user, sent } = fake(context, json({}), { accessToken });
    const error = await rejection(() => user.isAdmin());
    isError(error, context.sdk.MatrixAdminError, { cause, message: /token/ });
    equal(sent.length, 0, "what was sent");
  }
});

check("a token function that throws at once is passed on as the cause", async (context) => {
  const cause = new Error("logged out");
  const accessToken = () => {
    throw cause;
  };
  const { user } = fake(context, json({}), { accessToken });
  isError(await rejection(() => user.isAdmin()), context.sdk.MatrixAdminError, { cause });
});

for (const [name, token] of /** @type {const} */ ([
  ["nothing", undefined],
  ["null", null],
  ["an empty string", ""],
  ["an object", {}],
  ["a string with a line break", `${TOKEN}\r\nX: y`],
])) {
  check(`a token function that gives ${name} is an InvalidArgumentError`, async (context) => {
    const accessToken = /** @type {any} */ (() => token);
    const { user, sent } = fake(context, json({}), { accessToken });
    const error = await rejection(() => user.isAdmin());
    isError(error, context.sdk.InvalidArgumentError, { message: /accessToken/ });
    tellsNoSecret(error, "the error");
    equal(sent.length, 0, "what was sent");
  });
}

check("the only headers are Authorization and, with a body, Content-Type", async (context) => {
  for (const { call, reply } of Object.values(CALLS)) {
    const { user, sent } = fake(context, json(reply));
    await call(user);
    for (const { headers, body } of sent) {
      const expected = body ? ["authorization", "content-type"] : ["authorization"];
      equal(Object.keys(headers).sort(), expected, "the headers");
    }
  }
});

check("cookies are not sent along", async (context) => {
  /** @type {string | undefined} */
  let credentials;
  const { user } = fake(
    context,
    (_, request) => ((credentials = request.credentials), json({ admin: true })),
  );
  await user.isAdmin();
  // Bun keeps no cookies, and says the same of every Request.
  equal(credentials ?? "omit", context.platform === "Bun" ? "include" : "omit", "credentials");
});

// ---- where secrets must not be

check("the client and its handles do not show the token", (context) => {
  const { client, user } = fake(context, json({}));
  for (const handle of [client, user, client.users]) tellsNoSecret(handle);
});

check("the client and its handles become JSON without pointers into memory", (context) => {
  const { client, user } = fake(context, json({}));
  const texts = [client, user, client.users].map(
    (handle) => `${JSON.stringify(handle)}${inspect?.(handle) ?? ""}`,
  );
  ok(!texts.join().includes("__wbg_ptr"), texts.join(" "));
});

/** @param {string} text */
const escaped = (text) => text.replace(/[^]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);

/** How a server or a proxy may write down what it was sent. @type {((echo: string) => string)[]} */
const ECHOES = [
  (echo) => `<p>${echo}</p>`,
  (echo) => JSON.stringify({ errcode: "M_UNKNOWN", error: echo, [echo]: echo }),
  (echo) => `{"errcode":"M_UNKNOWN","error":"${escaped(echo)}","${escaped(echo)}":["${escaped(echo)}"]}`,
  // Cut off in the middle of the token, by what is kept of a long text.
  (echo) => "x".repeat(1000 - "Bearer ".length - 13) + echo,
  (echo) => JSON.stringify({ errcode: "M_UNKNOWN", error: "x".repeat(1000 - "Bearer ".length - 13) + echo }),
];

check("no error of the server, the network or the clock shows the token or a password", async (context) => {
  const answers = /** @type {import("../tools.js").Answer[]} */ ([
    ...[400, 401, 403, 404, 405, 409, 429, 500, 502].map((status) => refusal(status, "M_UNKNOWN")),
    refusal(404, "M_UNRECOGNIZED"),
    html(502),
    html(200),
    text("", 200),
    json([]),
    new Response(null, { status: 302 }),
    new TypeError("fetch failed"),
    never,
    ...ECHOES.map((write) => (/** @type {import("../tools.js").Sent} */ { headers, body }) =>
      text(write(`${headers["authorization"]} ${body}`), 400),
    ),
  ]);
  for (const answer of answers) {
    const { client, user } = fake(context, answer, { maxRetries: 0, timeoutMs: 40 });
    for (const call of [
      () => user.resetPassword(PASSWORD),
      () => user.isAdmin(),
      () => user.getMedia({ limit: 5 }),
      () =>
        client.request({ method: "POST", path: "/_matrix/client/v3/login", body: { password: PASSWORD } }),
    ]) {
      tellsNoSecret(await rejection(call).catch(() => undefined), "the error");
    }
  }
});

check("no wrong argument is shown, for it may be a misplaced secret", async (context) => {
  const { sdk } = context;
  const { client, user, sent } = fake(context, json({}));
  const any = /** @type {any} */ (TOKEN);
  const errors = [
    thrown(() => new sdk.MatrixAdminClient(any)),
    thrown(() => new sdk.MatrixAdminClient({ baseUrl: TOKEN, accessToken: TOKEN })),
    thrown(
      () => new sdk.MatrixAdminClient({ baseUrl: `https://me:${TOKEN}@example.com`, accessToken: TOKEN }),
    ),
    thrown(
      () => new sdk.MatrixAdminClient({ baseUrl: `${BASE_URL}/?access_token=${TOKEN}`, accessToken: TOKEN }),
    ),
    thrown(() => new sdk.MatrixAdminClient({ baseUrl: BASE_URL, accessToken: `${TOKEN} ` })),
    thrown(() => new sdk.MatrixAdminClient({ baseUrl: BASE_URL, accessToken: `Bearer ${TOKEN}` })),
    thrown(() => new sdk.MatrixAdminClient({ baseUrl: BASE_URL, accessToken: any, timeoutMs: any })),
    thrown(() => client.user(TOKEN)),
    thrown(() => new sdk.User(any, ALICE)),
    await rejection(() => user.resetPassword(PASSWORD, /** @type {any} */ (PASSWORD))),
    await rejection(() => user.resetPassword(/** @type {any} */ ({ password: PASSWORD }))),
    await rejection(() => user.resetPassword(PASSWORD, { logout_devices: /** @type {any} */ (PASSWORD) })),
    await rejection(() => user.setAdmin(/** @type {any} */ (PASSWORD))),
    await rejection(() => user.getMedia({ order_by: any })),
    await rejection(() => user.isAdmin({ timeoutMs: any })),
    await rejection(() => client.request({ method: "GET", path: `/?access_token=${TOKEN}` })),
  ];
  for (const error of errors) {
    isError(error, sdk.InvalidArgumentError);
    tellsNoSecret(error, "the error");
  }
  equal(sent.length, 0, "what was sent");
});

check("an error names the documented path, not whom it was about", async (context) => {
  const { user } = fake(context, refusal(404, "M_NOT_FOUND"), { maxRetries: 0 });
  const error = await rejection(() => user.isAdmin());
  ok(!readable(error).includes("alice"), "it shows the user ID");
});
