// `node start.js [ROUNDS]` prints how long it takes until the first request, each time in a new process or page.

import { build } from "esbuild";
import { execFile } from "node:child_process";
import { cp, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { excess, rounds, shown, spread, table } from "./rounds.js";
import { BIN, HERE, STARTED, answering, bundle, chromium, serve } from "./runtimes.js";

const count = Number(process.argv[2] ?? 15);
const run = promisify(execFile);
const PROGRAMS = {
  empty: "an empty module",
  fetch: "`fetch`, one call",
  import: "this library, imported",
  request: "… to its first request",
  call: "… one call",
  "js-sdk": "matrix-js-sdk, imported",
  "bot-sdk": "matrix-bot-sdk, imported",
};
const PAGES = {
  empty: "an empty module",
  embedded: "`.`, to its first request",
  slim: "`./slim`, the same",
  "js-sdk": "matrix-js-sdk, imported",
};

/** @param {string[]} command */
async function wall([program, ...args]) {
  const started = performance.now();
  await run(program, args, { cwd: HERE, env: { ...process.env, SERVER: server.url } });
  return performance.now() - started;
}

/** ms, and how many more than the empty one. @param {object} programs @param {Record<string, number[]>} times */
function row(programs, { empty, ...times }) {
  const others = Object.keys(programs).slice(1);
  return [
    shown(spread(empty), 1),
    ...others.map((name) => (times[name] ? shown(excess(times[name], empty), 1) : "–")),
  ];
}

const server = await answering();
try {
  console.log(
    "A process of its own each time, from its start to its end, in ms; all but the first over the empty module:\n",
  );
  const processes = [];
  for (const [runtime, command] of Object.entries(STARTED)) {
    // The bot's SDK is for Node.
    const names = Object.keys(PROGRAMS).filter((name) => name !== "bot-sdk" || runtime === "Node");
    const ways = names.map((name) => [name, () => wall([...command, `start/${name}.js`])]);
    const times = await rounds(Object.fromEntries(ways), count);
    processes.push([runtime, ...row(PROGRAMS, times)]);
  }
  console.log(table(["", ...Object.values(PROGRAMS)], processes));

  console.log("workerd, the same, up to the first request: ", await worker(), "\n");
  console.log("In a new page of Chromium, from `import()` on, bundled by esbuild, without any cache:\n");
  console.log(table(["", ...Object.values(PAGES)], [["Chromium", ...row(PAGES, await inPages())]]));

  console.log("What the start in Node consists of, in ms, median of as many processes:\n");
  /** @type {Map<string, number[]>} */
  const parts = new Map();
  for (let round = 0; round < count; round++) {
    const { stdout } = await run("node", ["start/parts.js"], { cwd: HERE });
    for (const [name, ms] of JSON.parse(stdout)) parts.set(name, [...(parts.get(name) ?? []), ms]);
  }
  console.log(
    table(
      ["part", "ms"],
      [...parts].map(([name, times]) => [name, shown(spread(times), 1)]),
    ),
  );
} finally {
  server.close();
}

async function worker() {
  /** @type {Record<string, () => Promise<number>>} */
  const ways = {};
  for (const name of ["worker-empty", "worker"]) {
    const folder = join(HERE, "start", name);
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder);
    await build({
      entryPoints: [`${folder}.js`],
      outfile: join(folder, "worker.js"),
      bundle: true,
      format: "esm",
      conditions: ["workerd"],
      external: ["*.wasm"],
    });
    const wasm = join(HERE, "node_modules/matrix-admin-sdk/dist/wasm");
    const files = (await readdir(wasm)).filter((file) => file.endsWith(".wasm"));
    for (const file of files) await cp(join(wasm, file), join(folder, file));
    const modules = files.map((file) => `(name = "wasm/${file}", wasm = embed "${file}")`);
    const text = `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (services = [(name = "main", worker = (
  modules = [(name = "worker.js", esModule = embed "worker.js"), ${modules.join(", ")}],
  compatibilityDate = "2026-04-01"))]);`;
    await writeFile(join(folder, "config.capnp"), text);
    ways[name] = () => wall([join(BIN, "workerd"), "test", join(folder, "config.capnp")]);
  }
  const { worker, "worker-empty": empty } = await rounds(ways, count);
  return `${shown(excess(worker, empty), 1)} over ${shown(spread(empty), 1)} ms`;
}

async function inPages() {
  const site = await serve(HERE);
  const driver = await chromium();
  try {
    const wasm = join(HERE, "node_modules/matrix-admin-sdk/dist/wasm");
    await cp(wasm, join(HERE, "start/wasm"), { recursive: true });
    /** @type {Record<string, () => Promise<number>>} */
    const ways = {};
    for (const name of Object.keys(PAGES)) {
      await bundle(join(HERE, `start/page-${name}.js`), join(HERE, `start/bundle-${name}.js`));
      ways[name] = async () => {
        await driver.get(`${site.url}/page.html`);
        const run = `const done = arguments[0], started = performance.now();
          import("/start/bundle-${name}.js").then((page) => page.default()).then(
          () => done({ ms: performance.now() - started }), (error) => done({ error: String(error) }));`;
        const { ms, error } = /** @type {any} */ (await driver.executeAsyncScript(run));
        if (error) throw new Error(`${name} in Chromium: ${error}`);
        return ms;
      };
    }
    return await rounds(ways, count);
  } finally {
    await driver.quit();
    site.close();
  }
}
