// What another server, a user or an old row of the database decides.
import { equal } from "../../runtimes/tools.js";
import { connect, rejectsWith } from "../tools.js";

/** @typedef {import("matrix-admin-sdk").MatrixAdminClient} Client */

/** @type {import("../tools.js").Scenario[]} */
export const scenarios = [];

/**
 * @param {string} fault
 * @param {string} given
 * @param {string} gets
 * @param {(client: Client) => PromiseLike<unknown>} call
 * @param {unknown} expected
 */
function others(fault, given, gets, call, expected) {
  scenarios.push({
    name: fault,
    given,
    gets,
    sent: "once",
    run: async (context) => {
      const { client, attempts } = connect(context, fault);
      equal(await call(client), expected, "what it gives");
      equal((await attempts()).length, 1, "the attempts seen by the server");
    },
  });
}

others(
  "odd-events",
  "events whose sender's server wrote into `redacts`, `age`, `prev_content`, `replaces_state`, `redacted_because` or " +
    "`origin_server_ts` what belongs there in no room version",
  "the whole page, with these fields as they came; TypeScript has them as `unknown`",
  async (client) => {
    const events = await client.room("!room:example.com").getMessages().toArray();
    return events.map(({ origin_server_ts, redacts, age, redacted_because }) => {
      return [origin_server_ts, redacts, age, redacted_because];
    });
  },
  [
    [1, 5, "1", null],
    [true, null, [], "x"],
    [1, undefined, undefined, undefined],
  ],
);

others(
  "odd-pushers",
  "a pusher whose app set `data` to what is no object",
  "all pushers, with that `data` as it is; TypeScript has it as `unknown`",
  async (client) => (await client.user("@alice:example.com").getAllPushers()).pushers.map(({ data }) => data),
  ["text"],
);

others(
  "nulls",
  "a row of the database without a date: an account's `creation_ts`, a file's `created_ts`",
  "the account or the files, with `null` there",
  async (client) => (await client.user("@alice:example.com").getMedia()).media.map(({ created_ts }) => created_ts),
  [null],
);

scenarios.push({
  name: "odd ids",
  given: "ids with spaces, slashes or emoji in them, or with nothing before the `:`",
  gets: "the data: each id that comes out of a reply can be handed back, and is sent encoded once",
  sent: "once each",
  run: async (context) => {
    const { client, attempts } = connect(context, "odd-members,fine");
    const { members } = await client.room("!test/v7 x:example.com").getMembers();
    for (const id of members) await client.user(id).getRooms();
    const [, ...paths] = (await attempts()).map(({ path }) => path);
    const sent = paths.map((path) => decodeURIComponent(path.split("/").at(-2) ?? ""));
    equal(sent, members, "the users that were asked for");
    equal(paths.length, 4, "how many they are");
  },
});

scenarios.push({
  name: "files that stay",
  given: "`deleteAllMedia()`, and a server that cannot remove some of the files",
  gets: "what was deleted, also behind those, and how many are `left`",
  sent: "each request once",
  run: async (context) => {
    const { user, attempts } = connect(context, "deleted-one,one-left");
    const deleted = await user.deleteAllMedia();
    equal(deleted, { deleted_media: ["removed"], total: 1, left: 1 }, "what is told");
    equal((await attempts()).map(({ method }) => method), ["DELETE", "GET"], "the requests");
  },
});

scenarios.push({
  name: "first contact with MAS",
  given: "the first `users.list()` of a client under Matrix Authentication Service, which refuses to be asked for guests",
  gets: "the data, without guests, and from then on at once; where you ask for `guests: true`, its `ApiError`",
  sent: "twice, later once",
  run: async (context) => {
    const { client, attempts } = connect(context, "no-guests,no-users", { maxRetries: 0 });
    equal(await client.users.list(), { users: [], total: 0 }, "the first list");
    equal(await client.users.list({ limit: 5 }), { users: [], total: 0 }, "the second");
    const asked = (await attempts()).map(({ path }) => path.includes("guests=false"));
    equal(asked, [false, true, true], "whether guests were left out");
    const asking = connect(context, "no-guests");
    const guests = () => asking.client.users.list({ guests: true });
    await rejectsWith(context, "ApiError", { status: 400, errcode: "M_INVALID_PARAM" }, guests);
    equal((await asking.attempts()).length, 1, "the attempts with guests");
  },
});

scenarios.push({
  name: "a newer server",
  given: "a reply that is JSON, but not as this package declares it",
  gets: "`ResponseError` (`RESPONSE`) that names the place; with `onMismatch` the reply as the server sent it",
  sent: "once",
  run: async (context) => {
    const strict = connect(context, "newer");
    const at = { at: "admin", expected: "boolean", received: "string" };
    await rejectsWith(context, "ResponseError", at, () => strict.user.isAdmin());
    /** @type {unknown[]} */
    const told = [];
    const lenient = connect(context, "newer", { onMismatch: (mismatch) => void told.push(mismatch) });
    equal(await lenient.user.isAdmin(), "of some rooms", "what it gives");
    equal(told, [{ method: "GET", path: "/_synapse/admin/v1/users/{user_id}/admin", ...at }], "what is told");
    for (const { attempts } of [strict, lenient]) equal((await attempts()).length, 1, "the attempts");
  },
});
