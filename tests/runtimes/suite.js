// What the package promises, checked in any runtime that has fetch: nothing in here, or in what it imports,
// is of Node. Each file of checks/ holds the checks of one subject.
//
//     import * as sdk from "matrix-admin-sdk";
//     import { run } from "./suite.js";
//     const { passed, failed } = await run({ sdk, server: { url, admin, password } });

import * as args from "./checks/arguments.js";
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

/** Those that bring their own `fetch`, and so run without a server. */
const offline = [surface, args, replies, retries, secrets, pages, seed].flatMap(({ checks }) => checks);

/** Every check, in the order in which they run. */
export const checks = [...offline, ...server.checks, noStrays];

const LONGEST_CHECK_MS = 60_000;

/**
 * Runs the checks, one after the other, and prints those that fail; the last line says how many did.
 *
 * @param {Context} context without a `server`, the checks on a real one are left out
 * @param {(line: string) => void} [print]
 */
export async function run(context, print = console.log) {
  if (!context.server) print(`without a server: ${server.checks.length} checks are left out`);
  const now = context.server ? checks : [...offline, noStrays];
  watchRejections();
  let failed = 0;
  for (const { name, run } of now) {
    try {
      await deadline(LONGEST_CHECK_MS, () => run(context));
    } catch (error) {
      failed++;
      print(`failed: ${name}: ${describe(error)}`);
    }
  }
  const passed = now.length - failed;
  print(`${passed} passed, ${failed} failed`);
  return { passed, failed };
}

function watchRejections() {
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
