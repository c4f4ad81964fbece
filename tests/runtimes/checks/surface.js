// What the package exports, and how its errors look.
import { ALICE, equal, fake, group, includes, isError, json, ok, refusal, rejection } from "../tools.js";

export const { checks, check } = group("the package");

/** Each error class, its code, and the class it extends. */
const ERRORS = /** @type {const} */ ([
  ["MatrixAdminError", "MATRIX_ADMIN", "Error"],
  ["ApiError", "API", "MatrixAdminError"],
  ["AuthenticationError", "AUTHENTICATION", "ApiError"],
  ["PermissionDeniedError", "PERMISSION_DENIED", "ApiError"],
  ["NotFoundError", "NOT_FOUND", "ApiError"],
  ["ConflictError", "CONFLICT", "ApiError"],
  ["RateLimitError", "RATE_LIMIT", "ApiError"],
  ["UnsupportedError", "UNSUPPORTED", "ApiError"],
  ["ServerError", "SERVER", "ApiError"],
  ["ConnectionError", "CONNECTION", "MatrixAdminError"],
  ["TimeoutError", "TIMEOUT", "MatrixAdminError"],
  ["ResponseError", "RESPONSE", "MatrixAdminError"],
  ["JobError", "JOB", "MatrixAdminError"],
  ["InvalidArgumentError", "INVALID_ARGUMENT", "MatrixAdminError"],
  ["BulkError", "BULK", "MatrixAdminError"],
  ["RefusedError", "REFUSED", "MatrixAdminError"],
  ["LoadError", "LOAD", "MatrixAdminError"],
]);

const CLASSES = [
  "BackgroundUpdates",
  "EventReports",
  "Events",
  "Federation",
  "MatrixAdminClient",
  "Media",
  "RegistrationTokens",
  "Room",
  "Rooms",
  "ScheduledTasks",
  "Server",
  "ServerNotices",
  "Statistics",
  "User",
  "UserReports",
  "Users",
];

check("init can be awaited any number of times, also at once", async ({ sdk }) => {
  equal(sdk.default, sdk.init, "the default export");
  equal(await Promise.all([sdk.init(), sdk.default(), sdk.init()]), [undefined, undefined, undefined]);
  equal(await sdk.init(), undefined);
});

check("everything its types declare is there when it runs", ({ sdk }) => {
  const values = [...ERRORS.map(([name]) => name), ...CLASSES, "default", "init", "initSync"];
  // What Node adds for `require`.
  const exported = Object.keys(sdk).filter((name) => name !== "__esModule");
  equal(exported.sort(), values.sort(), "the list of exports");
  for (const name of values) equal(typeof (/** @type {any} */ (sdk)[name]), "function", name);
});

for (const [name, code, parent] of ERRORS) {
  check(`${name} is an Error with its own name and code`, ({ sdk }) => {
    const Class = sdk[name];
    const error = Object.create(Class.prototype);
    const above = parent === "Error" ? Error : sdk[parent];
    ok(
      error instanceof above && error instanceof Error && error instanceof sdk.MatrixAdminError,
      `not a ${parent}`,
    );
    equal(Object.getPrototypeOf(Class), above, "what it extends");
    equal(Class.name, name, "the name of the class");
    equal(error.name, name, "name");
    equal(error.code, code, "code");
  });
}

check("an error has a stack and prints as its name and message", async (context) => {
  const { user } = fake(context, refusal(404, "M_NOT_FOUND"));
  const error = await rejection(() => user.isAdmin());
  includes(error.stack, "NotFoundError", "the stack");
  includes(String(error), /^NotFoundError: GET .* 404 M_NOT_FOUND/, "the printed error");
  equal(Object.prototype.toString.call(error), "[object Error]");
});

check("an error becomes JSON with its name, code, message and fields", async (context) => {
  const { user } = fake(context, refusal(403, "M_FORBIDDEN"));
  const error = await rejection(() => user.isAdmin());
  equal(JSON.parse(JSON.stringify(error)), {
    name: "PermissionDeniedError",
    code: "PERMISSION_DENIED",
    message: error.message,
    status: 403,
    errcode: "M_FORBIDDEN",
    error: "because M_FORBIDDEN",
    body: { errcode: "M_FORBIDDEN", error: "because M_FORBIDDEN" },
    method: "GET",
    path: "/_synapse/admin/v1/users/{user_id}/admin",
  });
});

