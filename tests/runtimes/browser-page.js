// What browser.html runs. The driver asks `report` what has been printed since it asked the last time.
import init, * as sdk from "matrix-admin-sdk";
import * as scenarios from "../faults/scenarios.js";
import * as leaks from "./leaks.js";
import * as suite from "./suite.js";

/** @type {string[]} */
const lines = [];
/** @type {{ passed: number, failed: number } | undefined} */
let counts;
Object.assign(globalThis, { report: () => ({ lines: lines.splice(0), counts }) });
addEventListener("error", ({ message }) => lines.push(`failed: the page: ${message}`));

const print = (/** @type {string} */ line) => void lines.push(line);
const total = { passed: 0, failed: 0 };
try {
  const memory = leaks.watchMemory();
  await init();
  const context = await (await fetch("/context.json")).json();
  for (const run of [
    () => suite.run({ sdk, ...context }, print),
    () => scenarios.run({ sdk, foreign: foreign(), ...context }, print),
    // Firefox has no way to collect its garbage now.
    ...("gc" in globalThis ? [() => leaks.run({ sdk, memory: memory() }, print)] : []),
  ]) {
    const { passed, failed } = await run();
    total.passed += passed;
    total.failed += failed;
  }
} catch (error) {
  total.failed++;
  print(`failed: the page: ${error}`);
}
counts = total;

/** The classes of another realm. */
function foreign() {
  const frame = document.body.appendChild(document.createElement("iframe"));
  const { AbortController, Response } = /** @type {any} */ (frame.contentWindow);
  return { AbortController, Response };
}
