import { conversation, CLIENT, counted, encoded, newRoom } from "../rooms.js";
import { connect, equal, group, isAtLeast, isError, ok, rejection } from "../tools.js";

export const { checks, check } = group("export");

check("an export has what the Admin API tells of a user, with the files, and not what it holds on others", async (context) => {
  const server = await connect(context);
  const { url } = context.server;
  const { UnsupportedError } = context.sdk;
  const talk = await conversation(server, ["one"]);
  const { userId, accessToken } = talk.owner;
  await newRoom(server);
  const upload = async (/** @type {string} */ body, /** @type {string} */ token) => {
    const headers = { Authorization: `Bearer ${token}`, "Content-Type": "text/plain" };
    const { content_uri } = await (await fetch(`${url}/_matrix/media/v3/upload?filename=notes.txt`, { method: "POST", headers, body })).json();
    return content_uri.split("/")[3];
  };
  const content = `the notes of ${userId}`;
  const [file, hidden] = [await upload(content, accessToken), await upload(`more of ${userId}`, accessToken)];
  await upload("of the admin", server.accessToken);
  if (await isAtLeast(server, 145)) await server.client.media.quarantine(userId.split(":")[1] ?? "", hidden);
  await server.request("PUT", `${CLIENT}/user/${encoded(userId)}/account_data/org.example.test`, { a: 1 }, accessToken);
  await server.request("POST", `${CLIENT}/rooms/${encoded(talk.roomId)}/report/${encoded(talk.ids[0] ?? "")}`, { reason: "spam" }, accessToken);
  await counted(server, talk.roomId);

  /** @type {any[]} */
  const parts = [];
  for await (const part of server.client.user(userId).export({ media: true })) parts.push(part);
  const data = (/** @type {string} */ name) => parts.find(({ part }) => part === name)?.data;
  equal(data("account").name, userId, "the account");
  equal([data("devices").devices.length, data("rooms").joined_rooms], [1, [talk.roomId]], "devices and rooms");
  equal(data("account_data").account_data.global["org.example.test"], { a: 1 }, "account data");
  equal(data("event_reports_by").map((/** @type {any} */ { event_id }) => event_id), [talk.ids[0]], "the user's reports");
  equal(data("event_reports_about").length, 1, "reports of what the user sent");
  equal(data("media").map((/** @type {any} */ { media_id }) => media_id).sort(), [file, hidden].sort(), "the files");
  const files = parts.filter(({ part }) => part === "file");
  equal(files.length, 2, "how many files came");
  if (await isAtLeast(server, 145)) ok(files.every(({ data }) => data), "the quarantined one, too");
  const bytes = files.find(({ media_id }) => media_id === file).data;
  if (bytes) equal(new TextDecoder().decode(bytes), content, "the content");
  for (const { error } of parts) if (error) isError(error, UnsupportedError);
  equal(parts.some(({ part, error }) => part === "memberships" && error), !(await isAtLeast(server, 145)), "whether memberships are missing");
});

check("an upload that is pending does not hold up an export, or end it", async (context) => {
  const server = await connect(context);
  if (!(await isAtLeast(server, 111))) return;
  const { userId, accessToken } = await server.account();
  const { content_uri } = await server.request("POST", "/_matrix/media/v1/create", {}, accessToken);
  const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "text/plain" };
  await fetch(`${context.server.url}/_matrix/media/v3/upload`, { method: "POST", headers, body: `of ${userId}` });
  /** @type {string[]} */
  const asked = [];
  const fetched = (/** @type {Request} */ request) => (asked.push(request.url), fetch(request));
  const client = new context.sdk.MatrixAdminClient({ baseUrl: context.server.url, accessToken: server.accessToken, fetch: fetched });
  /** @type {any[]} */
  const parts = [];
  for await (const part of client.user(userId).export({ media: true })) parts.push(part);
  ok(!asked.some((address) => address.includes(content_uri.split("/")[3])), "it asks for what is pending");
  equal(parts.find(({ part }) => part === "media").data.length, 2, "the list of files");
  equal(parts.filter(({ part }) => part === "file").map(({ data }) => Boolean(data)), [true], "the files");
});

check("an export takes a user whose id the server takes in no filter, as a bridge may have made it", async (context) => {
  const server = await connect(context);
  const userId = `@${server.name("\u00fc\\")}:${server.userId.split(":")[1]}`;
  await server.sql(`INSERT INTO users (name, creation_ts) VALUES ('${userId}', 1)`);
  if (await isAtLeast(server, 133)) await server.client.user(userId).report("spam");
  /** @type {any[]} */
  const parts = [];
  for await (const part of server.client.user(userId).export({ media: true })) parts.push(part);
  equal(parts.at(-1)?.part, "media", "the last part");
  const about = parts.find(({ part }) => part === "user_reports_about");
  if (about.data) equal(about.data.map((/** @type {any} */ { reason }) => reason), ["spam"], "the report");
  ok(about.data || !(await isAtLeast(server, 152)), "there are reports");
});

check("there is nothing to export of a user nobody knows", async (context) => {
  const server = await connect(context);
  const { userId } = server;
  const nobody = server.client.user(`@nobody-${server.name()}:${userId.split(":")[1]}`);
  isError(await rejection(async () => nobody.export().next()), context.sdk.NotFoundError);
});
