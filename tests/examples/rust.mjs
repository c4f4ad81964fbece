// examples/rust in Chrome, on a real homeserver: built and served by the commands of its README.

import { cp } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { By, chrome, eventually, isBarrierFree } from "./browsers.js";
import { account, admin, afterwards, ask, commands, equal, fill, folder, group } from "./tools.js";
import { includes, must, ok, request, ROOT, run, start, url } from "./tools.js";

const { checks, check } = group("Rust");
/** So many users that they are on two pages. */
const USERS = 105;

// Where it stands, for it is built from the library beside it; what comes of it goes into a folder of its own.
const source = fileURLToPath(new URL("examples/rust/", ROOT));
const cwd = await folder();
const [build = "", serve = ""] = await commands("rust");
const env = { CARGO_TARGET_DIR: fileURLToPath(new URL("target/examples-rust", ROOT)) };

for (let n = 0; n < USERS; n++) await account(`guest-${n}`);
const alice = await account("alice");
const path = `/_synapse/admin/v2/users/${encodeURIComponent(alice)}`;
const json = { admin: true, displayname: "<b>Alice</b> & co." };
equal((await request("PUT", path, { token: admin.access_token, json })).status, 200, "the status for Alice");

/** @type {any} */
let driver;
/** @param {string} css */
const text = (css) => driver.findElement(By.css(css)).getText();
const rows = () =>
  driver.executeScript(
    "return [...document.querySelectorAll('tbody tr')].map((row) => [...row.cells].map((cell) => cell.textContent))",
  );

/** Fills in the form anew, sends it, and gives what comes of it. @param {string} homeserver @param {string} token */
async function list(homeserver, token) {
  for (const [id, value] of Object.entries({ homeserver, token })) {
    const field = await driver.findElement(By.id(id));
    await field.clear();
    await field.sendKeys(value);
  }
  const button = await driver.findElement(By.id("list"));
  const canBePressed = () => eventually(async () => ok(await button.isEnabled(), "it is at work"));
  await canBePressed();
  await button.click();
  await canBePressed();
  const said = await text("[role=status]");
  const shown = await driver.executeScript("return document.body.textContent + location.href");
  ok(!shown.includes(token), "the token is nowhere in the page");
  return said;
}

check("is built and served by the commands of its README", async () => {
  const flags = `--dev --mode no-install --out-dir ${join(cwd, "pkg")} --locked`;
  await must(`${build} ${flags}`, { cwd: source, env });
  await cp(join(source, "index.html"), join(cwd, "index.html"));
  const { says } = start(fill(serve, { 8000: "0" }), { cwd, env: { PYTHONUNBUFFERED: "1" } });
  const [, port] = await says(/port (\d+)/);
  driver = await chrome();
  const own = driver;
  afterwards(() => own.quit());
  await driver.get(`http://127.0.0.1:${port}/`);
  equal(await text("h1"), "Users of a homeserver", "the heading");
});

check("lists all users, page by page, as they are on the homeserver", async () => {
  equal(await list(url, admin.access_token), `${USERS + 2} users.`, "what is said");
  const { users } = (await ask("/_synapse/admin/v2/users?limit=1000&deactivated=true")).reply;
  const expected = users.map((/** @type {Record<string, any>} */ user) => [
    user.name,
    user.displayname ?? "",
    user.admin ? "yes" : "no",
    new Date(user.creation_ts).toISOString().slice(0, 10),
  ]);
  equal(await rows(), expected, "the rows");
  ok(expected.some(([name = "", display = ""]) => name === alice && display === json.displayname), "and Alice");
});

check("has no barrier", () => isBarrierFree(driver));

check("says of a wrong token what the homeserver says, and shows nobody", async () => {
  includes(await list(url, "syt_wrong"), /^GET \/_synapse\/admin\/v2\/users: .*M_UNKNOWN_TOKEN/);
  equal(await rows(), [], "the rows");
});

check("says that nobody answers", async () => {
  includes(await list("http://127.0.0.1:9", admin.access_token), "no answer. A browser does not tell why.");
});

check("says which option was wrong, before anything is sent", async () => {
  includes(await list(`${url}/?x`, admin.access_token), "baseUrl: expected an address such as https://");
});

check("lists them again after all that", async () => {
  equal(await list(`${url}/`, admin.access_token), `${USERS + 2} users.`, "what is said");
  equal((await rows()).length, USERS + 2, "rows");
});

await run(checks);
