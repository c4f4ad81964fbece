// Every program in the package's README, in the runtime it is for: node readme.mjs CHROMEDRIVER
// They run as they stand there; only the homeserver, its people and its rooms are those of the test.

import { readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join } from "node:path";
import { account, admin, afterwards, ask, blocks, equal, fill, folder, group } from "./tools.js";
import { includes, lastSeen, logIn, must, ok, request, ROOT, run, start, upload, url } from "./tools.js";

const { checks, check } = group("README");
const [chromedriver = ""] = process.argv.slice(2);

const alice = await logIn(await account("alice"));
await request("GET", "/_matrix/client/v3/account/whoami", { token: alice.access_token });
await lastSeen(alice.user_id);
const { room_id } = (
  await request("POST", "/_matrix/client/v3/createRoom", { token: alice.access_token, json: {} })
).reply;
const [small, large] = [
  await upload(alice.access_token, "x"),
  await upload(alice.access_token, "x".repeat(1_000_001)),
];

const text = await readFile(new URL("pkg-template/README.md", ROOT), "utf8");
/** The program of each section. @type {Record<string, string>} */
const programs = {};
for (const section of text.split(/^### /m).slice(1)) {
  const [heading = ""] = section.split("\n");
  const [program = ""] = [...blocks(section, "js"), ...blocks(section, "ts")];
  programs[heading] = program
    .replaceAll("https://matrix.example.com", url)
    .replaceAll("@alice:example.com", alice.user_id)
    .replaceAll("@nobody:example.com", "@nobody:localhost")
    .replaceAll("!abc:example.com", room_id);
}
const tested = new Set();

const cwd = await folder();
const env = { ADMIN_TOKEN: admin.access_token };

/** Writes the program of a section to a file. @param {string} section @param {string} file */
async function write(section, file, before = "") {
  ok(programs[section], `there is a program for ${section}`);
  tested.add(section);
  await writeFile(join(cwd, file), `${before}${programs[section]}\n`);
}

/** The client as in the first program of all. */
const client = (programs.Node ?? "").split("for await")[0] ?? "";

check("its first command installs the package", async () => {
  await writeFile(join(cwd, "package.json"), '{ "type": "module" }\n');
  await must(blocks(text, "sh")[0] ?? "", { cwd });
});

check("The access token", async () => {
  const { SYNAPSE_PASSWORD: ADMIN_PASSWORD = "" } = process.env;
  await write("The access token", "token.js");
  const token = (await must("node token.js", { cwd, env: { ADMIN_PASSWORD } })).trim();
  const { reply } = await request("GET", "/_matrix/client/v3/account/whoami", { token });
  equal(reply.user_id, admin.user_id, "whose token it gives");
});

check("Node", async () => {
  await write("Node", "node.js");
  const output = await must("node node.js", { cwd, env });
  for (const part of [`${alice.user_id} false`, `${admin.user_id} true`, room_id]) includes(output, part);
});

check("Lists", async () => {
  await write("Lists", "lists.js", client);
  const output = await must("node lists.js", { cwd, env });
  for (const part of ["2 of 2", alice.user_id, `the newest: `]) includes(output, part);
});

check("Errors", async () => {
  await write("Errors", "errors.js", client);
  equal(await must("node errors.js", { cwd, env }), "there is nobody of that name\n", "what it says");
});

check("Many at once", async () => {
  await write("Many at once", "many.js", client);
  const output = await must("node many.js", { cwd, env });
  for (const part of [`${alice.user_id} looked at`, "users are in no room; 0 failed"]) includes(output, part);
});

check("Guard rails", async () => {
  await write("Guard rails", "guards.js", client);
  const output = await must("node guards.js", { cwd, env });
  equal(output, `User.setAdmin ${alice.user_id} 200\nREFUSED\n`, "what it says");
});

check("Deno", async () => {
  await write("Deno", "program.ts");
  const [, command = ""] = /`(deno run [^`]*)`/.exec(text) ?? [];
  const output = await must(fill(command, { "matrix.example.com": new URL(url).host }), {
    cwd: await alone("program.ts"),
    env,
  });
  includes(output, `${alice.user_id} 2 1000002`);
});

check("Bun", async () => {
  await write("Bun", "bun.ts");
  includes(await must("bun bun.ts", { cwd, env }), "127.0.0.1");
});

check("Browser", async () => {
  await write("Browser", "browser.js");
  const { Builder } = require("selenium-webdriver");
  const { Options, ServiceBuilder } = require("selenium-webdriver/chrome");
  const options = new Options().addArguments("--headless=new", "--no-sandbox", "--disable-dev-shm-usage");
  const service = new ServiceBuilder(chromedriver);
  const driver = await new Builder()
    .forBrowser("chrome")
    .setChromeOptions(options)
    .setChromeService(service)
    .build();
  try {
    await driver.get(await serve());
    const body = driver.findElement({ css: "body" });
    await driver.wait(async () => (await body.getText()).includes(" of "), 60_000, "the page showed nothing");
    includes(await body.getText(), `2 of 2: ${admin.user_id}, ${alice.user_id}`);
  } finally {
    await driver.quit();
  }
});

check("Jobs", async () => {
  await write("Jobs", "jobs.js", client);
  const output = await must("node jobs.js", { cwd, env });
  for (const part of ["1 users were removed", "complete"]) includes(output, part);
  equal(
    (await ask(`/_synapse/admin/v1/rooms/${encodeURIComponent(room_id)}`)).status,
    404,
    "the room's status",
  );
  equal(
    (await ask(`/_synapse/admin/v1/rooms/${encodeURIComponent(room_id)}/block`)).reply.block,
    true,
    "blocked",
  );
});

check("Cloudflare Worker", async () => {
  await write("Cloudflare Worker", "worker.js");
  const flags = `--port 0 --inspector-port 0 --compatibility-date 2026-04-01 --var ADMIN_TOKEN:${env.ADMIN_TOKEN}`;
  const wrangler = start(`wrangler dev worker.js ${flags}`, { cwd, env: { WRANGLER_SEND_METRICS: "false" } });
  const [, address] = await wrangler.says(/Ready on (http:\/\/\S+)/);
  await fetch(`${address}/cdn-cgi/handler/scheduled?time=${Date.now() + 366 * 24 * 60 * 60 * 1000}`);
  await wrangler.says(/1 large files deleted/);
  const status = async (/** @type {string | undefined} */ id) =>
    (await ask(`/_synapse/admin/v1/media/localhost/${id}`)).status;
  equal([await status(small), await status(large)], [200, 404], "the small file and the large one");
});

check("has no program that was not run", () =>
  equal([...tested].sort(), Object.keys(programs).sort(), "what was run"),
);

const require = createRequire(import.meta.url);

/** A folder with one file and no node_modules. @param {string} file */
async function alone(file) {
  const empty = await folder();
  await writeFile(join(empty, file), await readFile(join(cwd, file)));
  return empty;
}

/** Serves a page with the program, whose import map stands for a bundler; its address. */
async function serve() {
  const imports = { "matrix-admin-sdk": "/node_modules/matrix-admin-sdk/dist/web.js" };
  const page = `<!doctype html><body><script>sessionStorage.setItem("admin_token", "${admin.access_token}")</script>
<script type="importmap">${JSON.stringify({ imports })}</script><script type="module" src="/browser.js"></script>`;
  const server = createServer(async ({ url: path = "/" }, response) => {
    const type = extname(path) === ".js" ? "text/javascript" : "text/html";
    const content = path === "/" ? page : await readFile(join(cwd, path)).catch(() => "");
    response.writeHead(content ? 200 : 404, { "Content-Type": type }).end(content);
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  afterwards(() => server.closeAllConnections());
  afterwards(() => server.close());
  return `http://127.0.0.1:${/** @type {import("node:net").AddressInfo} */ (server.address()).port}/`;
}

await run(checks);
