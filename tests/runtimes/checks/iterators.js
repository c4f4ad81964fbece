// What is iterated and is no list of the server's: accounts not in use, new reports, all of a user.
import { account, ALICE, details, equal, fake, group, isError, json, media, never, ok, pause, refusal, rejection } from "../tools.js";

export const { checks, check } = group("iterators");

const DAY_MS = 86_400_000;
const now = Date.now();

/** @param {AsyncIterable<any>} items */
async function all(items) {
  const found = [];
  for await (const item of items) found.push(item);
  return found;
}

/** @param {AsyncIterable<any>} items */
const first = (items) => rejection(async () => items[Symbol.asyncIterator]().next());

check("accounts that were seen since, or never, or are closed are not inactive", async (context) => {
  const [old, longAgo] = [now - 9 * DAY_MS, now - 99 * DAY_MS];
  const users = [
    account({ name: "@old:s", last_seen_ts: old }),
    account({ name: "@new:s", last_seen_ts: now - DAY_MS }),
    account({ name: "@never:s", last_seen_ts: null }),
    account({ name: "@closed:s", last_seen_ts: 1, deactivated: true }),
    account({ name: "@older:s", last_seen_ts: longAgo }),
    account({ name: "@logged-out:s", last_seen_ts: longAgo }),
  ];
  const { last_seen_ts, ...unknown } = account({ name: "@unknown:s" });
  const seen = new Map([["@old:s", null], ["@older:s", old], ["@logged-out:s", now - DAY_MS]]);
  const answer = (/** @type {{ path: string }} */ { path }) => {
    const [, id] = /v2\/users\/(.+)/.exec(path) ?? [];
    if (id) return json(details({ name: decodeURIComponent(id), last_seen_ts: seen.get(decodeURIComponent(id)) }));
    return json(path.includes("from=") ? { users: [unknown], total: 7 } : { users, next_token: "6", total: 7 });
  };
  const names = async (/** @type {any} */ params) => {
    const { client, sent } = fake(context, answer);
    const found = await all(client.users.inactive({ since: now - 7 * DAY_MS, ...params }));
    const asked = sent.map(({ path }) => /(?:users.(?=@)|from=)(.+)/.exec(decodeURIComponent(path))?.[1]);
    // The next page is asked for ahead.
    equal(asked.toSorted(), ["6", "@logged-out:s", "@old:s", "@older:s", undefined], "which pages and accounts were asked for");
    return found.map(({ name }) => name);
  };
  equal(await names({}), ["@old:s", "@older:s"], "without those never seen");
  equal(await names({ neverSeen: "skip" }), ["@old:s", "@older:s"], "the same, said");
  equal(await names({ neverSeen: "include" }), ["@old:s", "@never:s", "@older:s", "@unknown:s"], "with those never seen");
});

check("a time in seconds or in the future is refused before anything is sent", async (context) => {
  const { client, sent } = fake(context, json({}));
  const { InvalidArgumentError } = context.sdk;
  const [seconds, future] = ["a number that looks like seconds", "a time in the future"];
  for (const [ms, received] of /** @type {const} */ ([[Math.round(now / 1000), seconds], [now + DAY_MS, future]])) {
    isError(await first(client.users.inactive({ since: ms })), InvalidArgumentError, { argument: "params.since", received });
    const cleanUp = await rejection(() => client.media.cleanUp({ before_ts: ms }));
    isError(cleanUp, InvalidArgumentError, { argument: "params.before_ts", received });
  }
  const wrong = /** @type {any} */ ({ since: now, neverseen: "skip" });
  isError(await first(client.users.inactive(wrong)), InvalidArgumentError, { argument: "params.neverseen" });
  isError(await first(client.users.inactive(/** @type {any} */ ({}))), InvalidArgumentError);
  const options = /** @type {any} */ ({ timeoutMs: 0 });
  isError(await first(client.users.inactive({ since: now - 1 }, options)), InvalidArgumentError);
  equal(sent, [], "what was sent");
});

