// Which ids a change tells, and which secrets it does not.

import { ALICE, TOKEN, equal, fake, group, html, isError, json, refusal, rejection, thrown } from "../tools.js";

export const { checks, check } = group("guard rails");

/** @typedef {import("matrix-admin-sdk").MatrixAdminClient} Client */

/** @type {[call: string, run: (client: Client) => Promise<unknown>, ids: Record<string, string>][]} */
const CALLS = [
  ["User.resetPassword", (client) => client.user(ALICE).resetPassword("secret password"), { user_id: ALICE }],
  ["User.deleteDevice", (client) => client.user(ALICE).deleteDevice("A/B"), { user_id: ALICE, device_id: "A/B" }],
  ["User.shadowBan", (client) => client.user(ALICE).shadowBan(), { user_id: ALICE }],
  ["Room.block", (client) => client.room("!a b:c").block(), { room_id: "!a b:c" }],
  ["Media.quarantine", (client) => client.media.quarantine("a.b", "x"), { server_name: "a.b", media_id: "x" }],
  ["RegistrationTokens.delete", (client) => client.registrationTokens.delete("secret password"), {}],
  ["Users.register", (client) => client.users.register({ username: "b", password: "secret password", sharedSecret: "secret password" }), {}],
  ["request", (client) => client.request({ method: "POST", path: "/x", body: { password: "secret password" } }), {}],
];

for (const [call, run, ids] of CALLS) {
  check(`${call} tells what it is about, and no secret`, async (context) => {
    /** @type {any[]} */
    const changes = [];
    const { client, sent } = fake(context, () => json({ nonce: "n", user_id: ALICE }), {
      confirm: (change) => changes.push(change) > 0,
      onChange: (change) => void changes.push(change),
    });
    await run(client);
    equal(changes.map((change) => change.call), [call, call], "the calls");
    equal(changes.map((change) => change.ids), [ids, ids], "the ids");
    for (const secret of [TOKEN, "secret password"]) {
      equal(JSON.stringify(changes).includes(secret), false, "whether a secret is told");
    }
    equal(sent.at(-1)?.method, changes[0].method, "the method");
  });
}

check("each call of a method that makes more than one is asked for", async (context) => {
  /** @type {string[]} */
  const asked = [];
  const answers = [json({ deleted_media: Array.from({ length: 100 }, (_, n) => `${n}`), total: 100 }), json({ deleted_media: [], total: 0 })];
  const { user, sent } = fake(context, answers, { confirm: ({ call }) => asked.push(call) < 2 });
  isError(await rejection(() => user.deleteAllMedia()), context.sdk.RefusedError, { code: "REFUSED" });
  equal([asked, sent.length], [["User.deleteAllMedia", "User.deleteAllMedia"], 1], "what was asked, and sent");
});

check("onChange is told of a call that an earlier attempt may have done, whatever the last one came to", async (context) => {
  for (const [first, last, told] of /** @type {const} */ ([
    [html(502), refusal(404, "M_NOT_FOUND"), ["NOT_FOUND"]],
    [new TypeError("the connection broke"), refusal(403, "M_FORBIDDEN"), ["PERMISSION_DENIED"]],
    [refusal(429, "M_LIMIT_EXCEEDED", { retry_after_ms: 1 }), refusal(404, "M_NOT_FOUND"), []],
  ])) {
    /** @type {unknown[]} */
    const errors = [];
    const { user } = fake(context, [first, last], { onChange: ({ error }) => void errors.push(error) });
    await rejection(() => user.deleteDevice("A"));
    equal(errors, told, "what it was told");
  }
});

check("a wrong argument is told before confirm is asked", async (context) => {
  let asked = 0;
  const { user } = fake(context, json({}), { confirm: () => ++asked > 0 });
  isError(await rejection(() => /** @type {any} */ (user).setAdmin("yes")), context.sdk.InvalidArgumentError);
  equal(asked, 0, "how often it was asked");
});

check("guard rails of another type are refused by the client's constructor", ({ sdk }) => {
  for (const [option, value] of Object.entries({ readOnly: "yes", confirm: true, onChange: {} })) {
    const options = { baseUrl: "https://matrix.example.com", accessToken: TOKEN, [option]: value };
    const error = thrown(() => new sdk.MatrixAdminClient(/** @type {any} */ (options)));
    isError(error, sdk.InvalidArgumentError, { argument: `options.${option}` });
  }
});
