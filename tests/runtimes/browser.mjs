// The suite, the scenarios and, in Chrome, the many calls, in a browser: `node runtimes/browser.mjs chrome DRIVER`
// or `firefox DRIVER`, in a folder that has the package in its node_modules, and runtimes/ and faults/ from here.
// A page imports the package as a user's page would.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, normalize } from "node:path";
import { start } from "../faults/server.js";

const LONGEST_RUN_MS = 8 * 60_000;

/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

// From NODE_PATH: the folder has the package and nothing else, as it would be at a user's.
const { Builder } = createRequire(import.meta.url)("selenium-webdriver");

const [name = "", executable] = process.argv.slice(2);
const make = { chrome, firefox }[name];
if (!make || !executable) throw new Error("expected chrome or firefox, and the path of its driver");

const { close, ...faults } = await start();
const { SYNAPSE_URL: url, SYNAPSE_ADMIN: admin, SYNAPSE_PASSWORD: password } = process.env;
const server = url && admin && password ? { url, admin, password } : undefined;
const site = await serve(process.cwd(), { server, faults, platform: name === "chrome" ? "Chrome" : "Firefox" });
const driver = await make(new Builder()).build();
try {
  const { passed, failed } = await follow();
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  console.log(`${passed} passed, ${failed} failed`);
} finally {
  await driver.quit();
  site.close();
  close();
}

/** Prints what the page prints, until it has ended. @returns {Promise<{ passed: number, failed: number }>} */
async function follow() {
  await driver.get(`${site.url}/runtimes/browser.html`);
  for (
    const end = Date.now() + LONGEST_RUN_MS;
    Date.now() < end;
    await new Promise((next) => setTimeout(next, 200))
  ) {
    const { lines, counts } = await driver.executeScript("return globalThis.report?.() ?? { lines: [] }");
    for (const line of lines) console.log(line);
    if (counts) return counts;
  }
  throw new Error("the page has not come to its end");
}

/** @param {any} builder */
function chrome(builder) {
  const { Options, ServiceBuilder } = createRequire(import.meta.url)("selenium-webdriver/chrome");
  const flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--js-flags=--expose-gc"];
  const options = new Options().addArguments(...flags);
  return builder
    .forBrowser("chrome")
    .setChromeOptions(options)
    .setChromeService(new ServiceBuilder(executable));
}

/** @param {any} builder */
function firefox(builder) {
  const { Options, ServiceBuilder } = createRequire(import.meta.url)("selenium-webdriver/firefox");
  const options = new Options().addArguments("-headless");
  return builder
    .forBrowser("firefox")
    .setFirefoxOptions(options)
    .setFirefoxService(new ServiceBuilder(executable));
}

/**
 * The files of a folder, and `/context.json`.
 *
 * @param {string} root @param {object} context
 */
async function serve(root, context) {
  const files = createServer(async (request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const type = pathname === "/context.json" ? "application/json" : (TYPES[extname(pathname)] ?? "text/plain");
    try {
      const file = () => readFile(join(root, normalize(pathname)));
      const body = pathname === "/context.json" ? JSON.stringify(context) : await file();
      response.writeHead(200, { "Content-Type": type }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => files.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (files.address());
  const close = () => (files.close(), files.closeAllConnections());
  return { url: `http://127.0.0.1:${port}`, close };
}
