// A page: it is given its context as JSON in the fragment of its address, and asked for its report by its driver.
import { foreign } from "../../faults/foreign.js";
import { begin } from "../checks/early.js";
import { run } from "../suite.js";

/** @type {string[]} */
const lines = [];
/** @type {{ passed: number, failed: number } | undefined} */
let counts;
Object.assign(globalThis, { report: () => ({ lines: lines.splice(0), counts }) });

/** Adds a line to the report. @param {string} line */
export const print = (line) => void lines.push(line);

/** What the page was given. */
export const given = () => JSON.parse(decodeURIComponent(location.hash.slice(1)));

/** Ends the report with what that comes to. @param {() => Promise<{ passed: number, failed: number }>} work */
export async function end(work) {
  addEventListener("error", ({ message }) => print(`failed: the page: ${message}`));
  counts = await work().catch((error) => {
    print(`failed: the page: ${error}`);
    return { passed: 0, failed: 1 };
  });
}

/** @param {typeof import("matrix-admin-sdk")} sdk */
export function main(sdk) {
  end(async () => {
    const early = await begin(sdk);
    await sdk.init();
    return run({ sdk, foreign: foreign(), early, ...given() }, print);
  });
}
