import { connect, equal, group, isError, rejection } from "../tools.js";

export const { checks, check, checkWhere } = group("accounts");

/** The server sends this one time in seconds. @param {any} reply */
const inMilliseconds = (reply) => void (reply.creation_ts *= 1000);

check("an account is created, changed field by field, and read back", async (context) => {
  const server = await connect(context);
  const user = server.client.user(`@${server.name()}:${server.userId.split(":")[1]}`);
  const create = () => user.create({ password: "a good password", displayname: "Bob", user_type: "bot" });
  if (context.mas) return isError(await rejection(create), context.sdk.PermissionDeniedError, { error: /via MAS/ });
  const created = await create();
  server.asSent(created, (reply) => ({ ...reply, creation_ts: reply.creation_ts * 1000, created: true }));
  equal([created.displayname, created.user_type], ["Bob", "bot"], "what was asked for");

  await user.update({ user_type: null, threepids: [{ medium: "email", address: "bob@example.com" }] });
  const details = await user.get();
  server.asSent(details, inMilliseconds);
  equal([details.displayname, details.user_type], ["Bob", null], "what was changed, and what was not");
  equal(details.threepids.map(({ address }) => address), ["bob@example.com"], "the third-party ids");

  // What there is can be handed back, with more beside it.
  await user.update({ threepids: [...details.threepids, { medium: "msisdn", address: "447470274584" }] });
  const { threepids } = await user.get();
  const before = threepids.find(({ medium }) => medium === "email");
  equal([threepids.length, before], [2, details.threepids[0]], "the third-party ids, one of them as before");
});

check("a third-party id that another user has is taken from that user, an external one is not", async (context) => {
  const server = await connect(context);
  const [alice, bob] = [await server.account(), await server.account()].map(({ userId }) => server.client.user(userId));
  const [threepids, external_ids] = [
    [{ medium: "email", address: `${server.name()}@example.com` }],
    [{ auth_provider: "oidc-test", external_id: server.name() }],
  ];
  await alice?.update({ threepids, external_ids });
  await bob?.update({ threepids });
  equal([(await alice?.get())?.threepids.length, (await bob?.get())?.threepids.length], [0, 1], "who has the address");
  isError(await rejection(() => bob?.update({ external_ids })), context.sdk.ConflictError);
  if (context.mas) return;
  const nobody = server.client.user(`@${server.name()}:${server.userId.split(":")[1]}`);
  isError(await rejection(() => nobody.create({ external_ids })), context.sdk.ConflictError);
  equal((await nobody.get()).external_ids, [], "what the new account has");
});

check("create refuses an account that is there, update one that is not", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account({ displayname: "First" });
  const refused = { status: 409, method: "PUT", path: "/_synapse/admin/v2/users/{user_id}" };
  isError(await rejection(() => server.client.user(userId).create()), context.sdk.ConflictError, refused);
  const nobody = server.client.user(`@${server.name("nobody")}:${server.userId.split(":")[1]}`);
  isError(await rejection(() => nobody.update({ displayname: "x" })), context.sdk.NotFoundError);
  isError(await rejection(() => nobody.get()), context.sdk.NotFoundError);
  const create = () => nobody.createOrUpdate({});
  if (context.mas) return isError(await rejection(create), context.sdk.PermissionDeniedError, { error: /via MAS/ });
  const { created } = await create();
  equal(created, true, "created");
  equal((await create()).created, false, "created the second time");
});

checkWhere({ since: 122 }, "a suspended user is suspended until that is lifted", async (context) => {
  const server = await connect(context);
  const { userId } = await server.account();
  const user = server.client.user(userId);
  for (const suspended of [true, false]) {
    // The name of the one field of the reply holds the user ID.
    equal(await user.suspend(suspended), undefined, "what it resolves to");
    equal((await user.get()).suspended, suspended, "suspended");
  }
});
