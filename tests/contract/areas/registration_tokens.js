import { connect, equal, fake, group, isError, json, last, ok, rejection } from "../tools.js";

export const { checks, check, checkWhere } = group("registration tokens");

/** What the server says of a token, asked without the package. @param {any} server @param {string} token */
const held = (server, token) => server.ask("GET", `/_synapse/admin/v1/registration_tokens/${token}`);

checkWhere({ mas: false }, "a token is by default random and without limits", async (context) => {
  const server = await connect(context);
  const made = await server.client.registrationTokens.create();
  server.asSent(made);
  equal(made, { token: made.token, uses_allowed: null, pending: 0, completed: 0, expiry_time: null }, "the token");
  equal(made.token.length, 16, "its length");
  equal(await held(server, made.token), made, "what the server holds");
  const short = await server.client.registrationTokens.create({ length: 8 });
  equal(short.token.length, 8, "the length asked for");
});

checkWhere({ mas: false }, "a token is as it was asked for, read back, and not created twice", async (context) => {
  const server = await connect(context);
  const { registrationTokens } = server.client;
  const token = `${server.name("a")}~._A`;
  const expiry_time = Date.now() + 3_600_000;
  const made = await registrationTokens.create({ token, uses_allowed: 3, expiry_time });
  server.asSent(made);
  equal(made, { token, uses_allowed: 3, pending: 0, completed: 0, expiry_time }, "the token");
  const found = await registrationTokens.get(token);
  server.asSent(found);
  equal(found, made, "the token read back");
  isError(await rejection(() => registrationTokens.create({ token })), context.sdk.ApiError, { status: 400 });
  isError(await rejection(() => registrationTokens.get(server.name("none"))), context.sdk.NotFoundError);
});

checkWhere({ mas: false }, "an update tells absent, null and a value apart", async (context) => {
  const server = await connect(context);
  const { registrationTokens } = server.client;
  const token = server.name("token");
  const expiry_time = Date.now() + 3_600_000;
  await registrationTokens.create({ token, uses_allowed: 3, expiry_time });
  for (const [params, uses_allowed, expiry] of /** @type {[object, any, any][]} */ ([
    [{}, 3, expiry_time],
    [{ uses_allowed: 0, expiry_time: undefined }, 0, expiry_time],
    [{ expiry_time: null }, 0, null],
    [{ uses_allowed: null }, null, null],
    [{ uses_allowed: 5, expiry_time }, 5, expiry_time],
  ])) {
    const updated = await registrationTokens.update(token, params);
    server.asSent(updated);
    equal([updated.uses_allowed, updated.expiry_time], [uses_allowed, expiry], JSON.stringify(params));
    equal(await held(server, token), updated, "what the server holds");
  }
  const nobody = () => registrationTokens.update(server.name("none"), { uses_allowed: 1 });
  isError(await rejection(nobody), context.sdk.NotFoundError);
});

checkWhere({ mas: false }, "tokens are listed, those that can be used apart from the others", async (context) => {
  const server = await connect(context);
  const { registrationTokens } = server.client;
  const [usable, exhausted] = [server.name("usable"), server.name("exhausted")];
  await registrationTokens.create({ token: usable });
  await registrationTokens.create({ token: exhausted, uses_allowed: 0 });
  for (const [params, expected] of /** @type {[object | undefined, string[]][]} */ ([
    [undefined, [usable, exhausted]],
    [{ valid: true }, [usable]],
    [{ valid: false }, [exhausted]],
  ])) {
    const list = await registrationTokens.list(params);
    server.asSent(list, (reply) => reply.registration_tokens);
    const mine = list.map(({ token }) => token).filter((token) => [usable, exhausted].includes(token));
    equal(mine.sort(), expected.sort(), JSON.stringify(params));
  }
});

checkWhere({ mas: false }, "a deleted token is gone", async (context) => {
  const server = await connect(context);
  const { registrationTokens } = server.client;
  const { token } = await registrationTokens.create();
  equal(await registrationTokens.delete(token), undefined, "what delete gives");
  isError(await rejection(() => registrationTokens.get(token)), context.sdk.NotFoundError);
  isError(await rejection(() => registrationTokens.delete(token)), context.sdk.NotFoundError);
  const { registration_tokens } = await server.ask("GET", "/_synapse/admin/v1/registration_tokens");
  ok(!registration_tokens.some((/** @type {any} */ other) => other.token === token), "it is not in the list");
});

check("tokens that no address leads to are refused, by the package or by the server", async (context) => {
  const server = await connect(context);
  const { registrationTokens } = server.client;
  for (const token of [".", "..", ""]) {
    isError(await rejection(() => registrationTokens.get(token)), context.sdk.InvalidArgumentError);
    isError(await rejection(() => registrationTokens.delete(token)), context.sdk.InvalidArgumentError);
  }
  // The address of another route; but where there is none, none is found.
  const status = context.mas ? 404 : 405;
  isError(await rejection(() => registrationTokens.get("new")), context.sdk.UnsupportedError, { status });
});

check("as documented: a creation is sent once, an update again", async (context) => {
  const reply = { token: "a", uses_allowed: null, pending: 0, completed: 0, expiry_time: null };
  for (const [call, times] of /** @type {[(tokens: any) => Promise<unknown>, number][]} */ ([
    [(tokens) => tokens.create(), 1],
    [(tokens) => tokens.update("a", { uses_allowed: 1 }), 2],
  ])) {
    const { client, sent } = fake(context, [json({}, 502), json(reply)]);
    await call(client.registrationTokens).catch(() => undefined);
    equal(sent.length, times, "how often it was sent");
    ok(last(sent).body.startsWith("{"), "it has a body");
  }
});