check("inactive accounts are items of bulk, and an abort loses none that was begun", async (context) => {
  const users = [0, 1, 2].map((number) => account({ name: `@u${number}:s`, last_seen_ts: 1 }));
  const { client } = fake(context, ({ path }) => json(/users\/./.test(path) ? details() : { users, total: 3 }));
  const controller = new AbortController();
  const idle = client.users.inactive({ since: now - 1 }, { signal: controller.signal });
  const { done, failed } = await client.bulk(idle, ({ name }) => {
    if (name === "@u1:s") controller.abort();
    return name;
  }, { concurrency: 1, signal: controller.signal });
  equal([done.map(({ value }) => value), failed], [["@u0:s", "@u1:s"], []], "what is done");
});

/** @param {number} id @param {number} [received_ts] */
const report = (id, received_ts = now) => ({ id, received_ts, target_user_id: ALICE, user_id: "@bob:s", reason: null });

/** A server with reports, whose list is `list`: ids, or the answer to give. @param {any} context @param {(asked: number) => number[] | Response | Error} list */
const reporting = (context, list) => {
  let asked = 0;
  return fake(context, ({ path }) => {
    const answer = list(asked++);
    if (!Array.isArray(answer)) {
      if (answer instanceof Error) throw answer;
      return answer;
    }
    const limit = Number(/limit=(\d+)/.exec(path)?.[1]);
    const user_reports = [...answer].sort((one, other) => other - one).slice(0, limit).map((id) => report(id));
    return json({ user_reports, total: answer.length, ...(answer.length > limit && { next_token: limit }) });
  }, { maxRetries: 0 });
};
const upTo = (/** @type {number} */ count) => Array.from({ length: count }, (_, index) => index + 1);

/** The ids of the first reports. @param {AsyncIterable<any>} reports @param {number} count */
async function ids(reports, count) {
  const found = [];
  for await (const { id } of reports) {
    found.push(id);
    if (found.length === count) break;
  }
  return found;
}

check("without after only reports that come later are told, the oldest first, each once", async (context) => {
  const { client } = reporting(context, (asked) => upTo([3, 3, 5, 5, 6][asked] ?? 6));
  equal(await ids(client.userReports.watch({}, { everyMs: 1 }), 3), [4, 5, 6], "what is told");
  const none = reporting(context, (asked) => upTo(asked));
  equal(await ids(none.client.userReports.watch(undefined, { everyMs: 1 }), 2), [1, 2], "where there was none");
});

check("behind a report each is told once, however many came at once", async (context) => {
  for (const count of [99, 100, 101, 1_000, 2_345]) {
    const { client } = reporting(context, () => upTo(count + 7));
    equal(await ids(client.userReports.watch({ after: 7 }, { everyMs: 1 }), count), upTo(count + 7).slice(7), `${count} at once`);
  }
});

check("a report with the id of one that was deleted is told, once: a server that restarts gives that again", async (context) => {
  const [old, again, next] = [report(2), report(2, now + 5), report(3, now + 9)];
  for (const [after, told] of /** @type {const} */ ([[undefined, []], [0, [report(1, now - 1), old]]])) {
    const lists = [[old, report(1, now - 1)], [], [again], [again], [next, again]];
    const { client } = fake(context, () => json({ user_reports: lists.length > 1 ? lists.shift() : lists[0], total: 2 }));
    const found = [];
    for await (const one of client.userReports.watch(after === undefined ? {} : { after }, { everyMs: 1 })) {
      found.push(one);
      if (one.id === 3) break;
    }
    equal(found, [...told, again, next], `after ${after}`);
  }
});

check("questions that fail for a while are asked again, and no report is lost", async (context) => {
  const failures = [new TypeError("connection refused"), refusal(502, "M_UNKNOWN"), json({ error: "down" }, 503), refusal(429, "M_LIMIT_EXCEEDED")];
  const { client } = reporting(context, (asked) => failures[asked] ?? upTo(4));
  equal(await ids(client.userReports.watch({ after: 2 }, { everyMs: 1 }), 2), [3, 4], "what is told");
  for (const [status, errcode, Expected] of /** @type {const} */ ([
    [401, "M_UNKNOWN_TOKEN", "AuthenticationError"],
    [403, "M_FORBIDDEN", "PermissionDeniedError"],
    [404, "M_UNRECOGNIZED", "UnsupportedError"],
  ])) {
    const refusing = reporting(context, () => refusal(status, errcode));
    isError(await first(refusing.client.userReports.watch({}, { everyMs: 1 })), context.sdk[Expected]);
    equal(refusing.sent.length, 1, "how often it was asked");
  }
});

