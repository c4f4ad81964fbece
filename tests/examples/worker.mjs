// examples/cloudflare-worker in workerd, on a real homeserver.

import { writeFile } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { sql } from "../contract/sql.mjs";
import { account, admin, afterwards, ask, commands, equal, folder, group } from "./tools.js";
import { includes, logIn, must, request, run, start, upload, url } from "./tools.js";

const { checks, check } = group("Worker");
const KEY = "a key of the Worker's own";
const DAY_MS = 24 * 60 * 60 * 1000;

// The Worker goes through it, so that the homeserver can be seen to be gone.
const { hostname, port } = new URL(url);
/** @type {Set<import("node:net").Socket>} */
const sockets = new Set();
const relay = createServer((socket) => {
  const onward = connect(Number(port), hostname);
  for (const end of [socket, onward]) sockets.add(end.on("error", () => {}));
  socket.pipe(onward).pipe(socket);
});
await new Promise((listening) => relay.listen(0, "127.0.0.1", () => listening(undefined)));
const close = () => {
  relay.close();
  for (const socket of sockets) socket.destroy();
};
afterwards(close);
const { port: relayed } = /** @type {import("node:net").AddressInfo} */ (relay.address());

const cwd = await folder("cloudflare-worker");
let base = "";
/** @type {ReturnType<typeof start>} */
let wrangler;

/** @param {string} path @param {RequestInit} [init] */
async function get(path, init) {
  const response = await fetch(base + path, { headers: { Authorization: `Bearer ${KEY}` }, ...init });
  return { status: response.status, reply: await response.json() };
}

/** Runs the nightly job as if it were planned for then, and gives its report. @param {number} time */
async function night(time) {
  const response = await fetch(`${base}/cdn-cgi/handler/scheduled?time=${time}`);
  equal(response.status, 200, "the status of the run");
  return (await get("/report")).reply;
}

const names = Array.from({ length: 21 }, (_, n) => `guest-${n}`);
/** @type {string[]} */
const ids = [];
for (const name of names) ids.push(await account(name));
const alice = await logIn(ids[0] ?? "");
const bob = await logIn(ids[1] ?? "");
const files = [
  await upload(alice.access_token, "curiouser"),
  await upload(alice.access_token, "and curiouser"),
];
await upload(bob.access_token, "!");
/** @param {string | undefined} id */
const info = async (id) => (await ask(`/_synapse/admin/v1/media/localhost/${id}`)).status;

check("starts by the command of its README", async () => {
  const secrets = {
    SYNAPSE_URL: `http://127.0.0.1:${relayed}`,
    ADMIN_TOKEN: admin.access_token,
    API_KEY: KEY,
  };
  await writeFile(
    `${cwd}/.dev.vars`,
    Object.entries(secrets)
      .map(([name, value]) => `${name}="${value}"\n`)
      .join(""),
  );
  const [command] = await commands("cloudflare-worker");
  // Its ports may be taken here.
  wrangler = start(`${command} --port 0 --inspector-port 0`, {
    cwd,
    env: { WRANGLER_SEND_METRICS: "false" },
  });
  base = (await wrangler.says(/Ready on (http:\/\/\S+)/))[1] ?? "";
});

check("passes the type check", () => must("npm run check", { cwd }));

check("answers nobody without its key", async () => {
  for (const headers of /** @type {HeadersInit[]} */ ([
    {},
    { Authorization: "Bearer another" },
    { Authorization: KEY },
  ])) {
    equal((await get("/users", { headers })).status, 401, "the status");
  }
});

check("finds users, page by page", async () => {
  const one = await get("/users?name=guest-20");
  equal([one.status, one.reply.total, one.reply.users.length], [200, 1, 1], "the search");
  equal([one.reply.users[0].user_id, one.reply.users[0].displayname], [ids[20], "guest-20"], "the one found");
  const first = await get("/users?name=guest-");
  const second = await get(`/users?name=guest-&from=${first.reply.next_token}`);
  const found = [...first.reply.users, ...second.reply.users].map(({ user_id }) => user_id);
  equal([first.reply.users.length, found.sort()], [20, ids.toSorted()], "both pages");
});

