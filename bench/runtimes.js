// Runs what a module of this folder exports by default, in each runtime.

import { build } from "esbuild";
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { promisify } from "node:util";
import { Builder } from "selenium-webdriver";
import { Options, ServiceBuilder } from "selenium-webdriver/chrome.js";

export const HERE = import.meta.dirname;
export const BIN = join(HERE, "node_modules/.bin");

/** How each is started. @type {Record<string, string[]>} */
export const STARTED = {
  Node: ["node"],
  Deno: [join(BIN, "deno"), "run", "--no-lock", "--node-modules-dir=manual", "-A"],
  Bun: [join(BIN, "bun")],
};

/**
 * @param {string} module a file here
 * @param {object} options
 * @returns {Promise<Record<string, any>>} what it gave, by runtime
 */
export async function everywhere(module, options) {
  /** @type {Record<string, any>} */
  const results = {};
  for (const [name, command] of Object.entries(STARTED))
    results[name] = await inProcess(command, module, options);
  results.Chromium = await inChromium(module, options);
  return results;
}

/** @param {string[]} command @param {string} module @param {object} options */
export async function inProcess([program, ...flags], module, options) {
  const args = [...flags, "here.js", module, JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(program, args, { cwd: HERE, maxBuffer: 1 << 26 });
  return JSON.parse(stdout);
}

/** @param {string} module @param {object} options */
export async function inChromium(module, options) {
  await bundle(join(HERE, module), join(HERE, "page.js"));
  const site = await serve(HERE);
  const driver = await chromium();
  try {
    await driver.manage().setTimeouts({ script: 900_000 });
    await driver.get(`${site.url}/page.html`);
    const run = `const [options, done] = arguments;
      import("/page.js").then(({ default: run }) => run(options)).then((result) => done({ result }),
      (error) => done({ error: String(error?.stack ?? error) }));`;
    const { result, error } = /** @type {any} */ (await driver.executeAsyncScript(run, options));
    if (error) throw new Error(`${module} in Chromium: ${error}`);
    return result;
  } finally {
    await driver.quit();
    site.close();
  }
}

export function chromium() {
  const flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage"];
  return new Builder()
    .forBrowser("chrome")
    .setChromeOptions(/** @type {any} */ (new Options().addArguments(...flags)))
    .setChromeService(new ServiceBuilder(process.env.CHROMEDRIVER ?? "chromedriver"))
    .build();
}

/** One module for a browser. @param {string} entry @param {string} outfile */
export const bundle = (entry, outfile) =>
  build({ entryPoints: [entry], outfile, bundle: true, format: "esm", minify: true, external: ["node:*"] });

/** The files of a folder. @param {string} root */
export async function serve(root) {
  /** @type {Record<string, string>} */
  const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? "", "http://localhost").pathname;
    const body =
      path === "/page.html" ? "<!doctype html>" : await readFile(join(root, path)).catch(() => undefined);
    response.writeHead(body === undefined ? 404 : 200, {
      "content-type": types[extname(path)] ?? "text/plain",
      "cache-control": "no-store",
      // Only an isolated page has a clock of microseconds.
      "cross-origin-opener-policy": "same-origin",
      "cross-origin-embedder-policy": "require-corp",
    });
    response.end(body);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", () => ready(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => server.close() };
}

/** The server that answers at once, in a process of its own. @returns {Promise<{ url: string, close: () => void }>} */
export async function answering() {
  const server = spawn("node", [join(HERE, "server.js")], { stdio: ["pipe", "pipe", "inherit"] });
  const [line] = await once(server.stdout, "data");
  return { url: String(line).trim(), close: () => server.stdin.end() };
}
