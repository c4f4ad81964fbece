import { connect, equal, fake, group, isAtLeast, isError, json, last, ok, rejection } from "../tools.js";

export const { checks, check, checkWhere } = group("scheduled tasks");

checkWhere({ since: 130 }, "tasks are listed as the server lists them, by what is done and to what", async (context) => {
  const server = await connect(context);
  const { scheduledTasks } = server.client;
  const { accessToken } = await server.account();
  const { room_id } = await server.request("POST", "/_matrix/client/v3/createRoom", {}, accessToken);
  const job = await server.client.room(room_id).delete();
  await job.wait({ timeoutMs: 120_000 });

  const all = await scheduledTasks.list();
  server.asSent(all, (reply) => reply.scheduled_tasks);
  ok(all.some(({ id }) => id === job.id), "the deletion is among them");
  const mine = await scheduledTasks.list({ resource_id: room_id });
  server.asSent(mine, (reply) => reply.scheduled_tasks);
  const told = mine.map(({ id, action, status, error }) => [id, action, status, error]);
  equal(told, [[job.id, "shutdown_and_purge_room", "complete", null]], "what was done to the room");

  const [task] = mine;
  ok(task, "there is a task");
  const { timestamp_ms } = task;
  const same = { resource_id: room_id, action_name: "shutdown_and_purge_room" };
  equal((await scheduledTasks.list({ ...same, status: "complete" })).length, 1, "complete ones");
  // Servers before 1.146 take no notice of the status.
  const failed = (await isAtLeast(server, 146)) ? 0 : 1;
  equal((await scheduledTasks.list({ ...same, status: "failed" })).length, failed, "failed ones");
  equal((await scheduledTasks.list({ ...same, action_name: "purge_history" })).length, 0, "other actions");
  equal((await scheduledTasks.list({ ...same, max_timestamp: timestamp_ms })).length, 1, "unchanged since then");
  equal((await scheduledTasks.list({ ...same, max_timestamp: timestamp_ms - 1 })).length, 0, "unchanged since before");
  const wrong = () => scheduledTasks.list({ status: /** @type {any} */ ("completed") });
  isError(await rejection(wrong), context.sdk.InvalidArgumentError);
});

check("as documented: a task that failed tells why", async (context) => {
  const scheduled_tasks = [
    { id: "a", action: "purge_history", status: "failed", timestamp_ms: 1_700_000_000_000, resource_id: null, result: null, error: "no such room" },
    { id: "b", action: "a later one", status: "paused", timestamp_ms: 1_700_000_000_000, resource_id: "@a:b", result: { done: 1 }, error: null },
  ];
  const { client, sent } = fake(context, json({ scheduled_tasks }));
  equal(await client.scheduledTasks.list({ status: "failed" }), scheduled_tasks, "the tasks");
  equal(last(sent).path, "/_synapse/admin/v1/scheduled_tasks?status=failed", "the path");
});
