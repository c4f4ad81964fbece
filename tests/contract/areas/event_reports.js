import { counted } from "../rooms.js";
import { connect, equal, group, isAtLeast, isError, ok, pause, rejection } from "../tools.js";

export const { checks, check } = group("event reports");

/**
 * A room with messages that its other member reported, in that order.
 *
 * @param {Awaited<ReturnType<typeof connect>>} server
 * @param {object[]} reports
 */
async function reported(server, reports) {
  const [sender, reporter] = [await server.account(), await server.account()];
  const create = { preset: "public_chat", name: "Reported" };
  const { room_id } = await server.request("POST", "/_matrix/client/v3/createRoom", create, sender.accessToken);
  await counted(server, room_id);
  const room = encodeURIComponent(room_id);
  await server.request("POST", `/_matrix/client/v3/join/${room}`, {}, reporter.accessToken);
  const events = [];
  for (const [index, report] of reports.entries()) {
    const message = { msgtype: "m.text", body: `message ${index}` };
    const path = `/_matrix/client/v3/rooms/${room}/send/m.room.message/${index}`;
    const { event_id } = await server.request("PUT", path, message, sender.accessToken);
    const report_path = `/_matrix/client/v3/rooms/${room}/report/${encodeURIComponent(event_id)}`;
    await server.request("POST", report_path, report, reporter.accessToken);
    events.push(event_id);
  }
  return { room_id, events, sender: sender.userId, reporter: reporter.userId };
}

check("reports are listed as the server lists them, page by page", async (context) => {
  const server = await connect(context);
  const { eventReports } = server.client;
  const { room_id, events, sender, reporter } = await reported(server, [{ reason: "spam", score: -50 }, {}, { reason: "x" }]);
  const page = await eventReports.list({ room_id, dir: "f" });
  server.asSent(page);
  equal(page.total, 3, "how many there are");
  const [first] = page.event_reports;
  ok(first, "there is a first one");
  equal([first.event_id, first.user_id, first.sender], [events[0], reporter, sender], "the first");
  equal([first.reason, first.score, first.name], ["spam", -50, "Reported"], "why, how bad, and where");
  equal([page.event_reports[1]?.reason, page.event_reports[1]?.score], [null, null], "a report without words");

  const found = [];
  for await (const part of eventReports.list({ room_id, limit: 1 }).pages()) {
    server.asSent(part);
    found.push(...part.event_reports.map(({ id }) => id));
  }
  equal(found.reverse(), page.event_reports.map(({ id }) => id), "by default the newest first");
});

check("reports are filtered by who reported and whose event it is", async (context) => {
  const server = await connect(context);
  const { eventReports } = server.client;
  const { sender, reporter } = await reported(server, [{ reason: "spam" }]);
  // Servers before 1.122 take no notice of the sender.
  const bySender = (await isAtLeast(server, 122)) ? [{ event_sender_user_id: sender }] : [];
  for (const params of [{ user_id: reporter }, ...bySender]) {
    const { total, event_reports } = await eventReports.list(params);
    equal([total, event_reports[0]?.user_id, event_reports[0]?.sender], [1, reporter, sender], JSON.stringify(params));
  }
  equal((await eventReports.list({ user_id: sender })).total, 0, "what the sender reported");
});

check("a report is read with its event, and deleted", async (context) => {
  const server = await connect(context);
  const { eventReports } = server.client;
  const { room_id, events } = await reported(server, [{ reason: "spam" }]);
  const [report] = await eventReports.list({ room_id }).toArray();
  ok(report, "there is a report");
  const details = await eventReports.get(report.id);
  server.asSent(details);
  equal([details.id, details.event_id], [report.id, events[0]], "the report");
  equal(/** @type {any} */ (details.event_json).content.body, "message 0", "the event");

  equal(await eventReports.delete(report.id), undefined, "what delete gives");
  isError(await rejection(() => eventReports.get(report.id)), context.sdk.NotFoundError);
  isError(await rejection(() => eventReports.delete(report.id)), context.sdk.NotFoundError);
  const { total } = await server.ask("GET", `/_synapse/admin/v1/event_reports?room_id=${encodeURIComponent(room_id)}`);
  equal(total, 0, "how many are left");
});

check("what cannot be the number of a report is refused before it is sent", async (context) => {
  const { eventReports } = (await connect(context)).client;
  for (const id of [-1, 1.5, "5", 2 ** 53, undefined]) {
    const error = await rejection(() => eventReports.get(/** @type {any} */ (id)));
    isError(error, context.sdk.InvalidArgumentError, { argument: "reportId" });
  }
});

check("new reports are watched for, the oldest first", async (context) => {
  const server = await connect(context);
  const watching = server.client.eventReports.watch({}, { everyMs: 50 });
  const first = watching.next();
  while (server.answers() === 0) await pause(10);
  const { events } = await reported(server, [{ reason: "spam" }, { reason: "insults" }]);
  const found = [(await first).value, (await watching.next()).value];
  equal(found.map((report) => report?.event_id), events, "what is new");
  await watching.return();
});
