// The account of each of many users, 16 at a time; nothing is kept of them.

import { MatrixAdminClient } from "matrix-admin-sdk";
import { setTimeout as sleep } from "node:timers/promises";

const AT_ONCE = 16;

/** @param {{ url: string, way: string, items: number }} options */
export default async function measure({ url, way, items }) {
  const client = new MatrixAdminClient({ baseUrl: url, accessToken: "syt_token" });
  const each = async (/** @type {string} */ userId, /** @type {object} */ call) => {
    const { name } = await client.user(userId).get(call);
    if (typeof name !== "string") throw new Error("that is no user");
  };
  const run = way === "bulk" ? bulk : byHand;
  await run(client, users(3000), each);
  const before = await used();
  const started = performance.now();
  await run(client, users(items), each);
  const ms = performance.now() - started;
  return { ms, kept: ((await used()) - before) / 1000 };
}

/** @param {number} count */
function* users(count) {
  for (let number = 0; number < count; number++) yield `@user${number}:example.com`;
}

/** @typedef {(userId: string, call: object) => Promise<void>} Each */

/** @param {MatrixAdminClient} client @param {Iterable<string>} items @param {Each} each */
async function bulk(client, items, each) {
  const { failed } = await client.bulk(items, each, { concurrency: AT_ONCE, keepValues: false });
  if (failed.length > 0) throw failed[0].error;
}

/** @param {MatrixAdminClient} _ @param {Iterable<string>} items @param {Each} each */
async function byHand(_, items, each) {
  const left = items[Symbol.iterator]();
  const worker = async () => {
    for (let step = left.next(); !step.done; step = left.next()) await each(step.value, {});
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

/** Bytes of JavaScript's heap and of what WebAssembly and others keep beside it. */
async function used() {
  for (let n = 0; n < 3; n++) {
    await sleep(20);
    /** @type {any} */ (globalThis).gc();
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
