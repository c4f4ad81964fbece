// The contract of every endpoint, on a real homeserver: node contract/node.mjs [area …]
import { readdir } from "node:fs/promises";
import * as sdk from "matrix-admin-sdk";
import { deadline } from "./tools.js";

const { SYNAPSE_URL: url = "", SYNAPSE_ADMIN: admin = "", SYNAPSE_PASSWORD: password = "" } = process.env;
const context = { sdk, server: { url, admin, password } };
const wanted = process.argv.slice(2);
const folder = new URL("areas/", import.meta.url);
let [passed, failed] = [0, 0];

for (const file of (await readdir(folder)).sort()) {
  if (wanted.length > 0 && !wanted.includes(file.replace(".js", ""))) continue;
  const { checks } = await import(new URL(file, folder).href);
  for (const { name, run } of checks) {
    try {
      await deadline(60_000, () => run(context));
      passed++;
    } catch (error) {
      failed++;
      console.log(`failed: ${name}: ${error?.stack ?? error}`);
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
