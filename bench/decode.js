// `node decode.js [ROUNDS]` prints how long it takes from the bytes of a reply to checked objects, in each runtime.

import { ratio, ratios, shown, spread, table } from "./rounds.js";
import { everywhere } from "./runtimes.js";

const results = await everywhere("decode-here.js", { rounds: Number(process.argv[2] ?? 11) });
const ways = Object.keys(Object.values(results)[0][0].times);

/** All rounds of all these measurements. @param {any[]} rows @param {string} way */
const together = (rows, way) => spread(rows.flatMap(({ times }) => ratios(times[way], times.floor)));

console.log("At 1000 rows, all six kinds of data together:\n");
const others = ways.slice(1);
const summary = Object.entries(results).map(([runtime, rows]) => {
  const thousand = rows.filter((/** @type {any} */ row) => row.rows === 1000);
  return [runtime, ...others.map((way) => shown(together(thousand, way)))];
});
console.log(table(["times the floor", ...others], summary));

console.log("What a call costs whose reply has no rows, in µs:\n");
const calls = Object.entries(results).map(([runtime, rows]) => {
  const none = rows.filter((/** @type {any} */ row) => row.rows === 0);
  return [
    runtime,
    ...ways.map((way) =>
      (spread(none.flatMap((/** @type {any} */ row) => row.times[way])).median * 1000).toFixed(1),
    ),
  ];
});
console.log(table(["µs", ...ways], calls));

for (const [runtime, rows] of Object.entries(results)) {
  const lines = rows
    .filter((/** @type {any} */ row) => row.rows > 0)
    .map(({ data, rows, times }) => {
      const floor = `${(spread(times.floor).median * 1000).toFixed(0)} µs`;
      return [`${rows} ${data}`, floor, ...others.map((way) => shown(ratio(times[way], times.floor)))];
    });
  console.log(`<details><summary>${runtime}: every size and kind of data</summary>\n`);
  console.log(table(["rows", "floor", ...others.map((way) => `${way}, times`)], lines));
  console.log("</details>\n");
}
