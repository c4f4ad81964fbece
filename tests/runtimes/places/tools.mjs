// What the places are made of: programs, pages, and a server for their files.
import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { delimiter, extname, join, normalize } from "node:path";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";

/** @typedef {{ passed: number, failed: number }} Counts */
/** @typedef {(line: string) => void} Print */
/** @typedef {import("../tools.js").Given} Given */

/**
 * A place where the package runs: whatever has to be prepared, and the checks.
 *
 * @typedef {object} Place
 * @property {string} name
 * @property {import("../tools.js").Platform} platform
 * @property {(given: Given, print: Print) => Promise<Counts>} run
 */

const LONGEST_RUN_MS = 20 * 60_000;

// ---- tools: from NODE_PATH, for the folder has the package and nothing else, as it would be at a user's

const require = createRequire(import.meta.url);

/** A tool's module. @param {string} name @returns {Promise<any>} */
export const tool = (name) => import(pathToFileURL(require.resolve(name)).href);

/** The path of a tool's command. @param {string} name */
export const binary = (name) => join((process.env.NODE_PATH ?? "").split(delimiter)[0], ".bin", name);

// ---- programs

/**
 * What a program has printed when it has ended, and how that ended.
 *
 * @param {import("node:child_process").ChildProcess} child
 * @param {number} [longestMs]
 * @returns {Promise<{ code: number | null, text: string }>}
 */
export async function said(child, longestMs = LONGEST_RUN_MS) {
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream?.on("data", (data) => (text += data));
  const late = setTimeout(() => child.kill(), longestMs);
  const code = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  clearTimeout(late);
  return { code, text };
}

/**
 * Runs a program in a place: its last line counts, the lines before tell of failures.
 *
 * @param {string[]} command @param {Given} given @param {Print} print @param {number} [longestMs]
 * @returns {Promise<Counts>}
 */
export async function program([executable, ...options], given, print, longestMs) {
  const { code, text } = await said(spawn(executable, [...options, JSON.stringify(given)]), longestMs);
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(text) ?? [];
  if (!passed || (code !== 0 && failed === "0")) throw new Error(`it ended with ${code}: ${text}`);
  for (const line of text.split("\n")) if (line.startsWith("failed: ")) print(line);
  return { passed: Number(passed), failed: Number(failed) };
}

/** Runs a command that prepares something. @param {string[]} command */
export async function prepare([executable, ...options]) {
  const { code, text } = await said(spawn(executable, options));
  if (code !== 0) throw new Error(`${executable} ended with ${code}: ${text}`);
}

// ---- pages

/** The drivers of the browsers, as the command line gave them. @type {Record<string, string | undefined>} */
export const drivers = {};

/** For `setpriv`: what it runs ends with this program, however that ends. */
const ENDS_WITH_THIS = ["--pdeathsig", "TERM"];

/** What opens a browser, and gives its driver. @type {Record<string, () => any>} */
const BROWSERS = {
  Chrome() {
    const { Builder } = require("selenium-webdriver");
    const { Options, ServiceBuilder } = require("selenium-webdriver/chrome");
    const flags = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--js-flags=--expose-gc"];
    const options = new Options().addArguments(...flags);
    return new Builder()
      .forBrowser("chrome")
      .setChromeOptions(options)
      .setChromeService(new ServiceBuilder(drivers.Chrome))
      .build();
  },
  Firefox() {
    const { Builder } = require("selenium-webdriver");
    const { Options, ServiceBuilder } = require("selenium-webdriver/firefox");
    const options = new Options().addArguments("-headless");
    return new Builder()
      .forBrowser("firefox")
      .setFirefoxOptions(options)
      .setFirefoxService(new ServiceBuilder(drivers.Firefox))
      .build();
  },
  /** It has to have a screen; its driver is found on the PATH, and finds it. */
  async "WebKit (GTK)"() {
    const { Capabilities, WebDriver } = require("selenium-webdriver");
    const { Executor, HttpClient } = require("selenium-webdriver/http");
    const { DriverService } = require("selenium-webdriver/remote");
    const screen = spawn("setpriv", [...ENDS_WITH_THIS, "Xvfb", "-displayfd", "1", "-nolisten", "tcp"]);
    const number = await new Promise((resolve, reject) => {
      screen.stdout.once("data", (data) => resolve(String(data).trim()));
      screen.on("error", reject).on("close", (code) => reject(new Error(`Xvfb ended with ${code}`)));
    });
    const service = new DriverService.Builder("setpriv")
      .addArguments(...ENDS_WITH_THIS, "WebKitWebDriver")
      .setLoopback(true)
      .setEnvironment({ ...process.env, DISPLAY: `:${number}` })
      .build();
    const executor = new Executor(service.start().then((/** @type {string} */ url) => new HttpClient(url)));
    // The browser ends with its screen, whatever became of its driver.
    const end = () => service.kill().finally(() => screen.kill());
    // Each script of the driver's would set a timer of the page's, and checks count those.
    const timeouts = { script: null };
    return WebDriver.createSession(executor, new Capabilities({ browserName: "MiniBrowser", timeouts }), end);
  },
};

/**
 * Opens a page in a browser of its own, and prints what it reports until it has ended.
 *
 * @param {string} url @param {Pick<Given, "platform">} given @param {Print} print @param {number} [longestMs]
 * @returns {Promise<Counts>}
 */
export async function page(url, given, print, longestMs = LONGEST_RUN_MS) {
  const driver = await BROWSERS[given.platform]();
  try {
    // A check can keep a page busy for long. In WebKit there is no limit, see above.
    if (given.platform !== "WebKit (GTK)") await driver.manage().setTimeouts({ script: longestMs });
    await driver.get(`${url}#${encodeURIComponent(JSON.stringify(given))}`);
    for (const end = Date.now() + longestMs; Date.now() < end; await pause(200)) {
      const { lines, counts } = await driver.executeScript("return globalThis.report?.() ?? { lines: [] }");
      for (const line of lines) print(line);
      if (counts) return counts;
    }
    throw new Error("the page has not come to its end");
  } finally {
    await driver.quit();
  }
}

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => void setTimeout(resolve, ms));

// ---- servers

/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };

/**
 * The files of a folder, and one page: `/page?script=…`, with an import map or with a strict policy.
 *
 * @param {string} root
 * @param {Record<string, string>} [headers]
 * @returns {Promise<{ url: string, close: () => void }>}
 */
export async function serve(root, headers = {}) {
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
    try {
      const script = searchParams.get("script");
      const body = script ? html(script) : await readFile(join(root, normalize(pathname)));
      const type = script ? "text/html" : (TYPES[extname(pathname)] ?? "text/plain");
      response.writeHead(200, { "Content-Type": type, ...headers }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  return { url: `http://127.0.0.1:${port}`, close: () => (server.close(), server.closeAllConnections()) };
}

/** A page of a script, as a module. @param {string} script its address */
export const html = (script) => `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <title>matrix-admin-sdk in a browser</title>
    <link rel="icon" href="data:," />
    <script type="module" src="${script}"></script>
  </head>
  <body></body>
</html>
`;

/** The server that misbehaves. @returns {Promise<{ faults: Given["faults"], stop: () => unknown }>} */
export async function misbehave() {
  const thread = new Worker(new URL("../../faults/thread.js", import.meta.url));
  const faults = await new Promise((resolve, reject) => thread.on("message", resolve).on("error", reject));
  return { faults, stop: () => thread.terminate() };
}
