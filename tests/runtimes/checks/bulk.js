// Many at once: what became of each, and what ends it.
import { account, equal, fake, group, isError, json, never, ok, pause, refusal, rejection } from "../tools.js";

export const { checks, check } = group("many at once");

/** @typedef {import("../tools.js").Context} Context */

const numbers = (/** @type {number} */ count) => Array.from({ length: count }, (_, number) => number);
const userId = (/** @type {number} */ number) => `@user${number}:example.com`;
const sorted = (/** @type {number[]} */ list) => [...list].sort((one, other) => one - other);

check("each item is done once, and what it came to is told with it", async (context) => {
  const { client, sent } = fake(context, ({ path }) => json({ admin: path.includes("user3") }));
  const { done, failed, rest } = await client.bulk(numbers(10), (item, call) => client.user(userId(item)).isAdmin(call));
  equal(sorted(done.map(({ item }) => item)), numbers(10), "the items");
  equal(done.filter(({ value }) => value), [{ item: 3, value: true }], "what is true");
  equal([failed, rest, sent.length], [[], [], 10], "what failed, what is left, what was sent");
});

check("it goes on after a failure, however that comes, and tells of each", async (context) => {
  const { client } = fake(context, ({ path }) => (path.includes("user1") ? refusal(404, "M_NOT_FOUND") : json({ admin: true })));
  const own = new Error("my own");
  const { done, failed } = await client.bulk(numbers(5), async (item, call) => {
    if (item === 2) throw own;
    if (item === 3) throw undefined;
    return client.user(userId(item)).isAdmin(call);
  });
  equal(sorted(done.map(({ item }) => item)), [0, 4], "what is done");
  equal(sorted(failed.map(({ item }) => item)), [1, 2, 3], "what failed");
  const errors = Object.fromEntries(failed.map(({ item, error }) => [item, error]));
  isError(errors[1], context.sdk.NotFoundError, { errcode: "M_NOT_FOUND" });
  ok(errors[2] === own, "the error is the one that was thrown");
  equal([3 in errors, errors[3]], [true, undefined], "what was thrown");
});

check("what the function throws at once, or gives without a promise, counts as well", async (context) => {
  const { client } = fake(context, json({}));
  const { done, failed } = await client.bulk(["a", "b"], (item) => {
    if (item === "a") throw new RangeError("at once");
    return item.length;
  });
  equal(done, [{ item: "b", value: 1 }], "what is done");
  equal(failed.map(({ item, error }) => [item, String(error)]), [["a", "RangeError: at once"]], "what failed");
});

check("as many are under way as concurrency says, by default 4, and no more", async (context) => {
  const { client } = fake(context, json({}));
  for (const [concurrency, expected] of /** @type {const} */ ([[undefined, 4], [1, 1], [7, 7], [100, 20]])) {
    let [running, most] = [0, 0];
    await client.bulk(
      numbers(20),
      async () => {
        most = Math.max(most, ++running);
        await pause(2);
        running--;
      },
      { concurrency },
    );
    equal(most, expected, `the most at once with ${concurrency}`);
  }
});

check("with one at a time they are done in their order", async (context) => {
  const { client } = fake(context, json({}));
  const { done } = await client.bulk(numbers(10), (item) => pause(item % 3), { concurrency: 1 });
  equal(done.map(({ item }) => item), numbers(10), "the order");
});

check("it takes a Set, a Map, a generator, what only arrives later, and nothing at all", async (context) => {
  const { client } = fake(context, json({}));
  const done = async (/** @type {any} */ items) =>
    (await client.bulk(items, (/** @type {any} */ item) => item, { concurrency: 1 })).done.map(({ item }) => item);
  equal(await done(new Set([1, 2])), [1, 2], "a Set");
  equal(await done(new Map([["a", 1]])), [["a", 1]], "a Map");
  equal(await done((function* () { yield* [1, 2]; })()), [1, 2], "a generator");
  equal(await done((async function* () { yield 1; await pause(1); yield 2; })()), [1, 2], "what arrives later");
  equal(await done([]), [], "nothing");
  equal(await done([undefined, null]), [undefined, null], "items that are nothing");
});