check("watching ends with the signal, without an error, also while it waits or asks", async (context) => {
  const waiting = reporting(context, () => []);
  const asking = fake(context, () => never());
  for (const { client } of [waiting, asking]) {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), 30);
    equal(await all(client.userReports.watch({ after: 0 }, { signal: controller.signal })), [], "what is told");
  }
  const { client, sent } = reporting(context, () => upTo(3));
  equal(await all(client.userReports.watch({ after: 0 }, { signal: AbortSignal.abort() })), [], "what is told after the abort");
  equal(sent, [], "what was sent");
  const controller = new AbortController();
  const told = [];
  for await (const { id } of client.userReports.watch({ after: 0 }, { signal: controller.signal })) {
    told.push(id);
    controller.abort();
  }
  equal(told, [1], "what is told before the abort: the others come again behind it");
});

check("whoever stops watching does not wait", async (context) => {
  const { client } = reporting(context, () => []);
  const watching = client.userReports.watch({ after: 0 });
  const next = watching.next();
  await pause(20);
  equal([await watching.return(), await next], [{ value: undefined, done: true }, { value: undefined, done: true }], "the end");
});

check("wrong arguments of watch are told at the first step", async (context) => {
  const { client, sent } = fake(context, json({}));
  const { InvalidArgumentError } = context.sdk;
  for (const everyMs of [0, -1, 0.5, NaN, Infinity, 2 ** 31, "5", null]) {
    const error = await first(client.userReports.watch({}, { everyMs: /** @type {any} */ (everyMs) }));
    isError(error, InvalidArgumentError, { argument: "options.everyMs" });
  }
  isError(await first(client.userReports.watch({}, { signal: /** @type {any} */ ({}) })), InvalidArgumentError);
  isError(await first(client.userReports.watch({}, /** @type {any} */ ({ every: 5 }))), InvalidArgumentError);
  isError(await first(client.userReports.watch({ after: -1 })), InvalidArgumentError, { argument: "params.after" });
  equal(sent, [], "what was sent");
});

/** A server that holds a user; `other` answers before it. @param {any} context @param {(path: string) => Response | undefined} [other] */
const holding = (context, other = () => undefined) =>
  fake(context, ({ path }) => {
    const own = other(path);
    if (own) return own;
    if (path.includes("/download/")) return new Response("bytes");
    if (path.includes("/media")) return json({ media: [media()], total: 1 });
    if (path.includes("/event_reports")) return json({ event_reports: [], total: 0 });
    if (path.includes("/user_reports")) return json({ user_reports: [report(1), { ...report(2), user_id: ALICE }, { ...report(3), target_user_id: `${ALICE}.org`, user_id: `${ALICE}.org` }], total: 3 });
    if (path.includes("/whois")) return json({ user_id: ALICE, devices: {} });
    if (path.includes("/devices")) return json({ devices: [], total: 0 });
    if (path.includes("/joined_rooms")) return json({ joined_rooms: [], total: 0 });
    if (path.includes("/memberships")) return json({ memberships: { "!a:b": "join" } });
    if (path.includes("/accountdata")) return json({ account_data: { global: {}, rooms: {} } });
    if (path.includes("/pushers")) return json({ pushers: [], total: 0 });
    if (path.includes("/override_ratelimit")) return json({});
    if (path.includes("/experimental_features")) return json({ features: {} });
    return json(details({ name: ALICE, suspended: false }));
  });

check("an export has each part, files if asked, and only what is the user's", async (context) => {
  const { user } = holding(context);
  const parts = await all(user.export({ media: true }));
  const names = ["account", "sessions", "devices", "rooms", "memberships", "account_data", "pushers", "ratelimit", "experimental_features"];
  const reports = ["event_reports_by", "event_reports_about", "user_reports_by", "user_reports_about"];
  equal(parts.map(({ part }) => part), [...names, ...reports, "media", "file"], "the parts");
  const data = (/** @type {string} */ name) => parts.find(({ part }) => part === name).data;
  equal([data("account").name, data("memberships")], [ALICE, { "!a:b": "join" }], "what they hold");
  const reported = ["user_reports_by", "user_reports_about"].map((name) => data(name).map((/** @type {any} */ { id }) => id));
  equal(reported, [[2], [1, 2]], "which reports");
  equal([data("media").length, parts.at(-1).media_id, new TextDecoder().decode(data("file"))], [1, media().media_id, "bytes"], "the files");
  equal((await all(holding(context).user.export())).length, names.length + reports.length + 1, "how many parts there are without files");
});

