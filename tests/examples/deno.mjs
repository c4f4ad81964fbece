// examples/deno with Deno, on a real homeserver.

import { writeFile } from "node:fs/promises";
import { sql } from "../contract/sql.mjs";
import { account, admin, commands, equal, fill, folder, group, held } from "./tools.js";
import { includes, lastSeen, logIn, must, ok, request, run, sh, url } from "./tools.js";

const { checks, check } = group("Deno");
const DAY_MS = 24 * 60 * 60 * 1000;

const cwd = await folder("deno");
const [setUp = "", command = ""] = ((await commands("deno"))[0] ?? "").split("\n");
const exported = fill(setUp, { "https://matrix.example.com": url, "syt_…": admin.access_token });
/** The command of the README with these flags. @param {string} flags */
const line = (flags) =>
  `${exported}\n${fill(command, { "matrix.example.com": new URL(url).host, "--days 90": flags })}`;

/** Somebody whom the server has seen. @param {string} name */
async function seen(name) {
  const id = await account(name);
  const { access_token: token } = await logIn(id);
  const whoami = await request("GET", "/_matrix/client/v3/account/whoami", { token });
  equal(whoami.status, 200, "the status of whoami");
  return { id, last_seen_ts: await lastSeen(id) };
}

const hatter = await seen("hatter");
const hare = await seen("hare");
const dormouse = await account("dormouse");
ok(hatter.last_seen_ts < hare.last_seen_ts, "one was seen before the other");
/** The users that a text names. @param {string} text */
const named = (text) => [hatter.id, hare.id, dormouse, admin.user_id].filter((id) => text.includes(id));

check("passes the type check", () => must("deno check inactive.ts", { cwd }));

check("lists nobody by the command of its README, for all were seen lately", async () => {
  const output = await must(line("--days 90"), { cwd });
  equal(named(output), [], "who is listed");
  includes(output, "0 accounts not seen for 90 days.");
  includes(output, "1 more have no device");
});

check("lists who was not seen for so long, and not who was seen then", async () => {
  // 90 days after the second was seen, and not a moment later.
  await writeFile(`${cwd}/clock.js`, `Date.now = () => ${hare.last_seen_ts + 90 * DAY_MS};`);
  const output = await must(line("--days 90").replace("deno run", "deno run --preload=clock.js"), { cwd });
  equal(named(output), [hatter.id], "who is listed");
  includes(output, new Date(hatter.last_seen_ts).toISOString().slice(0, 10));
  includes(output, "1 account not seen for 90 days.");
});

check("lists names as text, whatever is in them", async () => {
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(hare.id)}`;
  const json = { displayname: "\x1b[2Jred\n@forged:localhost \u202egnp.exe" };
  equal((await request("PUT", path, { token: admin.access_token, json })).status, 200, "the status");
  includes(await must(line("--days 0"), { cwd }), "�[2Jred�@forged:localhost �gnp.exe");
});

check("may talk to no server that is not named, and says so", async () => {
  const there = line("--days 0")
    .replace(/allow-net=\S+/, "allow-net=127.0.0.1:1")
    .replace("deno run", "deno run --no-prompt");
  const { status, output } = await sh(there, { cwd });
  equal(status, 1, "the exit code");
  includes(output, /net access/i);
});

check("refuses flags that it does not know, and a number that is none", async () => {
  for (const [flags, complaint] of /** @type {const} */ ([
    ["--dayz 3", "--dayz"],
    ["--days some", "--days"],
    ["--days=-1", "--days"],
  ])) {
    const { status, output } = await sh(line(flags), { cwd });
    equal(status, 2, `the exit code of ${flags}`);
    includes(output, complaint);
  }
});

check("deactivates nobody where nobody can be asked", async () => {
  const { status, output } = await sh(line("--days 0 --deactivate"), { cwd });
  equal(status, 1, "the exit code");
  includes(output, "Nothing was changed.");
  equal((await held(hatter.id)).deactivated, false, "deactivated");
});

/** Runs it in a terminal, and types. @param {string} flags @param {string} input */
const type = (flags, input) => {
  const python =
    "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(['sh', '-c', os.environ['LINE']])))";
  return sh(`python3 -c "${python}"`, { cwd, env: { LINE: line(flags) }, input });
};

check("says what happens, and deactivates nobody on another answer", async () => {
  const { status, output } = await type("--days 0 --deactivate", "y\n");
  equal(status, 1, "the exit code");
  for (const part of [`Deactivate 2 accounts on ${url}?`, "logged out everywhere", "Nothing was changed."])
    includes(output, part);
  equal((await held(hatter.id)).deactivated, false, "deactivated");
});

check("deactivates those on the list, and nobody else, once their number was typed", async () => {
  const { status, output } = await type("--days 0 --deactivate", "2\n");
  equal(status, 0, "the exit code");
  includes(output, "2 deactivated, 0 kept, 0 failed.");
  const states = [];
  for (const id of [hatter.id, hare.id, dormouse, admin.user_id])
    states.push((await held(id)).deactivated);
  equal(states, [true, true, false, false], "who is deactivated");
  await logIn(hatter.id).then(
    () => ok(false, "he could log in"),
    (error) => includes(error.message, "M_FORBIDDEN"),
  );
});

check("asks nobody with --yes, and has nothing left to do then", async () => {
  const alice = await seen("alice");
  // As Synapse by default does after 28 days.
  await sql(`DELETE FROM user_ips WHERE user_id = '${alice.id}'`);
  includes(await must(line("--days 0 --deactivate --yes"), { cwd }), "1 deactivated, 0 kept, 0 failed.");
  equal((await held(alice.id)).deactivated, true, "deactivated");
  includes(await must(line("--days 0 --deactivate --yes"), { cwd }), "0 accounts");
});

check("tells in one line that its token is refused", async () => {
  const { status, output } = await sh(line("--days 90").replace(admin.access_token, "syt_wrong"), { cwd });
  equal(status, 1, "the exit code");
  includes(output, "M_UNKNOWN_TOKEN");
  ok(!output.includes("syt_wrong") && !output.includes("    at "), `no token and no stack: ${output}`);
});

await run(checks);