check("the handles are what the classes say", (context) => {
  const { sdk } = context;
  const { client, user } = fake(context, json({}));
  ok(client instanceof sdk.MatrixAdminClient, "the client is no MatrixAdminClient");
  ok(user instanceof sdk.User, "client.user() gives no User");
  ok(client.users instanceof sdk.Users, "client.users is no Users");
  equal(user.userId, ALICE, "userId");
});

check("a class can be made of the client's", ({ sdk }) => {
  class Mine extends sdk.MatrixAdminClient {
    alice() {
      return this.user(ALICE);
    }
  }
  const mine = new Mine({ baseUrl: "https://matrix.example.com", accessToken: "token" });
  ok(mine instanceof Mine && mine instanceof sdk.MatrixAdminClient, "it is no instance of its classes");
  equal(mine.alice().userId, ALICE);
});

check("the client, its handles, its lists and its jobs have a tag, so that Vue puts no proxy around them", async (context) => {
  const { client, user } = fake(context, json({ delete_id: "d", users: [], total: 0 }));
  const list = client.users.list();
  const tagged = Object.entries({
    MatrixAdminClient: client,
    User: user,
    Users: client.users,
    Job: client.rooms.deletion("d"),
    Promise: list,
  });
  equal(tagged.map(([, value]) => Object.prototype.toString.call(value)), tagged.map(([tag]) => `[object ${tag}]`));
  await list;
});

check("the client shows its address and what it is, and can be shown as JSON", (context) => {
  const { client } = fake(context, json({}), { baseUrl: "https://example.com/matrix" });
  equal([`${client}`, JSON.stringify(client)], ["[object MatrixAdminClient]", '{"baseUrl":"https://example.com/matrix"}']);
  const inspect = /** @type {any} */ (globalThis).process?.getBuiltinModule?.("node:util")?.inspect;
  for (const part of inspect ? ["MatrixAdminClient {", "https://example.com/matrix"] : []) {
    includes(inspect(client), part, "what is shown");
  }
});

check("a call begins where a fake clock holds microtasks back, as Jest's does", async (context) => {
  const { queueMicrotask } = globalThis;
  const restore = () => void (globalThis.queueMicrotask = queueMicrotask);
  // Until it is sent, for Node's own Response needs them.
  const { user } = fake(context, () => (restore(), json({ admin: true })));
  globalThis.queueMicrotask = () => {};
  try {
    equal(await user.isAdmin(), true);
  } finally {
    restore();
  }
});

check("calls are sent at once, each in the asynchronous context that it is made in", async (context) => {
  const { AsyncLocalStorage } = /** @type {any} */ (globalThis).process?.getBuiltinModule?.("node:async_hooks") ?? {};
  const storage = AsyncLocalStorage ? new AsyncLocalStorage() : { run: (/** @type {string} */ _, /** @type {() => any} */ call) => call(), getStore: () => "any" };
  /** @type {string[]} */
  const seen = [];
  const fetch = async () => (seen.push(storage.getStore()), json({ admin: false }));
  const { user } = fake(context, json({}), { fetch });
  const calls = ["one", "another"].map((name) => storage.run(name, () => user.isAdmin()));
  equal(seen, AsyncLocalStorage ? ["one", "another"] : ["any", "any"]);
  await Promise.all(calls);
});

/** Where the frames of a stack are, but for line and column. @param {unknown} error */
function frames(error) {
  const lines = String(/** @type {any} */ (error).stack).split("\n").map((line) => line.trim());
  return lines.filter((line) => /:\d+:\d+\)?$/.test(line)).map((line) => line.replace(/:\d+:\d+\)?$/, ""));
}

