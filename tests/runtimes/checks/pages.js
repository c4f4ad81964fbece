// Lists: awaited, iterated, and what ends them.
import {
  account,
  equal,
  fake,
  group,
  html,
  includes,
  isError,
  json,
  last,
  never,
  ok,
  pause,
  refusal,
  rejection,
} from "../tools.js";

/** @typedef {import("../tools.js").Sent} Sent */

export const { checks, check } = group("lists");

/** A server with that many accounts, which pages as Synapse does. @param {number} total */
const accounts =
  (total) =>
  (/** @type {Sent} */ { url }) => {
    const query = new URL(url).searchParams;
    const [from, limit] = [Number(query.get("from") ?? 0), Number(query.get("limit") ?? 100)];
    const users = Array.from({ length: total }, (_, n) => account({ name: name(n) })).slice(
      from,
      from + limit,
    );
    return json({ users, total, ...(from + limit < total && { next_token: String(from + limit) }) });
  };
const name = (/** @type {number} */ n) => `@user${n}:example.com`;
const names = (/** @type {number} */ count) => Array.from({ length: count }, (_, n) => name(n));
const page = (/** @type {string[]} */ users, /** @type {unknown} */ next_token) =>
  json({ users: users.map((name) => account({ name })), total: 99, next_token });

/** @template T @param {AsyncIterable<T>} list */
async function collect(list) {
  const items = [];
  for await (const item of list) items.push(item);
  return items;
}

check("await gives the first page, as the server sent it", async (context) => {
  const { client, sent } = fake(context, accounts(5));
  const { users, total, next_token } = await client.users.list({ limit: 2 });
  equal(users, [account({ name: name(0) }), account({ name: name(1) })], "users");
  equal([total, next_token], [5, "2"], "total and next_token");
  equal(sent.length, 1, "the number of requests");
});

check("for await runs over the items of all pages, with the same parameters", async (context) => {
  const { client, sent } = fake(context, accounts(5));
  const users = await collect(client.users.list({ limit: 2, guests: false, order_by: "creation_ts" }));
  equal(
    users.map((user) => user.name),
    names(5),
  );
  equal(
    sent.map(({ url }) => new URL(url).searchParams.get("from")),
    [null, "2", "4"],
    "from",
  );
  for (const { url } of sent) {
    const query = new URL(url).searchParams;
    equal([query.get("limit"), query.get("guests"), query.get("order_by")], ["2", "false", "creation_ts"]);
    equal(query.getAll("from").length, query.has("from") ? 1 : 0, "how often from is sent");
  }
});

check("a list that begins at from goes on from there", async (context) => {
  const { client } = fake(context, accounts(6));
  equal((await collect(client.users.list({ from: "3", limit: 2 }))).length, 3, "the number of items");
});

check("pages() runs over the pages", async (context) => {
  const { client } = fake(context, accounts(5));
  const pages = await collect(client.users.list({ limit: 2 }).pages());
  equal(
    pages.map(({ users }) => users.length),
    [2, 2, 1],
    "the lengths of the pages",
  );
});

check("toArray collects all items", async (context) => {
  const { client } = fake(context, accounts(250));
  equal(
    (await client.users.list().toArray()).map((user) => user.name),
    names(250),
  );
});

check("toArray stops at its limit and asks for no page beyond it", async (context) => {
  const { client, sent } = fake(context, accounts(100));
  const users = await client.users.list({ limit: 10 }).toArray({ limit: 20 });
  equal(
    users.map((user) => user.name),
    names(20),
  );
  equal(sent.length, 2, "the number of requests");
  equal(await client.users.list({ limit: 10 }).toArray({ limit: 0 }), [], "none");
});

check("leaving a loop at its first item asks for no further page", async (context) => {
  const { client, sent } = fake(context, accounts(100));
  for await (const user of client.users.list({ limit: 10 })) if (user.name === name(0)) break;
  equal(sent.length, 1, "the number of requests");
});

