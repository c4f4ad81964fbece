// Waiting for what the server goes on with.
import { equal, fake, group, isError, json, never, pause, rejection } from "../tools.js";

export const { checks, check } = group("jobs");

check("an abort while the server is asked how a job is ends the waiting and the request", async (context) => {
  /** @type {Request[]} */
  const requests = [];
  const { client } = fake(context, ({ method }, request) => {
    requests.push(request);
    return method === "DELETE" ? json({ delete_id: "d" }) : never();
  });
  const job = await client.room("!a:b").delete();
  const controller = new AbortController();
  const waiting = job.wait({ signal: controller.signal });
  while (requests.length < 2) await pause(1);
  controller.abort("enough");
  equal(await rejection(() => waiting), "enough", "the reason");
  equal(requests.map(({ signal }) => signal.aborted), [false, true], "whether the requests are cancelled");
});

check("an AbortSignal itself is refused as the options of waiting", async (context) => {
  const { client, sent } = fake(context, json({}));
  const { signal } = new AbortController();
  const error = await rejection(() => client.rooms.deletion("d").wait(/** @type {any} */ (signal)));
  isError(error, context.sdk.InvalidArgumentError, { argument: "options", received: "an AbortSignal" });
  equal(sent.length, 0, "what was sent");
});

/** A job that is like that, on a server that never says why. @param {any} context @param {string} status */
async function begun(context, status) {
  const { client, sent } = fake(context, ({ method, path }) => {
    if (method === "DELETE") return json({ delete_id: "d" });
    return path.includes("/delete_status/") ? json({ delete_id: "d", status, shutdown_room: null }) : never();
  });
  return { job: await client.room("!a:b").delete(), sent };
}

check("an abort while the server is asked why a job failed ends the waiting", async (context) => {
  const { job, sent } = await begun(context, "failed");
  const controller = new AbortController();
  const waiting = job.wait({ signal: controller.signal });
  while (sent.length < 3) await pause(1);
  controller.abort("enough");
  equal(await rejection(() => waiting), "enough", "the reason");
});

check("when the time is over while the server is asked why a job failed, it has failed all the same", async (context) => {
  const { job } = await begun(context, "failed");
  const error = await rejection(() => job.wait({ timeoutMs: 3_000 }));
  isError(error, context.sdk.JobError, { job: "d", message: /has failed: the server does not say why/ });
});

check("what the hook of the waiting throws changes nothing", async (context) => {
  const { job } = await begun(context, "complete");
  const fails = () => {
    throw new RangeError("mine");
  };
  for (const onProgress of [fails, async () => fails()]) equal((await job.wait({ onProgress })).status, "complete");
  await pause(20);
});
