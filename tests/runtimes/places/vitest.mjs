// Vitest: each check is one of its tests.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { binary, said } from "./tools.mjs";

const [FILE, REPORT] = ["runtimes/programs/vitest.test.js", "bundles/vitest.json"];

/** @type {import("./tools.mjs").Place[]} */
export const places = [
  {
    name: "Vitest",
    platform: "Node",
    async run(given, print) {
      const options = [
        "run",
        "--globals",
        "--watch=false",
        "--reporter=json",
        `--outputFile=${REPORT}`,
        FILE,
      ];
      const environment = { ...process.env, GIVEN: JSON.stringify(given) };
      const { code, text } = await said(spawn(binary("vitest"), options, { env: environment }));
      const report = JSON.parse(await readFile(REPORT, "utf8"));
      const tests = report.testResults.flatMap((/** @type {any} */ file) => file.assertionResults);
      const failed = tests.filter((/** @type {any} */ { status }) => status !== "passed");
      for (const { title, failureMessages } of failed) print(`failed: ${title}: ${failureMessages.join()}`);
      if (code !== 0 && failed.length === 0) throw new Error(`it ended with ${code}: ${text}`);
      return { passed: tests.length - failed.length, failed: failed.length };
    },
  },
];
