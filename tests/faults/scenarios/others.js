// What another server, a user or an old row of the database decides.
import { equal } from "../../runtimes/tools.js";
import { connect } from "../tools.js";

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
