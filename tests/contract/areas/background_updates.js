import { connect, equal, fake, group, isError, json, last, pause, rejection } from "../tools.js";

export const { checks, check } = group("background updates");

const route = "/_synapse/admin/v1/background_updates";

check("updates are switched off and on again", async (context) => {
  const server = await connect(context);
  const { backgroundUpdates } = server.client;
  try {
    equal(await backgroundUpdates.setEnabled(false), undefined, "what setEnabled gives");
    equal(await server.ask("GET", `${route}/enabled`), { enabled: false }, "what the server holds");
    equal(await backgroundUpdates.isEnabled(), false, "enabled");
    server.asSent(false, ({ enabled }) => enabled);
    equal((await backgroundUpdates.getStatus()).enabled, false, "enabled, in the status");
  } finally {
    await backgroundUpdates.setEnabled(true);
  }
  equal(await server.ask("GET", `${route}/enabled`), { enabled: true }, "what the server holds");
  equal(await backgroundUpdates.isEnabled(), true, "enabled again");
  isError(await rejection(() => backgroundUpdates.setEnabled(/** @type {any} */ ("false"))), context.sdk.InvalidArgumentError);
});

check("a job is queued, shown while it runs, and not queued twice", async (context) => {
  const server = await connect(context);
  const { backgroundUpdates } = server.client;
  try {
    for (;;) {
      // Switched off it stays in the queue, however little there is to do.
      await backgroundUpdates.setEnabled(false);
      const refused = await backgroundUpdates.startJob("populate_stats_process_rooms").catch((error) => error);
      if (refused === undefined) break;
      // A new server has the same job of its own, and goes through that first.
      isError(refused, context.sdk.ApiError, { status: 400, error: /already in queue/ });
      await backgroundUpdates.setEnabled(true);
      await pause(100);
    }
    const error = await rejection(() => backgroundUpdates.startJob("populate_stats_process_rooms"));
    isError(error, context.sdk.ApiError, { status: 400, error: /already in queue/ });
  } finally {
    await backgroundUpdates.setEnabled(true);
  }
  const status = await backgroundUpdates.getStatus();
  server.asSent(status);
  while (Object.keys((await backgroundUpdates.getStatus()).current_updates).length > 0) await pause(100);
  const wrong = () => backgroundUpdates.startJob(/** @type {any} */ ("drop_everything"));
  isError(await rejection(wrong), context.sdk.InvalidArgumentError, { argument: "jobName" });
});

check("as documented: updates that run have a name and a speed, which may be unknown", async (context) => {
  const update = { name: "event_resign", total_item_count: 200, total_duration_ms: 61.25, average_items_per_ms: 3.2653 };
  const status = { enabled: true, current_updates: { master: update, state: { ...update, average_items_per_ms: null } } };
  const { client } = fake(context, json(status));
  equal(await client.backgroundUpdates.getStatus(), status, "the status");
});

check("as documented: signing again takes a key and a time", async (context) => {
  const { client, sent } = fake(context, json({}));
  await client.backgroundUpdates.startJob("event_resign", { old_key: "ed25519:abc XGX0JRS2Af3be3k", before_ts: 1_700_000_000_000 });
  const body = { job_name: "event_resign", old_key: "ed25519:abc XGX0JRS2Af3be3k", before_ts: 1_700_000_000_000 };
  equal([last(sent).method, last(sent).path, JSON.parse(last(sent).body)], ["POST", `${route}/start_job`, body], "the request");
});
