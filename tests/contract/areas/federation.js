import { connect, equal, fake, group, isError, json, ok, pause, rejection } from "../tools.js";

export const { checks, check } = group("federation");

/**
 * A server that this one has failed to reach: an address that Synapse by default refuses to connect to, so nothing
 * leaves the machine.
 *
 * @param {Awaited<ReturnType<typeof connect>>} server
 */
async function unreachable(server) {
  const part = () => Math.floor(Math.random() * 250) + 1;
  const destination = `127.${part()}.${part()}.${part()}:8448`;
  await server.ask("POST", "/_matrix/client/v3/keys/query", { device_keys: { [`@x:${destination}`]: [] } });
  const path = "/_synapse/admin/v1/federation/destinations";
  // It stands in the list a little sooner than the server goes by it.
  const waits = async () =>
    (await server.ask("GET", `${path}?destination=${destination}`)).total > 0 &&
    (await server.ask("GET", `${path}/${encodeURIComponent(destination)}`)).retry_last_ts > 0;
  while (!(await waits())) await pause(100);
  return destination;
}

check("a server that could not be reached is listed, and looked up by its name", async (context) => {
  const server = await connect(context);
  const { federation } = server.client;
  const destination = await unreachable(server);
  const page = await federation.list({ destination });
  server.asSent(page);
  equal([page.total, page.destinations.map((other) => other.destination)], [1, [destination]], "the page");

  const found = await federation.get(destination);
  server.asSent(found);
  equal(found, page.destinations[0], "the same in both");
  ok(found.retry_interval > 0 && found.retry_last_ts > 1e12, "it waits, and tells since when in ms");
  isError(await rejection(() => federation.get("nobody.invalid")), context.sdk.NotFoundError);
});

check("servers come sorted, page by page, each once", async (context) => {
  const server = await connect(context);
  const made = [await unreachable(server), await unreachable(server), await unreachable(server)];
  const found = [];
  for await (const page of server.client.federation.list({ limit: 2, order_by: "retry_last_ts", dir: "b" }).pages()) {
    server.asSent(page);
    found.push(...page.destinations.map(({ destination }) => destination));
  }
  const { total } = await server.ask("GET", "/_synapse/admin/v1/federation/destinations?limit=1");
  equal([found.length, new Set(found).size], [total, total], "how many there are");
  equal(found.filter((destination) => made.includes(destination)), made.reverse(), "the latest failure first");
});

check("a server that shares no room has none", async (context) => {
  const server = await connect(context);
  const page = await server.client.federation.getRooms(await unreachable(server), { limit: 5, dir: "b" });
  server.asSent(page);
  equal(page, { rooms: [], total: 0 }, "the page");
  isError(await rejection(() => server.client.federation.getRooms("nobody.invalid")), context.sdk.NotFoundError);
});

check("as documented: the rooms of a server come page by page, with a cursor that is a string", async (context) => {
  const rooms = ["!a:example.com", "!b:example.com", "!c"].map((room_id, index) => ({ room_id, stream_ordering: index + 8 }));
  const { client, sent } = fake(context, [
    json({ rooms: rooms.slice(0, 2), total: 3, next_token: "2" }),
    json({ rooms: rooms.slice(2), total: 3 }),
  ]);
  equal(await client.federation.getRooms("[::1]:8448", { limit: 2 }).toArray(), rooms, "the rooms");
  const path = "/_synapse/admin/v1/federation/destinations/%5B%3A%3A1%5D%3A8448/rooms?limit=2";
  equal(sent.map((one) => one.path), [path, `${path}&from=2`], "the paths");
});

check("a reset connection waits no more, and cannot be reset again", async (context) => {
  const server = await connect(context);
  const { federation } = server.client;
  const destination = await unreachable(server);
  equal(await federation.resetConnection(destination), undefined, "what it gives");
  const path = `/_synapse/admin/v1/federation/destinations/${encodeURIComponent(destination)}`;
  const { retry_last_ts, retry_interval } = await server.ask("GET", path);
  equal([retry_last_ts, retry_interval], [0, 0], "how long it waits");
  isError(await rejection(() => federation.resetConnection(destination)), context.sdk.ApiError, { status: 400 });
  isError(await rejection(() => federation.resetConnection("nobody.invalid")), context.sdk.NotFoundError);
});
