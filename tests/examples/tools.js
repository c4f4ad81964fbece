// What the tests of the examples are made of: each example is tried as a new user would, from its README alone, in
// a folder that has nothing but its files, with the packed package as if it came from the registry.

import { execFile, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import { ok } from "../runtimes/tools.js";

export { equal, group, includes, ok } from "../runtimes/tools.js";

export const ROOT = new URL("../../", import.meta.url);
const { SYNAPSE_URL: url = "", SYNAPSE_ADMIN: adminName, SYNAPSE_PASSWORD: password, PACKAGE } = process.env;
if (!url || !adminName || !password || !PACKAGE) {
  throw new Error("set SYNAPSE_URL, SYNAPSE_ADMIN, SYNAPSE_PASSWORD, and PACKAGE: the packed package's file");
}

/**
 * Runs the checks in order: each goes on from where the one before it ended.
 *
 * @param {{ name: string, run: Function }[]} checks
 */
export async function run(checks) {
  let [passed, failed] = [0, 0];
  for (const { name, run } of checks) {
    try {
      await run();
      passed++;
    } catch (error) {
      failed++;
      console.log(`failed: ${name}: ${/** @type {Error} */ (error)?.stack ?? error}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
  for (const clean of cleaning.splice(0).reverse()) {
    await (async () => clean())().catch((error) => console.log(`not cleaned up: ${error}`));
  }
}

const LONGEST_MS = 10 * 60_000;

/** @type {(() => unknown)[]} */
const cleaning = [];

/** Ends what runs, also when the checks do not come to their end. @type {Set<() => void>} */
const running = new Set();
process.on("exit", () => running.forEach((kill) => kill()));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => process.exit(1));

/** Does it when all checks have run. @param {() => unknown} clean */
export const afterwards = (clean) => void cleaning.push(clean);

// ---- an example as its user has it

/** A copy of an example, or an empty folder. @param {string} [example] */
export async function folder(example) {
  const copy = await mkdtemp(join(tmpdir(), "example-"));
  afterwards(() => rm(copy, { recursive: true, maxRetries: 20, retryDelay: 500 }));
  if (example) {
    const filter = (/** @type {string} */ file) => basename(file) !== "node_modules";
    await cp(new URL(`examples/${example}/`, ROOT), copy, { recursive: true, filter });
  }
  return copy;
}

/** The programs and commands in a text, in their order. @param {string} text @param {string} language */
export const blocks = (text, language) =>
  [...text.matchAll(/^```(\w+)\n(.*?)^```/gms)].flatMap(([, tag, code = ""]) =>
    tag === language ? [code.trim()] : [],
  );

/** What the README of an example has as commands. @param {string} example */
export const commands = async (example) =>
  blocks(await readFile(new URL(`examples/${example}/README.md`, ROOT), "utf8"), "sh");

/** Replaces what has to be there. @param {string} text @param {Record<string, string>} values */
export function fill(text, values) {
  for (const [placeholder, value] of Object.entries(values)) {
    ok(text.includes(placeholder), `expected ${placeholder} in ${text}`);
    text = text.replaceAll(placeholder, value);
  }
  return text;
}

/**
 * A shell that runs a command; its output as it comes, and how it ends. All that it started ends with the checks.
 *
 * @param {string} command @param {{ cwd: string, env?: Record<string, string>, input?: string }} place
 */
export function start(command, { cwd, env = {}, input = "" }) {
  const shell = spawn("sh", ["-c", command], {
    cwd,
    env: { ...process.env, ...environment, ...env },
    detached: true,
  });
  const state = { output: "", status: /** @type {number | null} */ (null) };
  let said = "";
  // The whole each time: a sequence for colours may come in two parts.
  const hear = (/** @type {string} */ data) => (state.output = stripVTControlCharacters((said += data)));
  shell.stdout.setEncoding("utf8").on("data", hear);
  shell.stderr.setEncoding("utf8").on("data", hear);
  shell.stdin.on("error", () => {}).end(input);
  const ended = new Promise((resolve) => shell.on("close", (status) => resolve((state.status = status))));
  const kill = () => {
    try {
      if (state.status === null && shell.pid) process.kill(-shell.pid, "SIGKILL");
    } catch {
      // It has ended, and its output is still to be read.
    }
  };
  running.add(kill);
  ended.then(() => running.delete(kill));
  const stop = () => {
    kill();
    return ended;
  };
  afterwards(stop);

  /** Waits for a pattern in the output, from a place in it on. @param {RegExp} pattern */
  const says = async (pattern, from = 0) => {
    for (
      const end = Date.now() + LONGEST_MS;
      Date.now() < end;
      await new Promise((next) => setTimeout(next, 50))
    ) {
      const found = pattern.exec(state.output.slice(from));
      if (found) return found;
      if (state.status !== null) break;
    }
    throw new Error(`${command} did not say ${pattern}:\n${state.output}`);
  };
  return { state, ended, stop, says };
}

/** Runs a command to its end. @param {string} command @param {Parameters<typeof start>[1] & { longestMs?: number }} place */
export async function sh(command, { longestMs = LONGEST_MS, ...place }) {
  const { state, ended, stop } = start(command, place);
  const timer = setTimeout(stop, longestMs);
  await ended;
  clearTimeout(timer);
  return state;
}

/** Runs what has to succeed, and gives its output. @param {string} command @param {Parameters<typeof sh>[1]} place */
export async function must(command, place) {
  const { status, output } = await sh(command, place);
  ok(status === 0, `${command} ended with ${status}:\n${output}`);
  return output;
}

/**
 * A registry that has the packed package and sends on to the real one for all others.
 *
 * @returns the environment that makes npm, Deno and Bun ask it
 */
async function registry() {
  const name = "matrix-admin-sdk";
  const [, version = ""] = /-(\d+\.\d+\.\d+)\.tgz$/.exec(PACKAGE ?? "") ?? [];
  const tarball = await readFile(PACKAGE ?? "");
  const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
  const server = createServer(({ url = "", headers: { host } }, response) => {
    if (url === `/${name}`) {
      const dist = { tarball: `http://${host}/${name}.tgz`, integrity };
      const versions = { [version]: { name, version, dist } };
      response.end(JSON.stringify({ name, "dist-tags": { latest: version }, versions }));
    } else if (url === `/${name}.tgz`) response.end(tarball);
    else response.writeHead(302, { Location: new URL(url.slice(1), real).href }).end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", () => listening(undefined)));
  afterwards(() => server.close());
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  const address = `http://127.0.0.1:${port}/`;
  const deno = await folder();
  return { npm_config_registry: address, NPM_CONFIG_REGISTRY: address, DENO_DIR: deno };
}

const real = (await promisify(execFile)("npm", ["config", "get", "registry"])).stdout.trim();
const environment = await registry();

// ---- the homeserver, as somebody else sees it

/**
 * A request without the package.
 *
 * @param {string} method @param {string} path
 * @param {{ token?: string, json?: unknown, text?: string }} [content]
 */
export async function request(method, path, { token, json, text } = {}) {
  const headers = {
    "Content-Type": text ? "text/plain" : "application/json",
    ...(token && { Authorization: `Bearer ${token}` }),
  };
  const body = text ?? (json === undefined ? null : JSON.stringify(json));
  const response = await fetch(url + path, { method, headers, body });
  return { status: response.status, reply: await response.json() };
}

/** @param {string} user @param {string} [secret] @returns {Promise<{ user_id: string, access_token: string }>} */
export async function logIn(user, secret = "down the rabbit hole") {
  const identifier = { type: "m.id.user", user };
  const json = { type: "m.login.password", identifier, password: secret };
  const { status, reply } = await request("POST", "/_matrix/client/v3/login", { json });
  ok(status === 200, `${user} could not log in: ${JSON.stringify(reply)}`);
  return reply;
}

/** The homeserver's address. */
export { url };

/** A session of the admin's own, for one test. */
export const admin = await logIn(adminName, password);

/** What the admin gets. @param {string} path */
export const ask = (path) => request("GET", path, { token: admin.access_token });

/** Makes an account that can log in. @param {string} name */
export async function account(name) {
  const id = `@${name}:${admin.user_id.split(":")[1]}`;
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(id)}`;
  const json = { password: "down the rabbit hole", displayname: name };
  const { status, reply } = await request("PUT", path, { token: admin.access_token, json });
  ok(status === 201, `${name} could not be made: ${JSON.stringify(reply)}`);
  return id;
}

/** What an admin sees of an account. @param {string} id @returns {Promise<any>} */
export const held = async (id) => (await ask(`/_synapse/admin/v2/users/${encodeURIComponent(id)}`)).reply;

/** What the server does some moments later. @template T @param {() => Promise<T>} look @returns {Promise<NonNullable<T>>} */
export async function once(look) {
  for (const end = Date.now() + 60_000; Date.now() < end; await new Promise((next) => setTimeout(next, 100))) {
    const found = await look();
    if (found) return found;
  }
  throw new Error(`it has not happened: ${look}`);
}

/** When the server has seen somebody, once it has written that down. @param {string} id @returns {Promise<number>} */
export const lastSeen = (id) => once(async () => (await held(id)).last_seen_ts);

/** Uploads a text; the id of the file. @param {string} token @param {string} text */
export async function upload(token, text) {
  const { reply } = await request("POST", "/_matrix/media/v3/upload", { token, text });
  return String(reply.content_uri).split("/").at(-1);
}
