// Waiting for what the server goes on with.
import { equal, fake, group, json, never, pause, rejection } from "../tools.js";

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