check("what a server does not have is a part with an error, and any other error ends an export", async (context) => {
  const { NotFoundError, ServerError, UnsupportedError } = context.sdk;
  const old = holding(context, (path) => {
    if (path.includes("/memberships")) return refusal(404, "M_UNRECOGNIZED");
    if (path.includes("/download/")) return refusal(404, "M_NOT_FOUND");
    return undefined;
  });
  const parts = await all(old.user.export({ media: true }));
  isError(parts.find(({ part }) => part === "memberships").error, UnsupportedError);
  isError(parts.at(-1).error, NotFoundError);
  equal(parts.filter((part) => "error" in part).length, 2, "how many are missing");
  const broken = holding(context, (path) => (path.includes("/devices") ? refusal(500, "M_UNKNOWN") : undefined));
  const told = [];
  const error = await rejection(async () => {
    for await (const { part } of broken.user.export()) told.push(part);
  });
  isError(error, ServerError);
  equal(told, ["account", "sessions"], "what was told before");
});

check("an abort ends an export with its reason; what was told is had", async (context) => {
  const { user } = holding(context);
  const controller = new AbortController();
  /** @type {string[]} */
  const told = [];
  const reason = await rejection(async () => {
    for await (const { part } of user.export({}, { signal: controller.signal })) {
      told.push(part);
      if (part === "devices") controller.abort("enough");
    }
  });
  equal([reason, told], ["enough", ["account", "sessions", "devices"]], "what it comes to");
  isError(await first(user.export(/** @type {any} */ ({ files: true }))), context.sdk.InvalidArgumentError);
});

check("a clean-up tells what is deleted also when it is cancelled before the cache", async (context) => {
  const { client } = fake(context, ({ path }) => (path.includes("purge_media_cache") ? never() : json({ deleted_media: ["a", "b"], total: 2 })));
  const controller = new AbortController();
  /** @type {unknown[]} */
  const told = [];
  const reason = await rejection(() =>
    client.media.cleanUp({ before_ts: now - DAY_MS, remote: true }, {
      signal: controller.signal,
      onProgress: (done) => {
        told.push(done);
        setTimeout(() => controller.abort("enough"), 10);
      },
    }),
  );
  equal([reason, told], ["enough", [{ local: 2, remote: null, bytes: null }]], "what is told");
});

check("a clean-up that only looks counts what the server would delete, over all pages", async (context) => {
  const old = { created_ts: 1_000, last_access_ts: null };
  const files = [
    media(old),
    media({ ...old, last_access_ts: now }),
    media({ created_ts: now, last_access_ts: 1_000 }),
    media({ ...old, quarantined_by: "@admin:s" }),
    media({ ...old, safe_from_quarantine: true }),
    media({ ...old, media_length: null }),
    media({ ...old, media_length: 10 }),
    media({ created_ts: null, last_access_ts: null }),
  ];
  const many = Array.from({ length: 500 }, () => media(old));
  const { client, sent } = fake(context, ({ path }) => {
    if (!path.includes("statistics")) return json({ media: path.includes("user0") ? files : path.includes("from=0") ? many : [media(old)], total: 0 });
    const user = (/** @type {string | null} */ user_id) => ({ user_id, displayname: null, media_count: 1, media_length: 1 });
    return json({ users: [user("@user0:s"), user(null), user("@user1:s")], total: 3 });
  });
  /** @type {number[]} */
  const told = [];
  const planned = await client.media.cleanUp({ before_ts: now - DAY_MS, size_gt: 10, remote: true, dryRun: true }, { onProgress: ({ local }) => void told.push(local) });
  equal(planned, { local: 503, remote: null, bytes: 503 * 68 }, "what it would be");
  equal(told, [2, 503], "the progress");
  ok(sent.every(({ method }) => method === "GET"), "something was changed");
});