check("the next page is asked for while one is read, never more, and taken back when the loop is left", async (context) => {
  /** @type {AbortSignal[]} */
  const signals = [];
  const answer = accounts(100);
  const { client, sent } = fake(context, (request, { signal }) => {
    signals.push(signal);
    return signals.length < 3 ? answer(request) : never();
  });
  const requests = async (/** @type {number} */ number) => {
    // They are on their way, and all of them.
    while (sent.length < number) await pause(1);
    await pause(100);
    equal(sent.length, number, "the number of requests");
  };
  for await (const user of client.users.list({ limit: 10 })) {
    if (user.name === name(9)) await requests(2);
    if (user.name === name(15)) break;
  }
  await requests(3);
  equal(signals[2]?.aborted, true, "the third was taken back");
});

check("toArray asks for no page that its limit leaves out", async (context) => {
  const { client, sent } = fake(context, accounts(100));
  equal((await client.users.list({ limit: 10 }).toArray({ limit: 20 })).length, 20, "the number of items");
  equal(sent.length, 2, "the number of requests");
});

check("a list can be awaited and then iterated without asking for its first page again", async (context) => {
  const { client, sent } = fake(context, accounts(4));
  const list = client.users.list({ limit: 2 });
  equal((await list).total, 4);
  equal((await collect(list)).length, 4, "the number of items");
  equal(sent.length, 2, "the number of requests");
});

check("two loops over one list both see every item", async (context) => {
  const { client } = fake(context, accounts(5));
  const list = client.users.list({ limit: 2 });
  const [one, other] = await Promise.all([collect(list), collect(list)]);
  equal([one.length, other.length], [5, 5], "the numbers of items");
});

check("a list is a promise with then, catch and finally", async (context) => {
  const { client } = fake(context, [...Array(3).fill(page([], undefined)), refusal(404, "M_NOT_FOUND")]);
  ok(client.users.list() instanceof Promise, "it is no Promise");
  equal(await client.users.list().then(({ total }) => total), 99, "then");
  equal((await client.users.list().finally(() => {})).total, 99, "finally");
  equal(await client.users.list().catch(({ code }) => code), "NOT_FOUND", "catch");
});

check("a page of 300,000 items is awaited, iterated and collected", async (context) => {
  const many = 300_000;
  const row = JSON.stringify({ user_id: name(0), displayname: null, media_count: 0, media_length: 0 });
  const body = `{"users":[${row}${`,${row}`.repeat(many - 1)}],"total":${many}}`;
  const { client } = fake(context, () => new Response(body));
  const list = client.statistics.getUsersMedia({ limit: many });
  equal((await list).users.length, many, "how many await gives");
  equal((await list.toArray()).length, many, "how many toArray gives");
  let count = 0;
  for await (const _ of list) count++;
  equal(count, many, "how many for await gives");
});

// ---- the end

check("a page without next_token is the last one", async (context) => {
  const { client, sent } = fake(context, [
    page(["@a:b"], "1"),
    page(["@b:b"], undefined),
    page(["@c:b"], undefined),
  ]);
  equal((await collect(client.users.list())).length, 2, "the number of items");
  equal(sent.length, 2, "the number of requests");
});

check("an empty page ends the list, whatever its next_token", async (context) => {
  const { client, sent } = fake(context, [page(["@a:b"], "1"), page([], "2"), page(["@c:b"], undefined)]);
  equal((await collect(client.users.list())).length, 1, "the number of items");
  equal(sent.length, 2, "the number of requests");
});

for (const [what, tokens] of /** @type {const} */ ([
  ["at once", ["1", "1", "1"]],
  ["after some pages", ["1", "2", "3", "1"]],
  ["as a number", [1, 2, 1]],
])) {
  check(
    `a cursor that comes again ${what} ends in a ResponseError, not in an endless loop`,
    async (context) => {
      const { client, sent } = fake(
        context,
        tokens.map((token, n) => page([name(n)], token)),
      );
      const error = await rejection(() => collect(client.users.list()));
      isError(error, context.sdk.ResponseError, {
        at: "next_token",
        expected: /cursor/,
        received: /earlier/,
      });
      includes(error.message, "next_token: expected ", "the message");
      ok(sent.length <= tokens.length + 1, `${sent.length} requests were sent`);
    },
  );
}

check("a cursor is handed back as it came, string or number, encoded", async (context) => {
  for (const [token, sentAs] of /** @type {const} */ ([
    ["a b&c=d/é", "a b&c=d/é"],
    [100, "100"],
    [0, "0"],
  ])) {
    const { client, sent } = fake(context, [page(["@a:b"], token), page(["@b:b"], undefined)]);
    await collect(client.users.list());
    equal(new URL(last(sent).url).searchParams.getAll("from"), [sentAs], "from");
  }
});