check("shows one user", async () => {
  const { status, reply } = await get(`/users/${encodeURIComponent(alice.user_id)}`);
  equal([status, reply.name, reply.displayname], [200, alice.user_id, "guest-0"], "the user");
});

check("tells what is wrong with a question", async () => {
  const nobody = await get("/users/@nobody:localhost");
  equal([nobody.status, nobody.reply.code], [404, "NOT_FOUND"], "somebody who is not there");
  const nonsense = await get("/users/nonsense");
  equal([nonsense.status, nonsense.reply.code], [400, "INVALID_ARGUMENT"], "what is no user id");
  equal((await get("/users/%zz")).status, 400, "the status of a path that is not encoded rightly");
  equal((await get("/nothing")).status, 404, "a path that is not there");
  const headers = { Authorization: `Bearer ${KEY}` };
  equal((await get("/users", { method: "POST", headers })).status, 404, "a method that is not there");
});

check("sums up the media", async () => {
  const { reply } = await get("/media-usage");
  const usage = reply.users.map((/** @type {any} */ user) => [
    user.user_id,
    user.media_count,
    user.media_length,
  ]);
  equal(
    usage,
    [
      [alice.user_id, 2, 22],
      [bob.user_id, 1, 1],
    ],
    "who has how much",
  );
});

check("reports who is new, and leaves media alone that are not old", async () => {
  equal((await get("/report")).status, 404, "the report before the first run");
  const now = Math.floor(Date.now() / 1000 + 1) * 1000;
  const { newUsers, deletedMedia, since, until } = await night(now);
  equal([since, until], [now - DAY_MS, now], "what it is about");
  equal(newUsers.toSorted(), [...ids, admin.user_id].sort(), "the users of the last day");
  equal([deletedMedia, await info(files[0])], [{ local: 0, remote: 0 }, 200], "what was deleted, and a file");
});

check("deletes media of a year ago that nobody protected, and reports who came since", async () => {
  const { status } = await request("POST", `/_synapse/admin/v1/media/protect/${files[1]}`, {
    token: admin.access_token,
  });
  equal(status, 200, "the status of protecting");
  const year = `${366 * DAY_MS}`;
  await sql(
    `UPDATE local_media_repository SET created_ts = created_ts - ${year}, last_access_ts = last_access_ts - ${year}`,
  );
  // The run before was for the second after the last user came.
  await new Promise((later) => setTimeout(later, 1500));
  const carol = await account("carol");
  const time = Math.floor(Date.now() / 1000 + 1) * 1000;
  const { newUsers, deletedMedia } = await night(time);
  equal([newUsers, deletedMedia], [[carol], { local: 2, remote: 0 }], "the report");
  equal([await info(files[0]), await info(files[1])], [404, 200], "the file, and the protected one");
  const { newUsers: none, since } = await night(time + DAY_MS);
  equal([none, since], [[], time], "the report of the next night");
});

check("says that its token is refused, and whose fault it is", async () => {
  await request("POST", "/_matrix/client/v3/logout", { token: admin.access_token, json: {} });
  const { status, reply } = await get("/users");
  equal([status, reply.code], [502, "AUTHENTICATION"], "the answer");
  includes(reply.error, "ADMIN_TOKEN");
});

check("says that the homeserver is gone", async () => {
  close();
  const { status, reply } = await get("/users");
  equal([status, reply.code], [504, "CONNECTION"], "the answer");
});

check("never wrote its secrets to the log", async () => {
  await wrangler.says(/newUsers/);
  const { output } = wrangler.state;
  equal(
    [KEY, admin.access_token].filter((secret) => output.includes(secret)),
    [],
    "the secrets in the log",
  );
});

await run(checks);
