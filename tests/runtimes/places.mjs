// The suite in every place where the package runs:
//
//     node runtimes/places.mjs CHROMEDRIVER GECKODRIVER [PART OF A PLACE'S NAME]
//
// in a folder that has the package in its node_modules, and runtimes/ and faults/ from here; the tools are found by
// NODE_PATH. Places wait most of the time, so some run at the same time. A line for each tells how it went.

import { checks } from "./suite.js";
import { drivers, misbehave } from "./places/tools.mjs";

const AT_A_TIME = 8;
// Each browser's driver listens for the end of this program.
process.setMaxListeners(2 * AT_A_TIME);

const [chromedriver, geckodriver, part = ""] = process.argv.slice(2);
Object.assign(drivers, { Chrome: chromedriver, Firefox: geckodriver });
const { SYNAPSE_URL: url, SYNAPSE_ADMIN: admin, SYNAPSE_PASSWORD: password } = process.env;
if (!url || !admin || !password || !geckodriver)
  throw new Error(
    "expected the paths of chromedriver and geckodriver, and a Synapse in SYNAPSE_URL and so on",
  );
const server = { url, admin, password };

/** The shortest come last, so that little is left to wait for at the end. */
const kinds = ["node", "vitest", "workerd", "browsers", "bundlers", "deno", "bun"];
const modules = await Promise.all(kinds.map((kind) => import(`./places/${kind}.mjs`)));
/** @type {import("./places/tools.mjs").Place[]} */
const places = modules.flatMap(({ places }) => places).filter(({ name }) => name.includes(part));

const total = { passed: 0, failed: 0 };
const waiting = [...places];
await Promise.all(Array.from({ length: AT_A_TIME }, work));
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

async function work() {
  for (let place; (place = waiting.shift());) {
    const { name } = place;
    const started = performance.now();
    const { passed, failed } = await everything(place);
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(`${name}: ${passed} passed, ${failed} failed in ${seconds} s`);
    total.passed += passed;
    total.failed += failed;
  }
}

/** @param {import("./places/tools.mjs").Place} place */
async function everything({ name, platform, run }) {
  const print = (/** @type {string} */ line) => console.log(`    ${name}: ${line}`);
  const { faults, stop } = await misbehave();
  let counts = { passed: 0, failed: 0 };
  try {
    counts = await run({ server, faults, platform }, print);
    if (counts.passed + counts.failed !== checks.length)
      throw new Error(`there are ${checks.length} checks; it ran others`);
  } catch (error) {
    print(String(error));
    counts.failed++;
  } finally {
    await stop();
  }
  return counts;
}