check("progress tells of each item, with counts", async (context) => {
  const { client } = fake(context, json({}));
  /** @type {any[]} */
  const told = [];
  const each = (/** @type {number} */ item) => (item === 1 ? Promise.reject("no") : item);
  await client.bulk(numbers(3), each, { concurrency: 1, onProgress: (progress) => void told.push(progress) });
  equal(
    told,
    [
      { item: 0, done: 1, failed: 0, total: 3 },
      { item: 1, error: "no", done: 1, failed: 1, total: 3 },
      { item: 2, done: 2, failed: 1, total: 3 },
    ],
    "what it tells",
  );
  told.length = 0;
  const later = (async function* () { yield 5; })();
  await client.bulk(later, each, { onProgress: (progress) => void told.push(progress) });
  equal(told, [{ item: 5, done: 1, failed: 0 }], "of items whose number nobody knows");
});

check("a hook for progress that throws changes nothing", async (context) => {
  const { client } = fake(context, json({}));
  const onProgress = () => { throw new Error("mine"); };
  const { done } = await client.bulk(numbers(3), (item) => item, { onProgress });
  equal(done.length, 3, "how many are done");
});

check("without keepValues the result holds only what failed", async (context) => {
  const { client } = fake(context, json({}));
  let last = 0;
  const { done, failed } = await client.bulk(numbers(5), (item) => (item === 2 ? Promise.reject("no") : item), {
    keepValues: false,
    onProgress: (progress) => { last = progress.done; },
  });
  equal([done, failed, last], [[], [{ item: 2, error: "no" }], 4], "what is done, what failed, what was counted");
});

check("an abort begins nothing more, cancels what is under way, and loses no item", async (context) => {
  const { client, sent } = fake(context, ({ path }) => (/user[01]\b/.test(path) ? json({ admin: true }) : never()));
  const controller = new AbortController();
  const run = client.bulk(numbers(10), (item, call) => client.user(userId(item)).isAdmin(call), {
    concurrency: 3,
    signal: controller.signal,
  });
  while (sent.length < 5) await pause(1);
  controller.abort("enough");
  const { done, failed, rest } = await run;
  equal(sorted(done.map(({ item }) => item)), [0, 1], "what is done");
  equal(sorted(failed.map(({ item }) => item)), [2, 3, 4], "what was cancelled");
  equal(failed.map(({ error }) => error), ["enough", "enough", "enough"], "why");
  equal(rest, [5, 6, 7, 8, 9], "what was not begun");
  equal(sent.length, 5, "how many were sent");
});

check("what comes to its end at the moment of the abort is not lost", async (context) => {
  const { client } = fake(context, json({}));
  const controller = new AbortController();
  const stopping = async (/** @type {number} */ item) => {
    if (item === 1) controller.abort("enough");
    return item;
  };
  const outcome = await client.bulk(numbers(4), stopping, { concurrency: 1, signal: controller.signal });
  equal(outcome, { done: [{ item: 0, value: 0 }, { item: 1, value: 1 }], failed: [], rest: [2, 3] }, "what it comes to");
});

check("an abort ends even what pays no heed to it", async (context) => {
  const { client } = fake(context, json({}));
  const controller = new AbortController();
  const run = client.bulk(numbers(2), never, { signal: controller.signal, concurrency: 1 });
  await pause(5);
  controller.abort("enough");
  equal(await run, { done: [], failed: [{ item: 0, error: "enough" }], rest: [1] }, "what it comes to");
});

check("with a signal that is aborted already, nothing is begun and everything is left", async (context) => {
  const { client } = fake(context, json({}));
  const { done, failed, rest } = await client.bulk(numbers(3), (item) => item, { signal: AbortSignal.abort("no") });
  equal([done, failed, rest], [[], [], [0, 1, 2]], "what it comes to");
});

check("what is left may be more than a call takes arguments, and may end in an error of its own", async (context) => {
  const { client } = fake(context, json({}));
  const many = await client.bulk(numbers(300_000), (item) => item, { signal: AbortSignal.abort() });
  equal([many.rest.length, many.rest.at(-1)], [300_000, 299_999], "what is left");
  const controller = new AbortController();
  const items = (function* () {
    yield* [1, 2];
    throw new RangeError("broken");
  })();
  const run = client.bulk(items, () => controller.abort("enough"), { signal: controller.signal, concurrency: 1 });
  const error = await rejection(() => run);
  isError(error, context.sdk.BulkError, { outcome: { done: [{ item: 1, value: undefined }], failed: [], rest: [2] } });
});

