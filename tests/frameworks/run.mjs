// The package in the frameworks that admin pages are made with: each project beside this file is installed, built for
// production, started, and opened in Chrome, on a real homeserver. `node run.mjs CHROMEDRIVER GECKODRIVER PROJECT…`

import { createServer } from "node:http";
import { cp, readFile, readdir, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { By, chrome, eventually } from "../examples/browsers.js";
import { account, admin, afterwards, ask, equal, folder, group, includes } from "../examples/tools.js";
import { must as run, ok, run as runChecks, start, url as homeserver } from "../examples/tools.js";

/** What each has to show. @type {Record<string, (project: Project) => void>} */
const projects = {
  "react-query": inReactQuery,
  nuxt: inNuxt,
  next: inNext,
  jest: inJest,
  parcel: inPlainPage,
  sveltekit: inBrowserAndServer,
  angular: inPlainPage,
  "react-router": inBrowserAndServer,
  astro: inBrowserAndServer,
  stores: inStores,
};

/**
 * @typedef {object} Project
 * @property {(name: string, run: () => unknown) => void} check
 * @property {() => string} site where it runs
 * @property {() => Promise<string>} develop starts its development server; where that runs
 * @property {(command: string, env?: Record<string, string>) => Promise<string>} must runs a command in its folder
 */

const token = admin.access_token;
const ENV = { ADMIN_TOKEN: token, NUXT_ADMIN_TOKEN: token, CI: "1", NODE_PATH: "" };

/** Everybody on the homeserver, as its API tells without the package. @type {string[]} */
let names = [];

/** @type {any} */
let driver;

// ---- the projects

/** @param {Project} project */
function inReactQuery({ check, site, develop }) {
  const pages = () => Math.ceil(names.length / 2);
  const showsPageAfterPage = async () => {
    for (let page = 1; page < pages(); page++) {
      await eventually(async () => equal(await items(), names.slice(0, page * 2), "the list"));
      await driver.findElement(By.css("button")).click();
    }
    await showsEverybody();
  };
  check("shows all users, page after page", async () => {
    await open(site(), SLOW_FETCH + SIGNALS);
    await showsPageAfterPage();
    equal(await anythingAborted(), false, "whether anything was aborted");
  });
  check("cancels what is no longer waited for", async () => {
    await open(site(), HELD_FETCH);
    await eventually(async () => equal((await requests()).length, 1, "the number of requests"));
    const bob = names.findLast((name) => name.startsWith("@bob")) ?? "";
    await driver.findElement(By.css("input")).sendKeys(bob.slice(1, bob.indexOf(":")));
    await driver.executeScript("window.letGo()");
    await eventually(async () => equal(await items(), [bob], "the list"));
    const aborted = await requests();
    equal(aborted, [...aborted.slice(1).fill(true), false], "which requests were aborted");
  });
  check("shows all users in development, where StrictMode mounts twice", async () => {
    await open(await develop(), SLOW_FETCH + SIGNALS);
    await showsPageAfterPage();
    // What the first mount asks for is aborted when it is unmounted: before the WebAssembly is there, so nothing is sent.
    equal(await anythingAborted(), true, "whether anything was aborted");
    equal(await requests(), Array(pages()).fill(false), "which requests were aborted");
  });
}

/** @param {Project} project */
function inNuxt({ check, site }) {
  check("shows all users, with the client in a ref()", async () => {
    await open(site());
    await showsEverybody();
  });
  check("tells all users from a server route", () => tellsEverybody(`${site()}/api/users`));
}

/** @param {Project} project */
function inNext({ check, site }) {
  check("shows all users in a client component", async () => {
    await open(site());
    await showsEverybody();
  });
  check("shows all users in a server component", async () => {
    await open(`${site()}/server`);
    await showsEverybody();
  });
  check("tells all users from an edge route", () => tellsEverybody(`${site()}/edge`));
}

/** @param {Project} project */
function inJest({ check, must }) {
  const env = () => ({ NAMES: names.join(" ") });
  check("passes in Node", () => must("npm run node -- --testTimeout=120000", env()));
  check("passes in jsdom", () => must("npm run jsdom -- --testTimeout=120000", env()));
  check("passes with ts-jest", () => must("npm run ts-jest -- --testTimeout=120000", env()));
  check("passes with modules", () => must("npm run modules -- --testTimeout=120000", env()));
}

/** @param {Project} project */
function inStores({ check, must }) {
  check("holds clients in Vue's refs, Pinia, MobX and Immer", () => must("npm test"));
}

/** @param {Project} project */
function inPlainPage({ check, site }) {
  check("shows all users", async () => {
    await open(site());
    await showsEverybody();
  });
}

/** @param {Project} project */
function inBrowserAndServer({ check, site }) {
  check("shows all users, asked by the browser", async () => {
    await open(site());
    await showsEverybody();
  });
  check("shows all users, asked by the server", async () => {
    await open(`${site()}/server`);
    await showsEverybody();
  });
}

// ---- from the server

/** A reply with all users as JSON. @param {string} address */
async function tellsEverybody(address) {
  const response = await fetch(address);
  const body = await response.text();
  ok(response.ok, `it answers with ${response.status}: ${body}`);
  equal(JSON.parse(body).map((/** @type {{ name: string }} */ user) => user.name), names, "the list");
}

// ---- in the page

/** Remembers what is fetched, and does so when it is time. @param {string} time */
const fetching = (time) => `{
  const { fetch } = window;
  const letGo = new Promise((resolve) => (window.letGo = resolve));
  window.requests = [];
  window.fetch = async (request) => {
    window.requests.push(request);
    await ${time};
    return fetch(request);
  };
}`;
const SLOW_FETCH = fetching("new Promise((then) => setTimeout(then, 500))");
const HELD_FETCH = fetching("letGo");

/** Remembers every signal that can be aborted. */
const SIGNALS = `{
  window.signals = [];
  window.AbortController = class extends AbortController {
    constructor() {
      super();
      window.signals.push(this.signal);
    }
  };
}`;

/** Opens a page of somebody who has logged in. @param {string} address @param {string} [script] runs before its own */
async function open(address, script = "") {
  await driver?.quit();
  driver = await chrome();
  const source = `sessionStorage.setItem("admin_token", "${admin.access_token}");${script}`;
  await driver.sendDevToolsCommand("Page.addScriptToEvaluateOnNewDocument", { source });
  await driver.get(address);
}

/** Which requests were aborted, of those that began. @returns {Promise<boolean[]>} */
const requests = () => driver.executeScript("return window.requests.map(({ signal }) => signal.aborted)");

/** Whether one of the signals is aborted, be it of a request or not. @returns {Promise<boolean>} */
const anythingAborted = () => driver.executeScript("return window.signals.some(({ aborted }) => aborted)");

/** @param {string} [css] @returns {Promise<string[]>} */
const items = (css = "li") =>
  driver.executeScript("return [...document.querySelectorAll(arguments[0])].map((one) => one.textContent.trim())", css);

/** Their number, and the name of each; and that the browser has nothing to complain about. */
async function showsEverybody() {
  try {
    await eventually(async () => equal(await items(), names, "the list"));
    includes(await text(), `${names.length} users`);
  } catch (error) {
    throw new Error(`the page shows ${await text()}; ${(await complaints()).join("; ")}`, { cause: error });
  }
  equal(await complaints(), [], "what the browser complains about");
}

/** @returns {Promise<string>} */
const text = () => driver.findElement(By.css("body")).getText();

async function complaints() {
  /** @type {{ message: string }[]} */
  const entries = await driver.manage().logs().get("browser");
  return entries.map(({ message }) => message).filter((message) => !message.includes("/favicon.ico"));
}

// ---- a project, as its user has it

/** The project with the homeserver of the test, and what it says in package.json. @param {string} name */
async function copy(name) {
  const cwd = await folder();
  await cp(new URL(`${name}/`, import.meta.url), cwd, { recursive: true });
  for (const entry of await readdir(cwd, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    await writeFile(file, (await readFile(file, "utf8")).replaceAll("https://matrix.example.com", homeserver));
  }
  const { scripts } = JSON.parse(await readFile(join(cwd, "package.json"), "utf8"));
  return { cwd, scripts };
}

/**
 * Its own server, or where it has none, one for the files it was built to; the address.
 *
 * @param {string} cwd @param {string | false} own the command that starts it
 */
async function serve(cwd, own) {
  const web = createServer(async ({ url = "" }, response) => {
    const file = new URL(url, "http://localhost").pathname.replace(/\/$/, "/index.html");
    const content = await readFile(join(cwd, "dist", file)).catch(() => "");
    response.writeHead(content ? 200 : 404, { "Content-Type": TYPES[extname(file)] ?? "text/plain" }).end(content);
  });
  await new Promise((listening) => web.listen(0, "127.0.0.1", () => listening(undefined)));
  const { port } = /** @type {import("node:net").AddressInfo} */ (web.address());
  const site = `http://127.0.0.1:${port}`;
  if (!own) {
    afterwards(() => (web.close(), web.closeAllConnections()));
    return site;
  }
  await new Promise((closed) => web.close(closed));
  const { state } = start(own, { cwd, env: { ...ENV, HOST: "127.0.0.1", PORT: String(port) } });
  await eventually(async () => ok((await fetch(site)).ok, `the server does not answer:\n${state.output}`));
  return site;
}

/** @type {Record<string, string>} */
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm" };

/** Somebody to show. */
async function fill() {
  for (const one of ["alice", "bob", "carol"]) await account(`${one}-${Date.now().toString(36)}`);
  const { reply } = await ask("/_synapse/admin/v2/users?limit=1000");
  names = reply.users.map((/** @type {{ name: string }} */ user) => user.name);
}

/** The longest that installing or building one may take, on a slow line and a busy machine. */
const LONGEST_MS = 10 * 60_000;

const all = await Promise.all(
  process.argv.slice(4).map(async (name) => {
    const inside = projects[name];
    ok(inside, `there is no project ${name}; there are ${Object.keys(projects).join(", ")}`);
    const { checks, check } = group(name);
    const { cwd, scripts } = await copy(name);
    const must = (/** @type {string} */ command, env = {}) =>
      run(command, { cwd, env: { ...ENV, ...env }, longestMs: LONGEST_MS });
    let site = "";
    check("installs", async () => {
      await fill();
      await must("npm install --no-audit --no-fund");
    });
    if (scripts.build) {
      check("is built for production", () => must("npm run build"));
      check("starts", async () => (site = await serve(cwd, scripts.start && "npm start")));
    }
    inside({ check, must, site: () => site, develop: () => serve(cwd, "npm run dev") });
    return checks;
  }),
);
afterwards(() => driver?.quit());
await runChecks(all.flat());
