// The bugs of the Python SDK that this one descends from, as far as the User endpoint has them. Each check
// fails on what that SDK does. Three groups: its transport, its User methods, its models.
import {
  ALICE,
  BASE_URL,
  CALLS,
  TOKEN,
  account,
  connection,
  equal,
  fake,
  group,
  html,
  includes,
  isError,
  json,
  last,
  media,
  never,
  ok,
  pusher,
  refusal,
  rejection,
  text,
} from "../tools.js";

/** @typedef {import("../tools.js").Context} Context */

const transport = group("the seed's bugs, transport");
const methods = group("the seed's bugs, User");
const models = group("the seed's bugs, models");

/** @param {string} body */
const parsed = (body) => JSON.parse(body || "null");

// ---- transport

{
  const { check } = transport;

  check("a User can be constructed, in both ways, and then called", async (context) => {
    const { client, sent } = fake(context, json({ admin: true }));
    for (const user of [new context.sdk.User(client, ALICE), client.user(ALICE)]) {
      equal(user.userId, ALICE, "userId");
      equal(await user.isAdmin(), true);
    }
    equal(sent[0], sent[1], "the second request");
  });

  /** @type {[userId: string, encoded: string][]} */
  const ids = [
    ["@a/b:s", "%40a%2Fb%3As"],
    ["@a?b=c:s", "%40a%3Fb%3Dc%3As"],
    ["@a#b:s", "%40a%23b%3As"],
    ["@a%2Fb:s", "%40a%252Fb%3As"],
    ["@100%:s", "%40100%25%3As"],
    ["@a+b&c:s", "%40a%2Bb%26c%3As"],
    ["@a\\b:s", "%40a%5Cb%3As"],
    ["@../..:s", "%40..%2F..%3As"],
    ["@jos\u00e9\ud83d\ude00:s", "%40jos%C3%A9%F0%9F%98%80%3As"],
    ["@a:[::1]:8448", "%40a%3A%5B%3A%3A1%5D%3A8448"],
  ];
  for (const [userId, encoded] of ids) {
    check(
      `${userId} is percent-encoded once and stays in its path segment, in every call`,
      async (context) => {
        for (const { path, call, reply } of Object.values(CALLS)) {
          const { client, sent } = fake(context, json(reply));
          await call(client.user(userId));
          equal(new URL(last(sent).url).pathname, path.replace("{user_id}", encoded), "the path");
        }
      },
    );
  }

  for (const [baseUrl, kept] of [
    ["https://example.com", "https://example.com"],
    ["https://example.com/", "https://example.com"],
    ["https://example.com/sub", "https://example.com/sub"],
    ["https://example.com/sub/", "https://example.com/sub"],
    ["https://example.com/sub/matrix//", "https://example.com/sub/matrix"],
    ["http://localhost:8008", "http://localhost:8008"],
  ]) {
    check(`the base address ${baseUrl} keeps its path`, async (context) => {
      const { client, user, sent } = fake(context, json({ admin: true }), { baseUrl });
      await user.isAdmin();
      equal(client.baseUrl, kept, "baseUrl");
      equal(last(sent).url, `${kept}/_synapse/admin/v1/users/%40alice%3Aexample.com/admin`, "the URL");
    });
  }

  check("bodies are JSON, and say so", async (context) => {
    const { user, sent } = fake(context, json({}));
    await user.setAdmin(true);
    await user.resetPassword("pass & word=\u00e9");
    for (const { headers } of sent) equal(headers["content-type"], "application/json", "Content-Type");
    equal(
      sent.map(({ body }) => parsed(body)),
      [{ admin: true }, { new_password: "pass & word=\u00e9" }],
    );
  });

  check("what has no body says nothing of its type", async (context) => {
    const { user, sent } = fake(context, [json({ admin: true }), json({})]);
    await user.isAdmin();
    await user.shadowBan(false);
    for (const { headers, body } of sent) equal([headers["content-type"], body], [undefined, ""]);
  });

  check("a POST without arguments sends an empty object", async (context) => {
    const { user, sent } = fake(context, json({ id_server_unbind_result: "success", access_token: "a" }));
    await user.shadowBan();
    await user.deactivateAccount();
    await user.loginAsUser();
    equal(
      sent.map(({ body }) => body),
      ["{}", "{}", "{}"],
      "the bodies",
    );
  });

  check("DELETE is sent, with a body too", async (context) => {
    const { client, sent } = fake(context, json({}));
    await client.request({ method: "DELETE", path: "/_synapse/admin/v1/rooms/a", body: { purge: true } });
    equal([last(sent).method, parsed(last(sent).body)], ["DELETE", { purge: true }]);
  });

  check("absent and undefined values are left out, of queries and bodies", async (context) => {
    const reply = {
      users: [],
      media: [],
      deleted_media: [],
      total: 0,
      id_server_unbind_result: "",
      access_token: "",
    };
    const { client, user, sent } = fake(context, json(reply));
    const nothing = { limit: undefined, from: undefined, order_by: undefined, dir: undefined };
    for (const params of [undefined, {}, /** @type {any} */ (nothing)]) {
      await user.getMedia(params);
      await user.deleteMedia(params);
      await client.users.list({ ...params, deactivated: false });
      await user.deactivateAccount(params && { erase: params.limit });
      await user.loginAsUser(params && { valid_until_ms: params.limit });
      await user.resetPassword("a", params && { logout_devices: params.limit });
    }
    for (const { path, body } of sent) {
      ok(!/undefined|null|=&|=$/.test(path) || path.endsWith("deactivated=false"), `it sent ${path}`);
      ok(["", "{}", '{"new_password":"a"}'].includes(body), `it sent ${body}`);
    }
  });

  check("booleans are sent as true and false, arrays by repeating the name", async (context) => {
    const { client, sent } = fake(context, json({ users: [], total: 0 }));
    await client.users.list({ guests: false, locked: true, not_user_type: ["", "bot"] });
    const query = new URL(last(sent).url).searchParams;
    equal(
      [query.get("guests"), query.get("locked"), query.getAll("not_user_type")],
      ["false", "true", ["", "bot"]],
    );
  });

  check(
    "an error keeps status, errcode, body, method, path and the wait that was asked for",
    async (context) => {
      const body = { errcode: "M_LIMIT_EXCEEDED", error: "Too many requests", retry_after_ms: 2000 };
      const { user } = fake(context, json(body, 429), { maxRetries: 0 });
      const path = "/_synapse/admin/v1/users/{user_id}/admin";
      isError(await rejection(() => user.isAdmin()), context.sdk.RateLimitError, {
        status: 429,
        errcode: body.errcode,
        error: body.error,
        retryAfterMs: 2000,
        body,
        method: "GET",
        path,
      });
    },
  );

  check("an error page of a proxy is an error like any other", async (context) => {
    for (const answer of [html(400), html(404), html(503), text("", 404), json([], 400), json("no", 400)]) {
      const { user } = fake(context, answer, { maxRetries: 0 });
      isError(await rejection(() => user.isAdmin()), context.sdk.ApiError, { status: answer.status });
    }
  });

  for (const [name, { call, reply }] of Object.entries(CALLS)) {
    check(`fields that a newer Synapse adds do not break ${name}`, async (context) => {
      const { user } = fake(
        context,
        json({ .../** @type {object} */ (reply), "org.matrix.new": { nested: [1] } }),
      );
      await call(user);
    });
  }

  check("unknown fields stay in the result", async (context) => {
    const added = { new_field: [1, { deep: null }], "org.example.x": 12345678901234567890 };
    const { client, user } = fake(context, [
      json({ joined_rooms: [], total: 0, ...added }),
      json({ users: [account(added)], total: 1 }),
      json({ media: [media(added)], total: 1 }),
      json({ pushers: [pusher(added)], total: 1 }),
      json({
        user_id: ALICE,
        devices: { "": { sessions: [{ connections: [{ ...connection(), ...added }] }] } },
      }),
    ]);
    equal(await user.getRooms(), { joined_rooms: [], total: 0, ...added });
    equal((await client.users.list()).users, [account(added)]);
    equal((await user.getMedia()).media, [media(added)]);
    equal((await user.getAllPushers()).pushers, [pusher(added)]);
    equal((await user.queryCurrentSessions()).devices, { "": [{ ...connection(), ...added }] });
  });

  check("a call can be limited in time, cancelled, and is retried", async (context) => {
    const stuck = fake(context, never).user;
    isError(await rejection(() => stuck.isAdmin({ timeoutMs: 20 })), context.sdk.TimeoutError);
    equal(await rejection(() => stuck.isAdmin({ signal: AbortSignal.abort("stop") })), "stop");
    const { user, sent } = fake(context, [
      refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 1 }),
      json({ admin: true }),
    ]);
    await user.isAdmin();
    equal(sent.length, 2, "the number of attempts");
    equal(
      sent.map(({ headers }) => headers["authorization"]),
      [`Bearer ${TOKEN}`, `Bearer ${TOKEN}`],
      "the token",
    );
  });

  check("which version of an endpoint is called is no concern of the user", async (context) => {
    const { client, sent } = fake(context, json({ users: [], total: 0 }));
    await client.users.list();
    await client.users.list({ deactivated: false });
    await client.users.list({ deactivated: true });
    const paths = sent.map(({ path }) => path);
    equal(paths[0], "/_synapse/admin/v2/users?deactivated=true&locked=true", "both kinds, where true means both");
    equal(paths[1], "/_synapse/admin/v2/users?deactivated=false&locked=true", "active ones");
    equal(paths[2], "/_synapse/admin/v3/users?deactivated=true&locked=true", "deactivated ones");
  });
}