check("an abort while the items are waited for ends it, and tells who gives them", async (context) => {
  const { client } = fake(context, json({}));
  const controller = new AbortController();
  let [closed, resume] = [false, () => {}];
  const items = (async function* () {
    try {
      yield 1;
      await new Promise((resolve) => (resume = () => resolve(undefined)));
      yield 2;
    } finally {
      closed = true;
    }
  })();
  const run = client.bulk(items, (item) => item, { signal: controller.signal });
  await pause(5);
  controller.abort();
  equal(await run, { done: [{ item: 1, value: 1 }], failed: [], rest: [] }, "what it comes to");
  resume();
  await pause(5);
  ok(closed, "the generator was not ended");
});

check("whoever gives the items is asked for one after the other, as in a loop", async (context) => {
  const { client } = fake(context, json({}));
  let [asked, waiting] = [0, 0];
  const items = {
    [Symbol.asyncIterator]: () => ({
      next: async () => {
        equal(waiting++, 0, "how often it is asked already");
        const value = asked;
        await pause(1);
        asked = value + 1;
        waiting--;
        return { value, done: value >= 9 };
      },
    }),
  };
  const { done } = await client.bulk(items, (item) => pause(item % 3));
  equal(done.map(({ item }) => item).sort(), numbers(9), "the items");
  equal(asked, 10, "how often it was asked");
});

check("an abort while items without an end are waited for ends whoever gives them", async (context) => {
  const { client } = fake(context, json({}));
  for (const concurrency of [1, 4]) {
    const controller = new AbortController();
    let closed = false;
    const items = (async function* () {
      try {
        for (let number = 0; ; number++) {
          await pause(5);
          yield number;
        }
      } finally {
        closed = true;
      }
    })();
    const run = client.bulk(items, (item) => item === 2 && controller.abort(), { signal: controller.signal, concurrency });
    const { done, failed, rest } = await run;
    equal([done.length, failed, rest], [3, [], []], "what it comes to");
    await pause(30);
    ok(closed, "the generator was not ended");
  }
});

check("whoever gives the items may fail when it is ended", async (context) => {
  const { client } = fake(context, json({}));
  const fails = () => {
    throw new RangeError("broken");
  };
  for (const end of [fails, async () => fails()]) {
    const controller = new AbortController();
    const items = { [Symbol.asyncIterator]: () => ({ next: async () => ({ value: 1, done: false }), return: end }) };
    const run = client.bulk(items, () => controller.abort(), { signal: controller.signal, concurrency: 1 });
    equal(await run, { done: [{ item: 1, value: undefined }], failed: [], rest: [] }, "what it comes to");
  }
});

check("a list that fails, and of which nothing is begun, is no failure", async (context) => {
  const { client } = fake(context, refusal(403, "M_FORBIDDEN"));
  const signal = AbortSignal.abort("no");
  for (const list of [client.users.list(), client.users.list({}, { signal })]) {
    equal(await client.bulk(list, (user) => user, { signal }), { done: [], failed: [], rest: [] }, "what it comes to");
  }
  await pause(20);
});

check("what failed and what is left can be handed in again", async (context) => {
  const { client } = fake(context, json({}));
  const controller = new AbortController();
  /** @type {number[]} */
  const begun = [];
  const first = await client.bulk(
    numbers(6),
    (item) => {
      begun.push(item);
      if (item === 1) throw new Error("not now");
      if (item === 3) controller.abort();
      return item === 3 ? never() : item;
    },
    { concurrency: 1, signal: controller.signal },
  );
  const again = [...first.failed.map(({ item }) => item), ...first.rest];
  equal(again, [1, 3, 4, 5], "what is handed in again");
  const second = await client.bulk(again, (item) => item);
  equal(sorted([...first.done, ...second.done].map(({ item }) => item)), numbers(6), "what is done in the end");
});

/** @param {number} count */
const page = (count, from = 0) => ({
  users: numbers(count).map((number) => account({ name: userId(from + number) })),
  total: 250,
  ...(from + count < 250 && { next_token: String(from + count) }),
});

