// What the package promises, checked in any runtime that has fetch: nothing in here, or in what it imports,
// is of Node. Each file of checks/ holds the checks of one subject; the scenarios are those of faults/.

import { sections } from "../faults/scenarios.js";
import * as args from "./checks/arguments.js";
import * as bulk from "./checks/bulk.js";
import * as early from "./checks/early.js";
import * as guards from "./checks/guards.js";
import * as ids from "./checks/ids.js";
import * as iterators from "./checks/iterators.js";
import * as jobs from "./checks/jobs.js";
import * as media from "./checks/media.js";
import * as offboard from "./checks/offboard.js";
import * as others from "./checks/others.js";
import * as pages from "./checks/pages.js";
import * as replies from "./checks/replies.js";
import * as retries from "./checks/retries.js";
import * as secrets from "./checks/secrets.js";
import * as seed from "./checks/seed.js";
import * as server from "./checks/server.js";
import * as surface from "./checks/surface.js";
import { deadline, equal, pause } from "./tools.js";

/** @typedef {import("./tools.js").Context} Context */
/** @typedef {import("./tools.js").Check} Check */

/** @type {string[]} */
const strays = [];

/** Runs last: it is about all the others. @type {Check} */
const noStrays = {
  name: "the package: no rejection is left without a handler",
  run: async () => {
    await pause(50);
    equal(strays, [], "what was rejected");
  },
};

const parts = [early, surface, args, ids, replies, others, retries, secrets, pages, media, jobs, guards, bulk, iterators, offboard, seed, server];
const subjects = parts.flatMap(({ checks }) => checks);
const scenarios = Object.entries(sections).flatMap(([section, list]) =>
  list.map(({ name, run }) => ({ name: `${section}: ${name}`, run })),
);

/** Every check, in the order in which they run. @type {Check[]} */
export const checks = [...subjects, ...scenarios, noStrays];

export const LONGEST_CHECK_MS = 180_000;

/**
 * Runs the checks, one after the other.
 *
 * @param {Context} context
 * @param {(line: string) => void} print told of each that fails
 */
export async function run(context, print) {
  watchRejections();
  let failed = 0;
  for (const { name, run } of checks) {
    try {
      await deadline(LONGEST_CHECK_MS, () => run(context));
    } catch (error) {
      failed++;
      print(`failed: ${name}: ${describe(error)}`);
    }
  }
  return { passed: checks.length - failed, failed };
}

/** Has to be called before the checks run; the last of them tells what it saw. */
export function watchRejections() {
  const { process, addEventListener } = /** @type {any} */ (globalThis);
  if (process?.on)
    process.on("unhandledRejection", (/** @type {unknown} */ reason) => strays.push(describe(reason)));
  else
    addEventListener?.("unhandledrejection", (/** @type {any} */ event) => {
      event.preventDefault();
      strays.push(describe(event.reason));
    });
}

/** One line, whatever was thrown. @param {unknown} error */
function describe(error) {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : `thrown: ${String(error)}`;
  return text.replace(/\s*\n\s*/g, " ");
}
