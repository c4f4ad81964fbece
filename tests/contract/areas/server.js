import { connect, equal, fake, group, html, includes, isError, json, refusal, rejection } from "../tools.js";

export const { checks, check } = group("server");

const version = json({ server_version: "1.163.2 (b=main,37b4b85)" });

check("the version is told as the server tells it", async (context) => {
  const server = await connect(context);
  const found = await server.client.server.getVersion();
  server.asSent(found, ({ server_version }) => server_version);
  equal((await server.request("GET", "/_synapse/admin/v1/server_version", undefined)).server_version, found, "the version");
});

check("an admin's token is told from others", async (context) => {
  const server = await connect(context);
  const [version = ""] = (await server.client.server.getVersion()).split(" ");
  includes(version, /^\d+\.\d+\.\d+/, "the version");
  const mas = context.mas !== undefined;
  equal(await server.client.server.capabilities(), { version, mas, admin: true }, "what an admin can do");
  const { accessToken } = await server.account();
  const other = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken });
  equal(await other.server.capabilities(), { version, mas, admin: false }, "what others can do");
  const nobody = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken: "syt_nobody" });
  isError(await rejection(() => nobody.server.capabilities()), context.sdk.AuthenticationError);
});

check("as documented: under Matrix Authentication Service the routes it replaces are not there", async (context) => {
  const gone = refusal(404, "M_UNRECOGNIZED");
  for (const [last, admin] of /** @type {[Response, boolean][]} */ ([
    [json({ enabled: true }), true],
    [refusal(403, "M_FORBIDDEN"), false],
  ])) {
    const { client, sent } = fake(context, [version, gone, last]);
    equal(await client.server.capabilities(), { version: "1.163.2", mas: true, admin }, "what can be done");
    equal(sent.length, 3, "how many requests it took");
  }
});

check("as documented: a proxy that answers in the server's place is no answer", async (context) => {
  for (const [answer, Class] of /** @type {[Response, any][]} */ ([
    [html(404), context.sdk.NotFoundError],
    [html(403), context.sdk.PermissionDeniedError],
    [refusal(403, "M_UNKNOWN"), context.sdk.PermissionDeniedError],
    [refusal(500, "M_FORBIDDEN"), context.sdk.ServerError],
  ])) {
    const { client } = fake(context, [version, answer]);
    isError(await rejection(() => client.server.capabilities()), Class);
  }
});
