// How long each platform's own `fetch` waits for an answer; run by hand, for it takes SECONDS, by default 660:
//
//     node runtimes/limits.mjs CHROMEDRIVER GECKODRIVER [PART OF A PLATFORM'S NAME] [SECONDS]
//
// in this folder; the tools are found by NODE_PATH. A line for each platform and way tells what came of it. The server
// answers after SECONDS.

import { createServer } from "node:http";
import { binary, drivers, page, program, serve, tool } from "./places/tools.mjs";

const [chromedriver, geckodriver, part = "", seconds = "660"] = process.argv.slice(2);
Object.assign(drivers, { Chrome: chromedriver, Firefox: geckodriver });

const longestMs = Number(seconds) * 1000 + 60_000;

/** How often each request arrived. @type {Record<string, number>} */
const arrived = {};
const CORS = {
  "Access-Control-Allow-Origin": "*",
  "Access-Control-Allow-Methods": "GET, POST",
  "Access-Control-Allow-Headers": "Authorization",
};
const server = createServer({ requestTimeout: 0 }, ({ url = "", method }, response) => {
  if (method === "OPTIONS") return void response.writeHead(204, CORS).end();
  arrived[url] = (arrived[url] ?? 0) + 1;
  response.on("error", () => {});
  if (url.endsWith("/body")) response.writeHead(200, CORS).write("[");
  setTimeout(() => {
    if (!response.headersSent) response.writeHead(200, CORS).write("[");
    response.end("]");
  }, Number(seconds) * 1000).unref();
});
await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());

/** @typedef {import("./places/tools.mjs").Given} Given */
/** @typedef {(given: Given, print: (line: string) => void) => Promise<void | object>} Run */

const PROGRAM = "runtimes/programs/limits.js";

/** @param {string[]} command @returns {Run} */
function run(...command) {
  return (given, print) => program([...command, PROGRAM], given, print, longestMs);
}

/** @type {Run} */
async function inPage(given, print) {
  const site = await serve(".");
  return page(`${site.url}/?script=/${PROGRAM}`, given, print, longestMs).finally(site.close);
}

/** @type {Run} */
async function inWorkerd(given, print) {
  const { Miniflare } = await tool("miniflare");
  const miniflare = new Miniflare({
    cf: false,
    modules: true,
    scriptPath: "runtimes/programs/cloudflare-limits.js",
    modulesRules: [{ type: "ESModule", include: ["**/*.js"] }],
  });
  try {
    const request = { method: "POST", body: JSON.stringify(given) };
    const { body } = await miniflare.dispatchFetch("http://localhost/", request);
    for await (const text of body.pipeThrough(new TextDecoderStream()))
      for (const line of text.split("\n")) if (line) print(line);
  } finally {
    await miniflare.dispose();
  }
}

/** @type {Record<string, Run>} */
const PLATFORMS = {
  Node: run(process.execPath),
  Deno: run(binary("deno"), "run", "--quiet", "--no-prompt", `--allow-net=127.0.0.1:${port}`),
  Bun: run(binary("bun"), "run"),
  workerd: inWorkerd,
  Chrome: inPage,
  Firefox: inPage,
  "WebKit (GTK)": inPage,
};
const chosen = Object.entries(PLATFORMS).filter(([name]) => name.includes(part));
await Promise.all(
  chosen.map(async ([platform, run]) => {
    const print = (/** @type {string} */ line) => console.log(`${platform}: ${line.replace("failed: ", "")}`);
    const given = /** @type {any} */ ({ platform, url: `http://127.0.0.1:${port}/${platform}` });
    await run(given, print).catch((error) => print(String(error)));
  }),
);
console.log("arrived:", arrived);
server.close();
server.closeAllConnections();
