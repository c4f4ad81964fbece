// `node bulk.js [ROUNDS]` prints what it takes to do something to many, on a server that answers at once.

import { excess, ratio, rounds, shown, spread, table } from "./rounds.js";
import { answering, inProcess } from "./runtimes.js";

const count = Number(process.argv[2] ?? 7);
const [HAND, BULK] = ["a pool by hand", "`client.bulk()`"];
const server = await answering();
try {
  /** @type {Record<string, () => Promise<any>>} */
  const ways = {};
  for (const way of [HAND, BULK]) {
    for (const items of [1000, 10_000]) {
      const options = { url: server.url, way: way === BULK ? "bulk" : "hand", items };
      ways[`${way}, ${items}`] = () => inProcess(["node", "--expose-gc"], "bulk-here.js", options);
    }
  }
  const results = await rounds(ways, count, 0);
  const of = (/** @type {string} */ name, /** @type {"ms" | "kept"} */ what) =>
    results[name].map((result) => result[what]);
  const [hand, bulk] = [of(`${HAND}, 10000`, "ms"), of(`${BULK}, 10000`, "ms")];
  console.log(`10,000 calls of \`user.get()\`, 16 at a time, in Node. The pool took ${shown(spread(hand), 0)} ms.\n`);
  const rows = [HAND, BULK].map((way) => {
    const [few, many] = [of(`${way}, 1000`, "kept"), of(`${way}, 10000`, "kept")];
    return [way, way === BULK ? shown(ratio(bulk, hand)) : "1", shown(spread(few), 0), shown(excess(many, few), 0)];
  });
  console.log(table(["", "time, times the pool's", "kB still there after 1,000", "and more after 10,000"], rows));
} finally {
  server.close();
}
