// Deno: from a node_modules folder and by URL. The only permission is the network, to the two servers alone.
import { writeFile } from "node:fs/promises";
import { binary, program, serve } from "./tools.mjs";

/** @param {import("./tools.mjs").Given} given */
function hosts({ server, faults: { url, elsewhere, closed } }) {
  return [server.url, url, elsewhere, closed].map((address) => new URL(address).host);
}

/** @param {string[]} options @returns {import("./tools.mjs").Place["run"]} */
function deno(...options) {
  return (given, print) => {
    const run = [binary("deno"), "run", "--quiet", "--no-prompt", `--allow-net=${hosts(given)}`, ...options];
    return program(run, given, print);
  };
}

/** @type {import("./tools.mjs").Place[]} */
export const places = [
  { name: "Deno: import", platform: "Deno", run: deno("runtimes/programs/import.js") },
  { name: "Deno: import npm:", platform: "Deno", run: deno("runtimes/programs/npm.js") },
  {
    name: "Deno: import by URL",
    platform: "Deno",
    async run(given, print) {
      const files = await serve("node_modules/matrix-admin-sdk");
      const file = "runtimes/programs/url.js";
      const script = `import * as sdk from "${files.url}/dist/deno.js";
import { main } from "./command.js";

main(sdk);
`;
      await writeFile(file, script);
      try {
        return await deno(`--allow-import=${new URL(files.url).host}`, file)(given, print);
      } finally {
        files.close();
      }
    },
  },
];
