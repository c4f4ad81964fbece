// Cloudflare's workerd: with the package's files as they are, through Miniflare, and bundled, through what
// `wrangler dev` runs.
import { resolve } from "node:path";
import { tool } from "./tools.mjs";

const COMPATIBILITY_DATE = "2026-04-01";

/** @param {any} worker @param {import("./tools.mjs").Given} given @param {import("./tools.mjs").Print} print */
async function ask(worker, given, print) {
  const request = { method: "POST", body: JSON.stringify(given) };
  try {
    const answer = await (worker.dispatchFetch ?? worker.fetch)("http://localhost/run", request);
    if (!answer.ok) throw new Error(`the worker answered ${answer.status} ${await answer.text()}`);
    const { lines, counts } = await answer.json();
    for (const line of lines) print(line);
    return counts;
  } finally {
    await worker.dispose();
  }
}

/** @type {import("./tools.mjs").Place[]} */
export const places = [
  {
    name: "workerd: Miniflare",
    platform: "workerd",
    async run(given, print) {
      const { Miniflare } = await tool("miniflare");
      const miniflare = new Miniflare({
        compatibilityDate: COMPATIBILITY_DATE,
        cf: false,
        modules: true,
        rootPath: resolve("."),
        scriptPath: "runtimes/programs/cloudflare-address.js",
        modulesRules: [
          { type: "ESModule", include: ["**/*.js"] },
          { type: "CompiledWasm", include: ["**/*.wasm"] },
        ],
      });
      return ask(miniflare, given, print);
    },
  },
  {
    name: "workerd: wrangler dev",
    platform: "workerd",
    async run(given, print) {
      // It would ask the world where it is, send home how it is used, and write to the user's folder.
      Object.assign(process.env, {
        CLOUDFLARE_CF_FETCH_ENABLED: "false",
        WRANGLER_SEND_METRICS: "false",
        WRANGLER_LOG_PATH: resolve("bundles/wrangler"),
        WRANGLER_REGISTRY_PATH: resolve("bundles/wrangler/registry"),
      });
      const { unstable_startWorker } = await tool("wrangler");
      const worker = await unstable_startWorker({
        name: "suite",
        entrypoint: "runtimes/programs/cloudflare-import.js",
        compatibilityDate: COMPATIBILITY_DATE,
        // With the inspector on, it ended while a long answer came in.
        dev: {
          server: { hostname: "127.0.0.1", port: 0 },
          inspector: false,
          watch: false,
          logLevel: "error",
        },
      });
      await worker.ready;
      return ask(worker, given, print);
    },
  },
];
