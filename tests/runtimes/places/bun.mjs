// Bun: run as it is, and bundled by it.
import { binary, page, prepare, program, serve } from "./tools.mjs";

const IMPORT = "runtimes/programs/import.js";

/** @param {string} entry @param {string} target @param {string[]} options */
async function bundle(entry, target, ...options) {
  const folder = `bundles/bun-${target}`;
  await prepare([binary("bun"), "build", entry, "--target", target, "--outdir", folder, ...options]);
  return folder;
}

/** @type {import("./tools.mjs").Place[]} */
export const places = [
  {
    name: "Bun: import",
    platform: "Bun",
    run: (given, print) => program([binary("bun"), "run", IMPORT], given, print),
  },
  {
    name: "Bun: bundled by bun",
    platform: "Bun",
    run: async (given, print) =>
      program([binary("bun"), "run", `${await bundle(IMPORT, "bun")}/import.js`], given, print),
  },
  {
    name: "Node: bundled by bun",
    platform: "Node",
    run: async (given, print) =>
      program([process.execPath, `${await bundle(IMPORT, "node", "--minify")}/import.js`], given, print),
  },
  {
    name: "Chrome: bundled by bun",
    platform: "Chrome",
    async run(given, print) {
      const folder = await bundle("runtimes/programs/page-import.js", "browser", "--minify");
      const site = await serve(folder);
      return page(`${site.url}/?script=page-import.js`, given, print).finally(site.close);
    },
  },
];