/** Nothing is the last call of its function: for such, JavaScriptCore keeps no frame. @type {[string, (sdk: any, client: any) => unknown[]][]} */
const MISTAKES = [
  ["a client without options", (sdk) => [new sdk.MatrixAdminClient()]],
  ["a wrong id", (_, client) => [client.user("alice")]],
  ["a handle of something else", (sdk) => [new sdk.User({}, ALICE)]],
  ["a wrong argument", (_, client) => [client.user(ALICE).resetPassword(7)]],
  ["a wrong argument of a list", (_, client) => [client.users.list({ limit: -1 })]],
  ["a wrong option", (_, client) => [client.user(ALICE).isAdmin({ signal: 7 })]],
  ["a wrong request", (_, client) => [client.request({ method: "GET", path: "nowhere" })]],
  ["a method of something else", (sdk) => [sdk.User.prototype.isAdmin.call({})]],
  ["a wrong option of a run", (_, client) => [client.bulk([], () => {}, { concurrency: 0 })]],
  ["a wrong option of a job", (_, client) => [client.rooms.deletion("d").status({ signal: 7 })]],
  ["a wrong option of a list", (_, client) => [client.users.list().toArray({ limit: -1 })]],
];

for (const [what, mistake] of MISTAKES) {
  check(`${what} is told with the line that did it on top of the stack`, async (context) => {
    const { client } = fake(context, json({ users: [], total: 0 }));
    /** @type {unknown} */
    let mine;
    const error = await rejection(async () => {
      mine = new Error("here");
      const [made] = mistake(context.sdk, client);
      return made;
    });
    isError(error, context.sdk.InvalidArgumentError, {});
    equal(frames(error)[1], frames(mine)[0], "the frame below the line of the mistake");
    ok(!error.stack.includes("wasm"), `functions of WebAssembly are on it: ${error.stack}`);
  });
}

check("a mistake is told with the line that did it where another line awaits the call", async (context) => {
  const { user } = fake(context, json({}));
  const mistake = () => [new Error("here"), user.resetPassword(/** @type {any} */ (7)), 0];
  const [mine, call] = mistake();
  try {
    await call;
  } catch (error) {
    return equal(frames(error)[0], frames(mine)[0], "the line on top");
  }
  throw new Error("it was not refused");
});

/** @type {[string, (client: any) => PromiseLike<unknown>][]} */
const FAILURES = [
  ["a failed call", (client) => client.user(ALICE).isAdmin()],
  ["a failed page of a list", (client) => client.users.list()],
  ["a failed list", (client) => client.users.list().toArray()],
  ["a failed look at a job", (client) => client.rooms.deletion("d").status()],
  ["a failed closing of an account", (client) => client.user(ALICE).offboard()],
  ["a failed request", (client) => client.request({ method: "GET", path: "/nowhere" })],
];

for (const [what, call] of FAILURES) {
  check(`${what} has the line that awaits it on its stack, where that can be known`, async (context) => {
    const { client } = fake(context, refusal(404, "M_NOT_FOUND"));
    const awaits = async () => void (await call(client));
    const error = await rejection(awaits);
    isError(error, context.sdk.NotFoundError);
    if (!["Node", "Deno", "workerd", "Chrome"].includes(context.platform)) return;
    const mine = fileOf(frames(new Error("here"))[0]);
    ok(frames(error).some((line) => fileOf(line) === mine), `the line of the check is not on it: ${error.stack}`);
    ok(!error.stack.includes("wasm:"), `functions of WebAssembly are on it: ${error.stack}`);
  });
}

/** The file of a frame. @param {string | undefined} line */
const fileOf = (line = "") => line.match(/[^\s(]+$/)?.[0].replace(/\)$/, "");

check("client.request calls any path with the client's token and errors", async (context) => {
  const version = { server_version: "1.163.2" };
  const { client, sent } = fake(context, [json(version), refusal(404, "M_NOT_FOUND")]);
  const path = "/_synapse/admin/v1/server_version";
  equal(await client.request({ method: "GET", path, query: { a: [1, true], b: undefined } }), version);
  equal(sent[0]?.path, `${path}?a=1&a=true`, "the target");
  includes(sent[0]?.headers["authorization"], /^Bearer \S+$/, "Authorization");
  const error = await rejection(() => client.request({ method: "PUT", path, body: { n: 1 } }));
  isError(error, context.sdk.NotFoundError, { method: "PUT", path });
  equal(sent[1]?.body, '{"n":1}', "the body");
});
