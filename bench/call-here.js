// One account, asked for over and over, in whatever runtime this is.

import init, { MatrixAdminClient } from "matrix-admin-sdk";
import { rounds, time } from "./rounds.js";
import { getUser } from "./valibot-client.js";
import { connect } from "./valibot-connect.js";

const CALLS = 256;
const AT_ONCE = 32;
/** Until then engines still compile, JavaScript and WebAssembly alike. */
const WARM_UP = 3000;
const TOKEN = "syt_token";
const ALICE = "@alice:example.com";

/** @param {{ url: string, rounds: number, bot?: boolean, memory?: string }} options `memory`: the way to look at */
export default async function measure({ url, rounds: count, bot, memory }) {
  await init();
  const ways = await waysTo(url, bot);
  if (memory) return allocated(ways[memory]);
  for (const way of Object.values(ways)) await time(WARM_UP / AT_ONCE, () => atOnce(way));
  const each = (/** @type {(way: () => Promise<unknown>) => () => Promise<number>} */ timed) =>
    Object.fromEntries(Object.entries(ways).map(([name, way]) => [name, timed(way)]));
  return {
    "one after the other": await rounds(
      each((way) => () => time(CALLS, way)),
      count,
    ),
    [`${AT_ONCE} at a time`]: await rounds(
      each((way) => async () => (await time(CALLS / AT_ONCE, () => atOnce(way))) / AT_ONCE),
      count,
    ),
  };
}

/** @param {() => Promise<unknown>} way */
const atOnce = (way) => Promise.all(Array.from({ length: AT_ONCE }, way));

/** @param {string} url @param {boolean | undefined} bot @returns {Promise<Record<string, () => Promise<any>>>} */
async function waysTo(url, bot) {
  const address = `${url}/_synapse/admin/v2/users/${encodeURIComponent(ALICE)}`;
  const headers = { authorization: `Bearer ${TOKEN}` };
  /** @param {(signal: AbortSignal) => Promise<Response>} send */
  const limited = async (send) => {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), 60_000);
    try {
      return await (await send(limit.signal)).json();
    } finally {
      clearTimeout(timer);
    }
  };
  const byHand = connect(url, TOKEN);
  const alice = new MatrixAdminClient({ baseUrl: url, accessToken: TOKEN }).user(ALICE);
  /** @type {Record<string, () => Promise<any>>} */
  const ways = {
    "fetch and json()": async () => (await fetch(address, { headers })).json(),
    "fetch with a time limit": () => limited((signal) => fetch(address, { headers, signal })),
    "the same with a Request": () => limited((signal) => fetch(new Request(address, { headers, signal }))),
    "this library": async () => alice.get(),
    "fetch and valibot": async () => getUser(byHand, ALICE),
  };
  if (bot) {
    // By a variable: what is for Node only is not to be bundled for the browser.
    const name = "matrix-bot-sdk";
    const { MatrixClient } = await import(name);
    const admin = new MatrixClient(url, TOKEN).adminApis.synapse;
    ways[name] = async () => admin.getUser(ALICE);
  }
  return ways;
}

/** Bytes on the heap for each call, and how many of them are still there afterwards. @param {() => Promise<any>} way */
async function allocated(way) {
  const { gc } = /** @type {any} */ (globalThis);
  const used = () => process.memoryUsage().heapUsed;
  const settled = async () => {
    for (let n = 0; n < 3; n++) {
      await new Promise((next) => setTimeout(next, 20));
      gc();
    }
    return used();
  };
  await time(500, way);
  const before = await settled();
  await time(CALLS, way);
  const after = used();
  return { made: (after - before) / CALLS, kept: ((await settled()) - before) / CALLS };
}