check("a list is read as it is wanted, never more than a page ahead", async (context) => {
  let pages = 0;
  const { client } = fake(context, ({ path }) => {
    pages++;
    const from = Number(new URL(path, "http://x").searchParams.get("from") ?? 0);
    return json(page(Math.min(100, 250 - from), from));
  });
  /** @type {[number, number][]} */
  const ahead = [];
  let begun = 0;
  const { done } = await client.bulk(client.users.list(), async (user) => {
    ahead.push([++begun, pages]);
    await pause(0);
    return user.name;
  });
  equal(done.length, 250, "how many are done");
  const read = ahead.find(([begun, pages]) => pages > Math.ceil(begun / 100) + 1);
  equal(read, undefined, "an item when more than a page ahead was read");
});

check("when a page of the items cannot be had it rejects, with what became of those before", async (context) => {
  const answers = [json(page(100)), refusal(403, "M_FORBIDDEN")];
  const { client } = fake(context, answers);
  const error = await rejection(() => client.bulk(client.users.list(), (user) => user.name));
  isError(error, context.sdk.BulkError, { code: "BULK", message: /see cause/ });
  isError(error.cause, context.sdk.PermissionDeniedError);
  equal(error.outcome.done.length, 100, "how many are done");
  equal([error.outcome.failed, error.outcome.rest], [[], []], "what failed, and what is left");
});

check("when an iterator throws it rejects, and what is under way is waited for", async (context) => {
  const { client } = fake(context, json({}));
  const items = (function* () {
    yield 1;
    throw new RangeError("broken");
  })();
  const error = await rejection(() => client.bulk(items, async (item) => (await pause(5), item)));
  isError(error, context.sdk.BulkError, { outcome: { done: [{ item: 1, value: 1 }], failed: [], rest: [] } });
  equal(error.cause.message, "broken", "the cause");
});

check("when the server tells one call to wait, all of them do", async (context) => {
  let limited = 0;
  /** @type {number[]} */
  const times = [];
  /** @type {(value?: unknown) => void} */
  let tell = () => {};
  const told = new Promise((resolve) => (tell = resolve));
  const answer = () => {
    const now = Date.now();
    if (limited === 0) {
      limited = now;
      return refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 200 });
    }
    times.push(now - limited);
    return json({ admin: true });
  };
  const { client } = fake(context, answer, { onResponse: tell });
  const { done } = await client.bulk(numbers(12), async (item, call) => {
    // So that others begin while the first one is told to wait.
    if (item > 0) await told;
    return client.user(userId(item)).isAdmin(call);
  });
  equal([done.length, times.length], [12, 12], "how many are done, and were answered");
  equal(times.filter((ms) => ms < 190), [], "calls that were sent too early, in ms");
});

check("a refusal for too many requests that is final holds the others back, too", async (context) => {
  let limited = 0;
  /** @type {number[]} */
  const times = [];
  const { client } = fake(
    context,
    () => {
      if (limited === 0) {
        limited = Date.now();
        return refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 200 });
      }
      times.push(Date.now() - limited);
      return json({ admin: true });
    },
    { maxRetries: 0 },
  );
  const { done, failed } = await client.bulk(numbers(6), async (item, call) => client.user(userId(item)).isAdmin(call), {
    concurrency: 1,
  });
  equal(failed.map(({ item }) => item), [0], "what failed");
  isError(failed[0]?.error, context.sdk.RateLimitError);
  equal(done.length, 5, "how many are done");
  equal(times.filter((ms) => ms < 190), [], "calls that were sent too early, in ms");
});

check("when the server tells a call of a run within a run to wait, the outer one does, too", async (context) => {
  let limited = 0;
  /** @type {number[]} */
  const times = [];
  /** @type {(value?: unknown) => void} */
  let tell = () => {};
  const told = new Promise((resolve) => (tell = resolve));
  const answer = () => {
    if (limited === 0) {
      limited = Date.now();
      return refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 200 });
    }
    times.push(Date.now() - limited);
    return json({ admin: true });
  };
  const { client } = fake(context, answer, { onResponse: tell });
  const each = (/** @type {number} */ item, /** @type {{ signal: AbortSignal }} */ call) => client.user(userId(item)).isAdmin(call);
  const { done } = await client.bulk(
    [1, 2],
    async (item, call) => {
      // So that others begin while the first one is told to wait.
      if (item > 1) await told;
      return client.bulk(numbers(2), each, { ...call, concurrency: 1 });
    },
  );
  equal([done.length, times.length], [2, 4], "how many are done, and were answered");
  equal(times.filter((ms) => ms < 190), [], "calls that were sent too early, in ms");
});

