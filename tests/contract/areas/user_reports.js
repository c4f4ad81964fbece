import { connect, equal, group, isError, ok, pause, rejection } from "../tools.js";

export const { checks, checkWhere } = group("user reports");

/**
 * A user whom another one reported for these reasons, in that order.
 *
 * @param {import("../tools.js").Context} context
 * @param {Awaited<ReturnType<typeof connect>>} server
 * @param {string[]} reasons
 */
async function reported({ sdk }, server, reasons) {
  const [target, reporter] = [await server.account(), await server.account()];
  const client = new sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken: reporter.accessToken });
  for (const reason of reasons) await client.user(target.userId).report(reason);
  return { target: target.userId, reporter: reporter.userId };
}

checkWhere({ since: 152 }, "reports are listed as the server lists them, page by page", async (context) => {
  const server = await connect(context);
  const { userReports } = server.client;
  const before = await userReports.list({ limit: 1 });
  const { target, reporter } = await reported(context, server, ["spam", "insults", ""]);
  const page = await userReports.list({ target_user_id: target, dir: "f" });
  server.asSent(page);
  equal([page.total, page.user_reports.map(({ reason }) => reason)], [3, ["spam", "insults", ""]], "the reports");
  equal([page.user_reports[0]?.target_user_id, page.user_reports[0]?.user_id], [target, reporter], "who reported whom");

  const found = [];
  for await (const part of userReports.list({ user_id: reporter, limit: 2 }).pages()) {
    server.asSent(part);
    found.push(...part.user_reports.map(({ id }) => id));
  }
  equal(found.reverse(), page.user_reports.map(({ id }) => id), "by default the newest first");
  equal((await userReports.list({ user_id: target })).total, 0, "what the target reported");
  equal((await userReports.list()).total, before.total + 3, "how many there are of all");
});

checkWhere({ since: 152 }, "a report is read by its number, and deleted", async (context) => {
  const server = await connect(context);
  const { userReports } = server.client;
  const before = await userReports.list({ limit: 1 });
  const { target } = await reported(context, server, ["spam"]);
  const [report] = await userReports.list({ target_user_id: target }).toArray();
  ok(report, "there is a report");
  const found = await userReports.get(report.id);
  server.asSent(found);
  equal(found, report, "the report");

  equal(await userReports.delete(report.id), undefined, "what delete gives");
  isError(await rejection(() => userReports.get(report.id)), context.sdk.NotFoundError);
  isError(await rejection(() => userReports.delete(report.id)), context.sdk.NotFoundError);
  const path = `/_synapse/admin/v1/user_reports?target_user_id=${encodeURIComponent(target)}`;
  equal((await server.ask("GET", path)).total, 0, "how many are left");
  equal((await userReports.list()).total, before.total, "how many there are of all");
});

checkWhere({ since: 152 }, "new reports are watched for, the oldest first, from now on or behind one", async (context) => {
  const server = await connect(context);
  const { userReports } = server.client;
  await userReports.list();
  await reported(context, server, ["before"]);
  const watching = userReports.watch({}, { everyMs: 50 });
  const [before, first] = [server.answers(), watching.next()];
  while (server.answers() === before) await pause(10);
  const { target } = await reported(context, server, ["spam", "insults"]);
  const [one, other] = [(await first).value, (await watching.next()).value];
  equal([one, other].map((report) => [report?.target_user_id, report?.reason]), [[target, "spam"], [target, "insults"]], "what is new");
  await watching.return();
  for await (const report of userReports.watch({ after: one?.id ?? 0 }, { everyMs: 50 })) {
    equal(report, other, "what comes behind the first");
    break;
  }
});
