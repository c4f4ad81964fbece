// A server, a network and a user that misbehave, and what comes of it, in any runtime that has fetch: nothing in
// here, or in what it imports, is of Node. docs/reliability.md is generated from this list.

import { deadline, equal, pause } from "../runtimes/tools.js";
import * as answers from "./scenarios/answers.js";
import * as cancelling from "./scenarios/cancelling.js";
import * as fetches from "./scenarios/fetches.js";
import * as hooks from "./scenarios/hooks.js";
import * as retries from "./scenarios/retries.js";
import * as tokens from "./scenarios/tokens.js";

/** @typedef {import("./tools.js").Context} Context */
/** @typedef {import("./tools.js").Scenario} Scenario */

/** By the sections of the page that tells of them. @type {Record<string, Scenario[]>} */
export const sections = {
  answers: answers.scenarios,
  retries: retries.scenarios,
  cancelling: cancelling.scenarios,
  tokens: tokens.scenarios,
  hooks: hooks.scenarios,
  fetch: fetches.scenarios,
};

const LONGEST_SCENARIO_MS = 60_000;

/**
 * Runs them, one after the other, and prints those that fail; the last line says how many did.
 *
 * @param {Context} context
 * @param {(line: string) => void} [print]
 */
export async function run(context, print = console.log) {
  const strays = watchRejections();
  const scenarios = Object.entries(sections).flatMap(([section, list]) =>
    list.map(({ name, run }) => ({ name: `${section}: ${name}`, run })),
  );
  const noStrays = {
    name: "no rejection is left without a handler",
    run: async () => {
      await pause(50);
      equal(strays, [], "what was rejected");
    },
  };
  let failed = 0;
  for (const { name, run } of [...scenarios, noStrays]) {
    try {
      await deadline(LONGEST_SCENARIO_MS, () => run(context));
    } catch (error) {
      failed++;
      print(`failed: ${name}: ${describe(error)}`);
    }
  }
  const passed = scenarios.length + 1 - failed;
  print(`${passed} passed, ${failed} failed`);
  return { passed, failed };
}

function watchRejections() {
  /** @type {string[]} */
  const strays = [];
  const { process, addEventListener } = /** @type {any} */ (globalThis);
  if (process?.on)
    process.on("unhandledRejection", (/** @type {unknown} */ reason) => strays.push(describe(reason)));
  else
    addEventListener("unhandledrejection", (/** @type {any} */ event) => {
      event.preventDefault();
      strays.push(describe(event.reason));
    });
  return strays;
}

/** One line, whatever was thrown. @param {unknown} error */
function describe(error) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`;
  return text.replace(/\s*\n\s*/g, " ");
}