// ---- User

{
  const { check } = methods;

  /**
   * @param {Context} context @param {unknown} reply
   * @param {(user: import("matrix-admin-sdk").User) => unknown} call
   */
  async function once(context, reply, call) {
    const { user, sent } = fake(context, json(reply));
    const result = await call(user);
    equal(sent.length, 1, "the number of requests");
    const { method, url, body } = last(sent);
    return { result, method, query: new URL(url).search, body: parsed(body), text: body };
  }

  const done = { id_server_unbind_result: "success" };

  check("deactivateAccount can erase, with a real boolean", async (context) => {
    const erased = await once(context, done, (user) => user.deactivateAccount({ erase: true }));
    equal([erased.method, erased.body], ["POST", { erase: true }]);
    equal((await once(context, done, (user) => user.deactivateAccount({ erase: false }))).body, {
      erase: false,
    });
    equal((await once(context, done, (user) => user.deactivateAccount())).body, {}, "the body without erase");
  });

  check("deactivateAccount tells what became of the third-party ids", async (context) => {
    for (const id_server_unbind_result of ["success", "no-support", "something-new"]) {
      const { result } = await once(context, { id_server_unbind_result }, (user) => user.deactivateAccount());
      equal(result, { id_server_unbind_result });
    }
  });

  check("resetPassword logs devices out or not, as told, with a real boolean", async (context) => {
    const kept = await once(context, {}, (user) => user.resetPassword("new", { logout_devices: false }));
    equal([kept.method, kept.body], ["POST", { new_password: "new", logout_devices: false }]);
    const out = await once(context, {}, (user) => user.resetPassword("new", { logout_devices: true }));
    equal(out.body, { new_password: "new", logout_devices: true });
    equal((await once(context, {}, (user) => user.resetPassword("new"))).body, { new_password: "new" });
    equal(kept.result, undefined, "the result");
  });

  check("isAdmin is a boolean, and says what kept it from knowing", async (context) => {
    for (const admin of [true, false]) {
      equal((await once(context, { admin }, (user) => user.isAdmin())).result, admin);
    }
    const { user } = fake(context, refusal(404, "M_UNRECOGNIZED"));
    isError(await rejection(() => user.isAdmin()), context.sdk.UnsupportedError, {
      message: /Authentication Service/,
    });
  });

  check("setAdmin is a PUT of a real boolean as JSON", async (context) => {
    for (const admin of [true, false]) {
      const { method, text, result } = await once(context, {}, (user) => user.setAdmin(admin));
      equal([method, text, result], ["PUT", `{"admin":${admin}}`, undefined]);
    }
  });

  check('setAdmin refuses "false", which Synapse would take for true', async (context) => {
    const { user, sent } = fake(context, json({}));
    const error = await rejection(() => user.setAdmin(/** @type {any} */ ("false")));
    isError(error, context.sdk.InvalidArgumentError, { argument: "admin", expected: "boolean" });
    equal(sent.length, 0, "what was sent");
  });

  check("getRooms gives ids and their number", async (context) => {
    const rooms = { joined_rooms: ["!a:b", "!Zm9v"], total: 2 };
    equal((await once(context, rooms, (user) => user.getRooms())).result, rooms);
  });

  check("getData gives the account data by type, whatever their contents", async (context) => {
    const account_data = {
      global: { "m.direct": { [ALICE]: ["!a:b"] }, "m.push_rules": {} },
      rooms: { "!a:b": { "m.fully_read": { event_id: "$a" } } },
    };
    equal((await once(context, { account_data }, (user) => user.getData())).result, { account_data });
  });

  check("getMedia asks for no order unless told, so that the newest come first", async (context) => {
    const none = { media: [], total: 0 };
    const { method, query, body } = await once(context, none, (user) => user.getMedia());
    equal([method, query, body], ["GET", "", null]);
    equal((await once(context, none, (user) => user.getMedia({ limit: 5 }))).query, "?limit=5");
    const sorted = await once(context, none, (user) =>
      user.getMedia({ order_by: "media_length", dir: "b", from: 10 }),
    );
    equal(sorted.query, "?order_by=media_length&dir=b&from=10");
  });

  check("getMedia refuses a direction that there is not", async (context) => {
    const { user, sent } = fake(context, json({ media: [], total: 0 }));
    const error = await rejection(() => user.getMedia({ dir: /** @type {any} */ ("desc") }));
    isError(error, context.sdk.InvalidArgumentError, { argument: "params.dir", expected: '"f" or "b"' });
    equal(sent.length, 0, "what was sent");
  });

  check("getMedia runs over all pages", async (context) => {
    const { user, sent } = fake(context, [
      json({ media: [media({ media_id: "a" }), media({ media_id: "b" })], total: 3, next_token: 2 }),
      json({ media: [media({ media_id: "c" })], total: 3 }),
    ]);
    const ids = [];
    for await (const { media_id } of user.getMedia({ limit: 2, order_by: "media_id" })) ids.push(media_id);
    equal(ids, ["a", "b", "c"]);
    const queries = sent.map(({ url }) => Object.fromEntries(new URL(url).searchParams));
    const same = { limit: "2", order_by: "media_id" };
    equal(queries, [same, { ...same, from: "2" }]);
  });

  check("deleteMedia passes limit, from and order on, and says what it deleted", async (context) => {
    const deleted = { deleted_media: ["a", "b"], total: 2 };
    const params = /** @type {const} */ ({ limit: 2, from: 0, order_by: "created_ts", dir: "f" });
    const { method, query, body, result } = await once(context, deleted, (user) => user.deleteMedia(params));
    equal([method, query, body], ["DELETE", "?limit=2&from=0&order_by=created_ts&dir=f", null]);
    equal(result, deleted);
    equal((await once(context, deleted, (user) => user.deleteMedia())).query, "");
  });

  check("loginAsUser sends valid_until_ms as an integer, and only when given", async (context) => {
    const reply = { access_token: "syt_a" };
    for (const time of [1_700_000_000_000, 1.7e12, 0, 2 ** 53 - 1]) {
      const { text, result } = await once(context, reply, (user) =>
        user.loginAsUser({ valid_until_ms: time }),
      );
      equal(text, `{"valid_until_ms":${time}}`, "the body");
      includes(text, /:\d+}$/, "the body");
      equal(result, reply);
    }
    equal((await once(context, reply, (user) => user.loginAsUser())).text, "{}", "the body without it");
  });

  check("shadowBan bans with POST and lifts the ban with DELETE", async (context) => {
    const all = [];
    for (const ban of [undefined, true, false]) {
      const { method, text, result } = await once(context, {}, (user) => user.shadowBan(ban));
      all.push([method, text, result]);
    }
    equal(all, [
      ["POST", "{}", undefined],
      ["POST", "{}", undefined],
      ["DELETE", "", undefined],
    ]);
  });

  check("shadowBan is sent again after a 503, for twice is the same as once", async (context) => {
    for (const ban of [true, false]) {
      const { user, sent } = fake(context, [html(503), json({})]);
      await user.shadowBan(ban);
      equal(sent[1], sent[0], "the second attempt");
    }
  });

  check("deactivateAccount is not sent again after a 503 or when its time is up", async (context) => {
    const failing = fake(context, html(503));
    isError(await rejection(() => failing.user.deactivateAccount()), context.sdk.ServerError);
    let attempts = 0;
    const stuck = fake(context, [], { fetch: () => (attempts++, never()) });
    const error = await rejection(() => stuck.user.deactivateAccount({}, { timeoutMs: 300 }));
    isError(error, context.sdk.TimeoutError, { sent: true });
    equal([failing.sent.length, attempts], [1, 1], "the attempts");
  });
}

