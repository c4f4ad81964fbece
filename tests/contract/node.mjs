// The contract of every endpoint, on a real homeserver: node contract/node.mjs [area …]
import { readdir } from "node:fs/promises";
import * as sdk from "matrix-admin-sdk";
import { authenticationService } from "./mas/service.js";
import { deadline } from "./tools.js";

const { SYNAPSE_URL: url = "", SYNAPSE_ADMIN: admin = "", SYNAPSE_PASSWORD: password = "" } = process.env;
const { SYNAPSE_SHARED_SECRET: secret = "", SYNAPSE_MAS_PORT: port } = process.env;
const mas = port ? await authenticationService({ url, port: Number(port), secret }) : undefined;
const context = { sdk, server: { url, admin, password }, mas };
const wanted = process.argv.slice(2);
const areas = (await readdir(new URL("areas/", import.meta.url))).sort().map((file) => `./areas/${file}`);
let [passed, failed] = [0, 0];

for (const file of [...areas, ...(mas ? ["./mas/checks.js"] : [])]) {
  if (wanted.length > 0 && !wanted.some((area) => file.endsWith(`/${area}.js`))) continue;
  const { checks } = await import(file);
  for (const { name, run } of checks) {
    try {
      // Synapse may begin a job only after a minute.
      await deadline(150_000, () => run(context));
      passed++;
    } catch (error) {
      failed++;
      console.log(`failed: ${name}: ${error?.stack ?? error}`);
    }
  }
}
mas?.close();
console.log(`${passed} passed, ${failed} failed`);
// A check that took too long may wait still.
process.exit(failed > 0 || passed === 0 ? 1 : 0);
