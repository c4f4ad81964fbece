// Goes through the users of a Synapse once, counts them, and pauses after each 100 as if it worked on them.

import { MatrixAdminClient } from "matrix-admin-sdk";
import { setTimeout as sleep } from "node:timers/promises";

const PAGE = 100;

/** @param {{ url: string, token: string, way: string, pause: number, users: number }} options */
export default async function measure({ url, token, way, pause, users }) {
  let seen = 0;
  const started = performance.now();
  for await (const user of way === "this library" ? library(url, token) : pages(url, token)) {
    if (typeof user.name !== "string") throw new Error("that is no user");
    if (++seen % PAGE === 0 && pause) await sleep(pause);
    if (seen === users) break;
  }
  if (seen !== users) throw new Error(`expected ${users} users, got ${seen}`);
  return { ms: performance.now() - started, peak: process.resourceUsage().maxRSS / 1000 };
}

/** @param {string} url @param {string} token */
const library = (url, token) =>
  new MatrixAdminClient({ baseUrl: url, accessToken: token }).users.list({ limit: PAGE });

/** @param {string} url @param {string} token */
async function* pages(url, token) {
  const headers = { authorization: `Bearer ${token}` };
  for (let from = "0"; from !== undefined;) {
    const response = await fetch(`${url}/_synapse/admin/v2/users?limit=${PAGE}&from=${from}`, { headers });
    const { users, next_token } = /** @type {any} */ (await response.json());
    yield* users;
    from = next_token;
  }
}