// ---- replies that are not as declared

check("a list goes on over rows that are not as declared, if the client wants to be told", async (context) => {
  /** @type {unknown[]} */
  const told = [];
  const odd = { ...account({ name: name(1) }), admin: "yes" };
  const answers = [json({ users: [account({ name: name(0) }), odd], total: 3, next_token: 7 }), page(["@c:b"], undefined)];
  const { client } = fake(context, answers, { onMismatch: (mismatch) => void told.push(mismatch) });
  const users = await collect(client.users.list());
  equal(users, [account({ name: name(0) }), odd, account({ name: "@c:b" })], "the rows");
  const [method, path] = ["GET", "/_synapse/admin/v2/users"];
  equal(told, [{ method, path, at: "users[1].admin", expected: "boolean", received: "string" }], "what it is told");
});

check("a list goes on as far as its cursor can be read", async (context) => {
  for (const [first, count] of /** @type {[unknown, number][]} */ ([
    [{ users: {}, total: 3, next_token: "1" }, 1],
    [{ total: 3, next_token: "1" }, 1],
    [{ users: [], total: 3, next_token: "1" }, 0],
    [{ users: [{}, 5, null], total: 3, next_token: { odd: true } }, 3],
    [{ users: [{}], total: "3", next_token: null }, 1],
    [[], 0],
    [null, 0],
    ["text", 0],
  ])) {
    const options = { onMismatch: () => {} };
    const lists = () => fake(context, [json(first), page(["@a:b"], undefined)], options).client.users.list();
    equal((await collect(lists())).length, count, `how many come after ${JSON.stringify(first)}`);
    equal((await lists().toArray()).length, count, `how many toArray gives after ${JSON.stringify(first)}`);
    equal(await lists(), first, "the page");
  }
});

// ---- errors

check("an error on the first page reaches await, the loop and toArray", async (context) => {
  const { client } = fake(context, refusal(403, "M_FORBIDDEN"));
  const { PermissionDeniedError } = context.sdk;
  isError(await rejection(() => client.users.list()), PermissionDeniedError);
  isError(await rejection(() => collect(client.users.list())), PermissionDeniedError);
  isError(await rejection(() => client.users.list().toArray()), PermissionDeniedError);
});

check("a list that fails before it is read tells so when it is", async (context) => {
  const { client } = fake(context, refusal(403, "M_FORBIDDEN"));
  const { PermissionDeniedError } = context.sdk;
  const lists = [client.users.list(), client.users.list(), client.users.list(), client.users.list()];
  equal(await client.users.list().toArray({ limit: 0 }), [], "none");
  await pause(20);
  isError(await rejection(async () => lists[0]), PermissionDeniedError);
  isError(await rejection(() => collect(/** @type {any} */ (lists[1]))), PermissionDeniedError);
  isError(await rejection(() => collect(/** @type {any} */ (lists[2]).pages())), PermissionDeniedError);
});

check("an error on the second page reaches the loop after the items of the first", async (context) => {
  const { client } = fake(context, [page(["@a:b", "@b:b"], "2"), refusal(403, "M_FORBIDDEN")]);
  /** @type {string[]} */
  const seen = [];
  const error = await rejection(async () => {
    for await (const user of client.users.list()) seen.push(user.name);
  });
  isError(error, context.sdk.PermissionDeniedError, { status: 403 });
  equal(seen, ["@a:b", "@b:b"], "the items before");
});

check("each page is retried for itself", async (context) => {
  const { client, sent } = fake(context, [
    html(503),
    page(["@a:b"], "1"),
    html(503),
    page(["@b:b"], undefined),
  ]);
  equal((await collect(client.users.list())).length, 2, "the number of items");
  equal(sent.length, 4, "the number of requests");
});

check("aborting between two pages ends the loop with the reason", async (context) => {
  const controller = new AbortController();
  const { client, sent } = fake(context, accounts(4));
  const error = await rejection(async () => {
    for await (const user of client.users.list({ limit: 2 }, { signal: controller.signal })) {
      if (user.name === name(1)) controller.abort("enough");
    }
  });
  equal(error, "enough", "what it rejects with");
  ok(sent.length <= 2, `${sent.length} requests were sent`);
});
