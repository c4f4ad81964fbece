// From the bytes of a reply to objects that were checked, in whatever runtime this is. Everybody is given the same bytes,
// in memory, by the same stand-in for fetch, and awaits the same: the response, then its body.

import init, { MatrixAdminClient } from "matrix-admin-sdk";
import * as v from "valibot";
import { pages } from "./data.js";
import { valibot, zod } from "./peers.js";
import { rounds, time } from "./rounds.js";
import * as textbook from "./textbook/textbook.js";

export const SIZES = [0, 20, 100, 1000, 10_000];
/** Each sample is about so many rows, and at most so many calls. */
const ROWS_A_SAMPLE = 4000;
const CALLS_A_SAMPLE = 200;

/** @param {{ rounds: number, sizes?: number[] }} options */
export default async function measure({ rounds: count, sizes = SIZES }) {
  await init();
  await textbook.default({ module_or_path: await file("textbook/textbook_bg.wasm") });
  /** @type {{ data: string, rows: number, times: Record<string, number[]> }[]} */
  const measured = [];
  const all = sizes.flatMap((rows) =>
    Object.keys(pages).flatMap((kind) => [true, false].map((ascii) => ({ rows, kind, ascii }))),
  );
  for (const { rows, kind, ascii } of all) {
    const bytes = new TextEncoder().encode(JSON.stringify(pages[kind](rows, ascii)));
    const calls = Math.min(Math.ceil(ROWS_A_SAMPLE / (rows || 1)), CALLS_A_SAMPLE);
    const ways = waysFor(kind, bytes);
    await agree(ways);
    const timed = Object.entries(ways).map(([name, way]) => [name, () => time(calls, way)]);
    const times = await rounds(Object.fromEntries(timed), count, 2);
    measured.push({ data: `${kind}${ascii ? "" : ", not ASCII"}`, rows, times });
  }
  return measured;
}

/** @param {string} kind @param {Uint8Array<ArrayBuffer>} bytes @returns {Record<string, () => Promise<any>>} */
function waysFor(kind, bytes) {
  const headers = new Headers({ "content-type": "application/json" });
  globalThis.fetch = /** @type {any} */ (
    async () => ({ ok: true, status: 200, headers, arrayBuffer: async () => bytes.buffer })
  );
  const decoder = new TextDecoder();
  const floor = async () => JSON.parse(decoder.decode(await (await fetch("")).arrayBuffer()));
  const client = new MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: "syt_token" });
  const alice = client.user("@alice:example.com");
  const method = {
    users: () => client.users.list(),
    rooms: () => client.rooms.list(),
    media: () => alice.getMedia(),
  };
  return {
    floor,
    "response.json()": async () => (await (async () => new Response(bytes, { headers }))()).json(),
    "this library": async () => method[kind](),
    "zod 4": async () => zod[kind].parse(await floor()),
    "zod 4, jitless": async () => zod[kind].parse(await floor(), { jitless: true }),
    valibot: async () => v.parse(valibot[kind], await floor()),
    "serde-wasm-bindgen": async () => textbook[kind](new Uint8Array(await (await fetch("")).arrayBuffer())),
  };
}

/** Who gives something else is not measured. @param {Record<string, () => Promise<any>>} ways */
async function agree(ways) {
  const wanted = JSON.stringify(await ways.floor());
  for (const [name, way] of Object.entries(ways)) {
    if (JSON.stringify(await way()) !== wanted) throw new Error(`${name} gives something else`);
  }
}

/** @param {string} path below this folder */
async function file(path) {
  if (!globalThis.process) return (await fetch(`/${path}`)).arrayBuffer();
  return (await import("node:fs/promises")).readFile(new URL(path, import.meta.url));
}
