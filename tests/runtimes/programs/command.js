// A program of Node, Deno or Bun: it is given its context as JSON in its argument, for that needs no permission.
import { foreign } from "../../faults/foreign.js";
import { begin } from "../checks/early.js";
import { run } from "../suite.js";

/** @param {typeof import("matrix-admin-sdk")} sdk */
export async function main(sdk) {
  const { Deno, process } = /** @type {any} */ (globalThis);
  const [given] = Deno ? Deno.args : process.argv.slice(2);
  const early = await begin(sdk);
  const { passed, failed } = await run({ sdk, foreign: foreign(), early, ...JSON.parse(given) }, console.log);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 ? 1 : 0;
}
