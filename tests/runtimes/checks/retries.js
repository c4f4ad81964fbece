// When a call is sent again, how long it may take, and how it is cancelled.
import {
  CALLS,
  equal,
  fake,
  group,
  html,
  includes,
  isError,
  json,
  never,
  ok,
  pause,
  refusal,
  rejection,
} from "../tools.js";

/** @typedef {import("../tools.js").Answer} Answer */

export const { checks, check } = group("retries");

/** The calls that are sent twice only where nothing has happened the first time. */
const ONCE = ["deactivateAccount", "deleteMedia", "loginAsUser"];
const lost = () => new TypeError("connection lost");
const limited = (retry_after_ms = 1) => refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms });

for (const [name, { call, reply }] of Object.entries(CALLS)) {
  const once = ONCE.includes(name);

  check(`${name} is ${once ? "not " : ""}sent again after a 503`, async (context) => {
    const { user, sent } = fake(context, [html(503), json(reply)]);
    if (once) isError(await rejection(() => call(user)), context.sdk.ServerError, { status: 503 });
    else await call(user);
    equal(sent.length, once ? 1 : 2, "the number of attempts");
  });

  check(`${name} is ${once ? "not " : ""}sent again after a lost connection`, async (context) => {
    const { user, sent } = fake(context, [lost(), json(reply)]);
    if (once) isError(await rejection(() => call(user)), context.sdk.ConnectionError);
    else await call(user);
    equal(sent.length, once ? 1 : 2, "the number of attempts");
  });

  check(`${name} is sent again after a 429 with retry_after_ms, the same as before`, async (context) => {
    const { user, sent } = fake(context, [limited(), json(reply)]);
    await call(user);
    equal(sent.length, 2, "the number of attempts");
    equal(sent[1], sent[0], "the second attempt");
  });
}

for (const status of [502, 504]) {
  check(`a read is sent again after a ${status}`, async (context) => {
    const { user, sent } = fake(context, [html(status), json({ admin: true })]);
    equal(await user.isAdmin(), true);
    equal(sent.length, 2, "the number of attempts");
  });
}

for (const [status, errcode] of /** @type {const} */ ([
  [400, "M_UNKNOWN"],
  [401, "M_UNKNOWN_TOKEN"],
  [403, "M_FORBIDDEN"],
  [404, "M_NOT_FOUND"],
  [500, "M_UNKNOWN"],
  [501, "M_UNKNOWN"],
])) {
  check(`nothing is sent again after a ${status}`, async (context) => {
    const { user, sent } = fake(context, refusal(status, errcode));
    isError(await rejection(() => user.isAdmin()), context.sdk.ApiError, { status });
    equal(sent.length, 1, "the number of attempts");
  });
}

check("after two retries the last error is what the call rejects with", async (context) => {
  const { user, sent } = fake(context, [lost(), html(503), html(502)]);
  isError(await rejection(() => user.isAdmin()), context.sdk.ServerError, { status: 502 });
  equal(sent.length, 3, "the number of attempts");
});

check("maxRetries: 0 is one attempt, for the client as for a call", async (context) => {
  const one = fake(context, [html(503), json({ admin: true })], { maxRetries: 0 });
  isError(await rejection(() => one.user.isAdmin()), context.sdk.ServerError);
  equal(one.sent.length, 1, "the number of attempts");
  const other = fake(context, [limited(), json({ admin: true })]);
  isError(await rejection(() => other.user.isAdmin({ maxRetries: 0 })), context.sdk.RateLimitError);
  equal(other.sent.length, 1, "the number of attempts");
});

check("a call's maxRetries counts, not the client's", async (context) => {
  const { user, sent } = fake(context, [limited(), limited(), limited(), json({ admin: true })], {
    maxRetries: 0,
  });
  equal(await user.isAdmin({ maxRetries: 3 }), true);
  equal(sent.length, 4, "the number of attempts");
});

check("the wait that the server asks for is kept", async (context) => {
  const { user } = fake(context, [limited(400), json({ admin: true })]);
  const start = Date.now();
  await user.isAdmin();
  ok(Date.now() - start >= 395, `it waited ${Date.now() - start} ms`);
});

check("a wait that would end after the time limit is not begun", async (context) => {
  const { user, sent } = fake(context, limited(100_000));
  const start = Date.now();
  const error = await rejection(() => user.isAdmin({ timeoutMs: 20_000 }));
  isError(error, context.sdk.RateLimitError, { retryAfterMs: 100_000 });
  ok(Date.now() - start < 10_000, "it waited all the same");
  equal(sent.length, 1, "the number of attempts");
});

check("client.request sends only a GET again after a 503", async (context) => {
  const read = fake(context, [html(503), json({})]);
  await read.client.request({ method: "GET", path: "/a" });
  equal(read.sent.length, 2, "the attempts of a GET");
  for (const method of /** @type {const} */ (["POST", "PUT", "DELETE"])) {
    const { client, sent } = fake(context, [html(503), json({})]);
    isError(await rejection(() => client.request({ method, path: "/a" })), context.sdk.ServerError);
    equal(sent.length, 1, `the attempts of a ${method}`);
  }
});

// ---- time limits

check("a fetch that never ends is a TimeoutError", async (context) => {
  const { user } = fake(context, never);
  const error = await rejection(() => user.isAdmin({ timeoutMs: 60 }));
  isError(error, context.sdk.TimeoutError, { timeoutMs: 60, sent: true, code: "TIMEOUT", method: "GET" });
  includes(error.message, "60 ms", "the message");
});