check("a time to wait that no timer can hold is waited for all the same", async (context) => {
  /** @type {(value?: unknown) => void} */
  let tell = () => {};
  const told = new Promise((resolve) => (tell = resolve));
  const answer = () => refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 10 ** 12 });
  const { client, sent } = fake(context, answer, { onResponse: tell });
  const controller = new AbortController();
  const run = client.bulk(numbers(3), (item, call) => client.user(userId(item)).isAdmin(call), {
    concurrency: 1,
    signal: controller.signal,
  });
  await told;
  await pause(50);
  const timers = globalThis.setTimeout;
  let set = 0;
  globalThis.setTimeout = /** @type {any} */ ((/** @type {any[]} */ ...values) => (set++, /** @type {any} */ (timers)(...values)));
  await new Promise((later) => timers(() => later(undefined), 50));
  globalThis.setTimeout = timers;
  controller.abort("enough");
  await run;
  equal([sent.length, set], [1, 0], "what was sent, and how many timers were set meanwhile");
});

check("an abort ends the waiting of all", async (context) => {
  const { client, sent } = fake(context, () => refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 30_000 }));
  const controller = new AbortController();
  const run = client.bulk(numbers(5), (item, call) => client.user(userId(item)).isAdmin(call), {
    concurrency: 2,
    signal: controller.signal,
  });
  await pause(20);
  controller.abort("enough");
  const { done, failed, rest } = await run;
  equal([done.length, failed.length + rest.length], [0, 5], "what is done, and what is not");
  ok(sent.length <= 2, `${sent.length} were sent`);
});

check("calls outside of it do not wait for it", async (context) => {
  const { client } = fake(context, ({ path }) =>
    path.includes("user0") ? refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 30_000 }) : json({ admin: true }),
  );
  const controller = new AbortController();
  const run = client.bulk([0], (item, call) => client.user(userId(item)).isAdmin(call), { signal: controller.signal });
  await pause(10);
  equal(await client.user(userId(1)).isAdmin({ signal: controller.signal }), true, "the answer");
  controller.abort();
  await run;
});

check("a client that is read-only refuses each item's change, and reads", async (context) => {
  const { client, sent } = fake(context, json({ admin: true }), { readOnly: true });
  const { done, failed } = await client.bulk(numbers(2), (item, call) => {
    const user = client.user(userId(item));
    return item === 0 ? user.isAdmin(call) : user.setAdmin(true, call);
  });
  equal(done, [{ item: 0, value: true }], "what is done");
  isError(failed[0]?.error, context.sdk.RefusedError);
  equal(sent.length, 1, "how many were sent");
});

check("wrong arguments are refused before anything begins", async (context) => {
  const { client, sent } = fake(context, json({}));
  let begun = 0;
  const each = () => void begun++;
  for (const [args, argument, message] of /** @type {[any[], string, RegExp][]} */ ([
    [[], "items", /expected an array, or what else can be iterated, got nothing/],
    [[null, each], "items", /got null/],
    [["@a:b", each], "items", /got string/],
    [[{}, each], "items", /got object/],
    [[[1]], "each", /expected a function, got nothing/],
    [[[1], "x"], "each", /got string/],
    [[[1], each, { concurrency: 0 }], "options.concurrency", /a whole number from 1 to 1000, got another number/],
    [[[1], each, { concurrency: "4" }], "options.concurrency", /got string/],
    [[[1], each, { signal: 5 }], "options.signal", /an AbortSignal/],
    [[[1], each, { signal: { aborted: false } }], "options.signal", /an AbortSignal/],
    [[[1], each, { keepValues: 1 }], "options.keepValues", /true or false/],
    [[[1], each, { onProgress: {} }], "options.onProgress", /a function/],
    [[[1], each, { concurency: 4 }], "options.concurency", /one of signal, concurrency, keepValues, onProgress/],
    [[[1], each, new AbortController().signal], "options", /AbortSignal/],
  ])) {
    const error = await rejection(() => /** @type {any} */ (client).bulk(...args));
    isError(error, context.sdk.InvalidArgumentError, { argument, message });
  }
  equal([begun, sent.length], [0, 0], "what was begun, and sent");
});
