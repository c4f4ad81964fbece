// What is called before `init` was awaited: in browsers, before the WebAssembly is there. Programs do so first of all.
import { account, ALICE, details, equal, group, isError, json, rejection } from "../tools.js";

export const { checks, check } = group("before init");

/** @typedef {Awaited<ReturnType<typeof begin>>} Early */

const PAGES = [
  { users: [account()], total: 2, next_token: "1" },
  { users: [account({ name: "@bob:example.com", last_seen_ts: 1_500_000_000_000 })], total: 2 },
];

/** @param {Request} request */
async function answer(request) {
  const { pathname, searchParams } = new URL(request.url);
  if (pathname.endsWith("/admin")) return json({ admin: true });
  if (pathname.endsWith("/users")) return json(PAGES[Number(searchParams.get("from"))]);
  if (pathname.includes("/delete_status/")) return json({ delete_id: "d", status: "complete", shutdown_room: null });
  if (pathname.endsWith(encodeURIComponent("@bob:example.com"))) return json(details({ name: "@bob:example.com" }));
  if (pathname.endsWith("/whoami")) return json({ user_id: "@admin:example.com" });
  if (pathname.endsWith("/server_version")) return json({ server_version: "1.163.2" });
  if (pathname.includes("/registration_tokens/")) return json({ errcode: "M_NOT_FOUND", error: "no" }, 404);
  return json({ deactivated: false, suspended: false, erased: false, devices: [], joined_rooms: [], media: [], total: 0 });
}

/** @param {import("../tools.js").Sdk} sdk */
export async function begin(sdk) {
  const options = { baseUrl: "https://matrix.example.com/", accessToken: "token", fetch: answer };
  const client = new sdk.MatrixAdminClient(options);
  const alice = client.user(ALICE);
  options.baseUrl = "https://elsewhere.example.com";
  const stranger = unlessRefused(() => client.user("alice"));
  const [missing, waited] = await Promise.allSettled([sdk.init("/nowhere.wasm"), alice.isAdmin()]);

  const closing = alice.offboard({ dryRun: true, erase: true });
  const job = client.rooms.deletion("d");
  const list = client.users.list();
  const atOnce = [client.baseUrl, alice.userId, job.id, closing.steps, closing.state.erase];
  const idle = async () => {
    const names = [];
    for await (const { name } of client.users.inactive({ since: 1_600_000_000_000 })) names.push(name);
    return names;
  };
  const calls = {
    get: alice.isAdmin(),
    request: client.request({ method: "GET", path: "/_synapse/admin/v1/server_version" }),
    page: list,
    items: list.toArray(),
    status: job.status(),
    wait: job.wait(),
    plan: closing,
    idle: idle(),
    changed: changed(sdk),
    many: client.bulk([ALICE], (id, call) => client.user(id).isAdmin(call)),
    id: (async () => client.user("alice").isAdmin())(),
    argument: alice.getMedia({ limit: -1 }),
    options: (async () => new sdk.MatrixAdminClient(/** @type {any} */ ({ baseUrl: 7 })).users.list())(),
  };
  const settled = await Promise.allSettled(Object.values(calls));
  const replies = Object.fromEntries(Object.keys(calls).map((name, index) => [name, /** @type {any} */ (settled[index])]));
  // Nobody knew of its wrong id before.
  const strange = stranger && [rejection(() => stranger.isAdmin()), rejection(() => stranger.getMedia())];
  return { missing, waited, client, atOnce, replies, closing, strange: await Promise.allSettled(strange ?? []) };
}

/** @template T @param {() => T} make */
function unlessRefused(make) {
  try {
    return make();
  } catch {
    return undefined;
  }
}

/** What is sent of what is changed after the call. @param {import("../tools.js").Sdk} sdk */
async function changed(sdk) {
  /** @type {string[]} */
  const sent = [];
  const fetch = async (/** @type {Request} */ request) => {
    sent.push(`${new URL(request.url).search}${await request.text()}`);
    return json({ users: [], total: 0 });
  };
  const client = new sdk.MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: "token", fetch });
  const [query, body] = [{ limit: 1 }, { secret: { deep: ["yes"] } }];
  const calls = [client.users.list(query), client.request({ method: "POST", path: "/x", body })];
  query.limit = 2;
  body.secret.deep[0] = "no";
  await Promise.all(calls);
  return sent.sort();
}

check("where loading fails, that is the failure of init and of what waited for it, and says what to do", ({ sdk, early, platform }) => {
  const ready = ["Node", "Deno", "Bun", "workerd"].includes(platform);
  const { missing, waited } = early;
  equal([missing.status, waited.status], ready ? ["fulfilled", "fulfilled"] : ["rejected", "rejected"]);
  if (missing.status === "fulfilled" || waited.status === "fulfilled") return;
  isError(missing.reason, sdk.LoadError, { code: "LOAD", message: /^the WebAssembly cannot be loaded: ./ });
  equal(waited.reason === missing.reason, true, "the same error");
});

check("calls load the WebAssembly by themselves, and resolve to what they always do", ({ early }) => {
  const { get, request, status, wait, many } = early.replies;
  equal([get.value, request.value, many.value.done], [true, { server_version: "1.163.2" }, [{ item: ALICE, value: true }]]);
  equal([status.value.status, wait.value.status], ["complete", "complete"], "the job");
});

check("a list is its first page, and all its items", ({ early }) => {
  const { page, items, idle } = early.replies;
  equal(page.value, PAGES[0], "the page");
  equal(items.value.map((/** @type {any} */ { name }) => name), [ALICE, "@bob:example.com"], "the items");
  equal(idle.value, ["@bob:example.com"], "what is iterated and is no list");
});

check("what is running has no steps, and then those that it has", ({ early }) => {
  const { plan } = early.replies;
  equal(plan.value.steps.map((/** @type {any} */ { step }) => step), ["lock", "rooms", "redact", "media", "deactivate"], "the plan");
  equal(early.closing.state, plan.value, "its state in the end");
});

check("clients, handles and jobs have what they are made for at once", ({ early, platform }) => {
  const ready = ["Node", "Deno", "Bun", "workerd"].includes(platform);
  const [baseUrl, userId, id, steps, erase] = early.atOnce;
  equal([userId, id, erase], [ALICE, "d", true]);
  if (!ready) equal([baseUrl, steps], ["https://matrix.example.com/", []], "what is not judged yet");
  equal(early.client.baseUrl, "https://matrix.example.com", "the address once it is judged");
});

check("what is handed in is taken as it is then, and may be changed afterwards", ({ early }) => {
  equal(early.replies.changed.value, ["?limit=1&deactivated=true&locked=true", '{"secret":{"deep":["yes"]}}'], "what is sent");
});

check("a call of what was made wrong before rejects", ({ sdk, early, platform }) => {
  const ready = ["Node", "Deno", "Bun", "workerd"].includes(platform);
  equal(early.strange.length, ready ? 0 : 2, "how many are called");
  for (const { value } of /** @type {any[]} */ (early.strange)) isError(value, sdk.InvalidArgumentError, { argument: "userId" });
});

check("what is wrong is told by the call", ({ sdk, early }) => {
  const { id, argument, options } = early.replies;
  isError(id.reason, sdk.InvalidArgumentError, { argument: "userId" });
  isError(argument.reason, sdk.InvalidArgumentError, { argument: "params.limit" });
  isError(options.reason, sdk.InvalidArgumentError, { argument: "options.baseUrl" });
});