check("a body that never ends is a TimeoutError", async (context) => {
  const endless = () => new Response(new ReadableStream({ pull: never }), { status: 200 });
  const { user } = fake(context, endless);
  isError(await rejection(() => user.isAdmin({ timeoutMs: 60 })), context.sdk.TimeoutError, { sent: true });
});

check("a token that never comes is a TimeoutError of a call that was not sent", async (context) => {
  const { user, sent } = fake(context, json({}), { accessToken: never, timeoutMs: 60 });
  isError(await rejection(() => user.setAdmin(true)), context.sdk.TimeoutError, {
    timeoutMs: 60,
    sent: false,
  });
  equal(sent.length, 0, "what was sent");
});

check("the time limit covers all attempts and the waiting between them", async (context) => {
  const slow = async () => {
    await pause(80);
    return limited();
  };
  const { user } = fake(context, slow, { maxRetries: 100, timeoutMs: 500 });
  const start = Date.now();
  await rejection(() => user.isAdmin());
  ok(Date.now() - start < 30_000, `it took ${Date.now() - start} ms`);
});

check("the request's own signal ends with the time limit", async (context) => {
  /** @type {Request | undefined} */
  let seen;
  const { user } = fake(context, [], { fetch: (request) => ((seen = request), never()) });
  await rejection(() => user.isAdmin({ timeoutMs: 300 }));
  ok(seen?.signal.aborted, "the request goes on");
});

// ---- cancelling

/** @type {[name: string, reason: unknown][]} */
const REASONS = [
  ["an Error", new Error("enough")],
  ["a string", "enough"],
  ["a number", 0],
  ["null", null],
  ["an object", { why: "enough" }],
  ["a function", () => {}],
];
for (const [name, reason] of REASONS) {
  check(`a call aborted with ${name} rejects with it`, async (context) => {
    const controller = new AbortController();
    const { user } = fake(context, () => {
      controller.abort(reason);
      return never();
    });
    equal(await rejection(() => user.isAdmin({ signal: controller.signal })), reason, "what it rejects with");
  });

  check(`a call that was aborted with ${name} before sends nothing`, async (context) => {
    const { user, sent } = fake(context, json({ admin: true }));
    equal(
      await rejection(() => user.isAdmin({ signal: AbortSignal.abort(reason) })),
      reason,
      "what it rejects with",
    );
    await pause(5);
    equal(sent.length, 0, "what was sent");
  });
}

check("a call aborted without a reason rejects with the signal's AbortError", async (context) => {
  const controller = new AbortController();
  const { user } = fake(context, () => {
    controller.abort();
    return never();
  });
  const error = await rejection(() => user.isAdmin({ signal: controller.signal }));
  equal(error, controller.signal.reason, "what it rejects with");
  equal(error.name, "AbortError", "its name");
});

check("a call whose signal has no reason at all still rejects", async (context) => {
  const signal = Object.defineProperty(AbortSignal.abort(), "reason", { value: undefined });
  const { user, sent } = fake(context, json({ admin: true }));
  equal(await rejection(() => user.isAdmin({ signal })), undefined, "what it rejects with");
  equal(sent.length, 0, "what was sent");
});

check("an aborted token function, wait, body or list sends nothing more", async (context) => {
  const during =
    /** @type {[string, (stop: () => void) => import("../tools.js").Options & { answer: Answer }][]} */ ([
      ["the token", (stop) => ({ answer: json({}), accessToken: () => (stop(), never()) })],
      ["the wait", (stop) => ({ answer: () => (setTimeout(stop, 20), limited(40_000)) })],
      [
        "the body",
        (stop) => ({
          answer: () => (setTimeout(stop, 20), new Response(new ReadableStream({ pull: never }))),
        }),
      ],
    ]);
  for (const [what, make] of during) {
    const controller = new AbortController();
    const { answer, ...options } = make(() => controller.abort("enough"));
    const { user, sent } = fake(context, answer, options);
    const start = Date.now();
    equal(
      await rejection(() => user.isAdmin({ signal: controller.signal })),
      "enough",
      `aborted during ${what}`,
    );
    ok(Date.now() - start < 30_000, `${what} was waited for`);
    equal(sent.length, what === "the token" ? 0 : 1, `what was sent, aborted during ${what}`);
  }
});

check("a call that has ended leaves no listener on its signal", async (context) => {
  const { signal } = new AbortController();
  let listeners = 0;
  const [add, remove] = [signal.addEventListener, signal.removeEventListener];
  Object.assign(signal, {
    addEventListener: (/** @type {any} */ ...args) => (listeners++, add.apply(signal, args)),
    removeEventListener: (/** @type {any} */ ...args) => (listeners--, remove.apply(signal, args)),
  });
  const { user } = fake(context, [json({ admin: true }), refusal(404, "M_NOT_FOUND"), json({ admin: true })]);
  await user.isAdmin({ signal });
  await rejection(() => user.isAdmin({ signal }));
  await user.isAdmin({ signal });
  equal(listeners, 0, "the number of listeners left");
});

check("AbortSignal.timeout and AbortSignal.any work as signals", async (context) => {
  const { user } = fake(context, never);
  const error = await rejection(() => user.isAdmin({ signal: AbortSignal.timeout(30) }));
  equal(error.name, "TimeoutError", "its name");
  ok(!(error instanceof context.sdk.MatrixAdminError), "it is an error of the package");
  const signal = AbortSignal.any([new AbortController().signal, AbortSignal.abort("enough")]);
  equal(await rejection(() => user.isAdmin({ signal })), "enough", "what it rejects with");
});