// ---- models

{
  const { check } = models;

  /** @param {Context} context @param {object} devices */
  async function sessions(context, devices) {
    const { user } = fake(context, json({ user_id: ALICE, devices }));
    return (await user.queryCurrentSessions()).devices;
  }
  const [one, two, three, four] = ["10.0.0.1", "10.0.0.2", "10.0.0.3", "::1"].map(connection);

  check("the connections of all sessions of a device are kept, in order", async (context) => {
    const devices = await sessions(context, {
      PHONE: { sessions: [{ connections: [one, two] }, { connections: [three] }, { connections: [] }] },
      LAPTOP: { sessions: [{ connections: [four] }] },
    });
    equal(devices, { PHONE: [one, two, three], LAPTOP: [four] });
  });

  check("a device without sessions stays", async (context) => {
    const devices = await sessions(context, {
      PHONE: { sessions: [] },
      LAPTOP: { sessions: [{ connections: [one] }] },
    });
    equal(devices, { PHONE: [], LAPTOP: [one] });
  });

  check("devices, sessions and connections may be missing", async (context) => {
    const devices = await sessions(context, {
      PHONE: {},
      LAPTOP: { sessions: [{}, { connections: [two] }] },
    });
    equal(devices, { PHONE: [], LAPTOP: [two] });
    const { user } = fake(context, json({ user_id: ALICE }));
    equal(await user.queryCurrentSessions(), { user_id: ALICE, devices: {} });
  });

  check("devices with odd names are kept apart", async (context) => {
    const devices = await sessions(context, {
      "": { sessions: [{ connections: [one] }] },
      'a "b"\\\u00e9': { sessions: [{ connections: [two] }] },
    });
    equal(devices, { "": [one], 'a "b"\\\u00e9': [two] });
  });

  check("media have all fields that Synapse sends", async (context) => {
    const full = media({ url_cache: "https://example.com/", quarantined_by: ALICE, last_access_ts: 1 });
    const { user } = fake(context, json({ media: [full], total: 1 }));
    equal(await user.getMedia(), { media: [full], total: 1 });
  });

  check("media fields that can be null or missing may be", async (context) => {
    const pending = media({
      media_type: null,
      media_length: null,
      upload_name: null,
      url_cache: null,
      last_access_ts: null,
      quarantined_by: null,
      user_id: null,
      authenticated: null,
      sha256: null,
    });
    const { url_cache, user_id, authenticated, sha256, ...old } = media();
    const { user } = fake(context, json({ media: [pending, old], total: 2 }));
    equal((await user.getMedia()).media, [pending, old]);
  });

  check("0 and 1, as servers on SQLite send them, are booleans", async (context) => {
    const items = [
      media({ safe_from_quarantine: 0, authenticated: 1 }),
      media({ safe_from_quarantine: 1, authenticated: 0 }),
    ];
    const { user } = fake(context, json({ media: items, total: 2 }));
    const page = await user.getMedia();
    equal(page.media, [
      media({ safe_from_quarantine: false, authenticated: true }),
      media({ safe_from_quarantine: true, authenticated: false }),
    ]);
  });

  check("a next_token may be a number or a string, and is given as it came", async (context) => {
    for (const next_token of [100, "100"]) {
      const { client, user } = fake(context, json({ users: [], media: [], total: 0, next_token }));
      equal((await user.getMedia()).next_token, next_token);
      equal((await client.users.list()).next_token, next_token);
    }
  });

  check("a list ends where next_token is absent, comes again, or the page is empty", async (context) => {
    const ends = /** @type {const} */ ([
      [[json({ media: [media()], total: 1 })], 1],
      [
        [json({ media: [media()], total: 9, next_token: 1 }), json({ media: [], total: 9, next_token: 2 })],
        1,
      ],
    ]);
    for (const [answers, length] of ends) {
      const { user } = fake(context, [...answers]);
      equal((await user.getMedia().toArray()).length, length, "the number of items");
    }
    const { user } = fake(context, json({ media: [media()], total: 9, next_token: 1 }));
    isError(await rejection(() => user.getMedia().toArray()), context.sdk.ResponseError, {
      at: "next_token",
    });
  });

  check("pushers have enabled and device_id", async (context) => {
    const pushers = [pusher(), pusher({ enabled: false, device_id: null })];
    const { user } = fake(context, json({ pushers, total: 2 }));
    equal(await user.getAllPushers(), { pushers, total: 2 });
  });

  check("pushers of an old Synapse have neither", async (context) => {
    const { enabled, device_id, ...old } = pusher();
    const { user } = fake(context, json({ pushers: [old], total: 1 }));
    equal((await user.getAllPushers()).pushers, [old]);
  });

  check("a pusher's lang, data, names and tag may be null", async (context) => {
    const bare = pusher({
      lang: null,
      data: null,
      app_display_name: null,
      device_display_name: null,
      profile_tag: null,
    });
    const { user } = fake(context, json({ pushers: [bare], total: 1 }));
    equal((await user.getAllPushers()).pushers, [bare]);
  });

  check(
    "a pusher's data is an open object: empty for mail, with a brand or anything else",
    async (context) => {
      const pushers = [
        pusher({ kind: "email", data: {} }),
        pusher({ data: { url: "https://a/", brand: "b", x: [1] } }),
      ];
      const { user } = fake(context, json({ pushers, total: 2 }));
      equal((await user.getAllPushers()).pushers, pushers);
    },
  );
}

export const checks = [...transport.checks, ...methods.checks, ...models.checks];
