// `node call.js [ROUNDS]` prints what a call costs on a server that answers at once, in each runtime.

import { ratio, shown, spread, table } from "./rounds.js";
import { STARTED, answering, inChromium, inProcess } from "./runtimes.js";

const rounds = Number(process.argv[2] ?? 15);
const ways = [
  "fetch and json()",
  "fetch with a time limit",
  "the same with a Request",
  "this library",
  "fetch and valibot",
  "matrix-bot-sdk",
];
const server = await answering();
try {
  /** @type {Record<string, any>} */
  const results = {};
  for (const [name, command] of Object.entries(STARTED)) {
    results[name] = await inProcess(command, "call-here.js", {
      url: server.url,
      rounds,
      bot: name === "Node",
    });
  }
  results.Chromium = await inChromium("call-here.js", { url: server.url, rounds });
  for (const how of Object.keys(results.Node)) {
    console.log(`Calls ${how}, times bare \`fetch\`:\n`);
    const rows = Object.entries(results).map(([runtime, { [how]: times }]) => {
      const bare = times[ways[0]];
      const peers = ways.slice(1).map((way) => (times[way] ? shown(ratio(times[way], bare)) : "–"));
      return [runtime, `${(spread(bare).median * 1000).toFixed(0)} µs`, ...peers];
    });
    console.log(table(["", "bare", ...ways.slice(1)], rows));
  }

  console.log("Memory in Node, one call after the other, in bytes of JavaScript's heap for each call:\n");
  // So large a nursery that nothing is collected meanwhile.
  const node = ["node", "--expose-gc", "--min-semi-space-size=128", "--max-semi-space-size=128"];
  const memory = [];
  for (const way of ways) {
    const made = [];
    const kept = [];
    for (let round = 0; round < Math.ceil(rounds / 3); round++) {
      const options = { url: server.url, bot: way === "matrix-bot-sdk", memory: way };
      const result = await inProcess(node, "call-here.js", options);
      made.push(result.made);
      kept.push(result.kept);
    }
    memory.push([way, shown(spread(made), 0), shown(spread(kept), 0)]);
  }
  console.log(table(["", "made", "still there after a collection"], memory));
} finally {
  server.close();
}
