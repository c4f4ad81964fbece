// Every program of docs/recipes.md, in Node. They run as they stand there; only the homeserver, its people and its rooms
// are those of the test.

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { account, admin, ask, blocks, equal, folder, group, held, includes, lastSeen, logIn, must, ok, once, request, ROOT, run, upload, url } from "./tools.js";

const { checks, check } = group("recipes");

const text = await readFile(new URL("docs/recipes.md", ROOT), "utf8");
const [introduction = "", ...sections] = text.split(/^## /m);
const [client = ""] = blocks(introduction, "js");
/** The program of each section. @type {Record<string, string>} */
const programs = Object.fromEntries(sections.map((section) => [section.split("\n")[0], blocks(section, "js")[0] ?? ""]));
const tested = new Set();

const cwd = await folder();
const server = admin.user_id.split(":")[1];

/** Runs the program of a section; what it prints. @param {string} section @param {Record<string, string>} [names] */
async function outputOf(section, names = {}) {
  ok(programs[section], `there is a program for ${section}`);
  tested.add(section);
  let program = `${client}\n${programs[section]}\n`.replaceAll("https://matrix.example.com", url);
  for (const [name, value] of Object.entries(names)) {
    ok(program.includes(name), `expected ${name} in ${section}`);
    program = program.replaceAll(name, value);
  }
  await writeFile(join(cwd, "recipe.js"), program);
  return must("node recipe.js", { cwd, env: { ADMIN_TOKEN: admin.access_token } });
}

/** A new user who is logged in. @param {string} name */
const user = async (name) => logIn(await account(name));

/** @param {{ access_token: string }} owner @param {object} [fields] @returns {Promise<string>} */
async function room({ access_token: token }, fields = {}) {
  return (await request("POST", "/_matrix/client/v3/createRoom", { token, json: { preset: "public_chat", ...fields } })).reply.room_id;
}

/** @param {string} roomId @param {{ access_token: string }} who @param {string} action @param {object} [json] */
const act = (roomId, { access_token: token }, action, json = {}) =>
  request(action.startsWith("send/") ? "PUT" : "POST", `/_matrix/client/v3/rooms/${encodeURIComponent(roomId)}/${action}`, { token, json });

/** Waits until the server has counted so many members. @param {string} roomId @param {number} members */
const counted = (roomId, members) =>
  once(async () => (await ask(`/_synapse/admin/v1/rooms/${encodeURIComponent(roomId)}`)).reply.joined_members === members);

/** @param {string} roomId */
const exists = async (roomId) => (await ask(`/_synapse/admin/v1/rooms/${encodeURIComponent(roomId)}`)).status === 200;

check("the package and papaparse are installed", async () => {
  await writeFile(join(cwd, "package.json"), '{ "type": "module" }\n');
  await must("npm install matrix-admin-sdk papaparse@5", { cwd });
});

const alice = await user("alice");

check("A spam wave", async () => {
  const spammer = await user("spam-1");
  const place = await room(alice);
  await act(place, spammer, "join");
  const { reply } = await act(place, spammer, "send/m.room.message/1", { msgtype: "m.text", body: "buy" });
  await act(place, alice, "kick", { user_id: spammer.user_id });
  const file = await upload(spammer.access_token, "spam");
  const output = await outputOf("A spam wave");
  includes(output, "1 accounts since yesterday");
  includes(output, `${spammer.user_id} is gone; 0 messages could not be redacted`);
  const { deactivated, locked, erased } = await held(spammer.user_id);
  equal([deactivated, locked, erased], [true, true, true], "the account");
  const event = `/_synapse/admin/v1/rooms/${encodeURIComponent(place)}/context/${encodeURIComponent(reply.event_id)}`;
  equal((await ask(event)).reply.event.content, {}, "the message");
  equal((await ask(`/_synapse/admin/v1/media/${server}/${file}`)).reply.media_info.quarantined_by, admin.user_id, "the file");
  equal((await held(alice.user_id)).deactivated, false, "the other account");
});

check("Somebody leaves", async () => {
  const bob = await user("bob");
  const [own, shared] = [await room(bob), await room(alice)];
  await act(shared, bob, "join");
  await act(own, alice, "join");
  const output = await outputOf("Somebody leaves", { "@bob:example.com": bob.user_id, "@alice:example.com": alice.user_id });
  for (const text of [`rooms: [ '${own}' ]`, "devices: 1", "done done skipped done done"]) includes(output, text);
  const { deactivated, erased } = await held(bob.user_id);
  equal([deactivated, erased], [true, true], "whether the account is closed");
  const levels = await request("GET", `/_matrix/client/v3/rooms/${encodeURIComponent(own)}/state/m.room.power_levels`, { token: alice.access_token });
  equal(levels.reply.users?.[alice.user_id], 100, "the power of the other");
});

check("Everything about somebody", async () => {
  const file = await upload(alice.access_token, "a letter");
  await outputOf("Everything about somebody", { "@alice:example.com": alice.user_id });
  const { account, rooms, devices, media } = JSON.parse(await readFile(join(cwd, "alice.json"), "utf8"));
  equal([account.name, devices.total], [alice.user_id, 1], "the account");
  ok(rooms.total > 0, "there are no rooms");
  equal(media.map((/** @type {any} */ { media_id }) => media_id), [file], "the files");
  equal(await readFile(join(cwd, `alice-${file}`), "utf8"), "a letter", "the file");
});

check("Media is full", async () => {
  const output = await outputOf("Media is full");
  includes(output, `${alice.user_id} 1 files, 8 bytes`);
  includes(output, "at most 0 files, 0 bytes\n0 files of this server, 0 of others");
});

check("Empty rooms", async () => {
  const carol = await user("carol");
  const [empty, full] = [await room(carol), await room(carol)];
  // Of what it has counted only in part, nobody is a member yet.
  for (const roomId of [empty, full]) await counted(roomId, 1);
  await act(empty, carol, "leave");
  await counted(empty, 0);
  includes(await outputOf("Empty rooms", { "60_000": "50" }), /[1-9]\d* rooms deleted, 0 failed/);
  equal([await exists(empty), await exists(full)], [false, true], "which rooms are there");
});

check("Old history", async () => {
  const talk = await room(alice);
  await act(talk, alice, "send/m.room.message/2", { msgtype: "m.text", body: "new" });
  includes(await outputOf("Old history"), /\d+ rooms purged, 0 failed/);
  const { chunk } = (await ask(`/_synapse/admin/v1/rooms/${encodeURIComponent(talk)}/messages?dir=b`)).reply;
  equal(chunk[0].content.body, "new", "what is not old");
});

check("A notice to everybody", async () => {
  const output = await outputOf("A notice to everybody");
  includes(output, /[1-9]\d* notices sent, 0 failed/);
  const { reply } = await request("GET", "/_matrix/client/v3/sync", { token: alice.access_token });
  equal(Object.keys(reply.rooms.invite ?? {}).length, 1, "the invitations");
});

check("New reports", async () => {
  const mallory = await user("mallory");
  await request("POST", `/_matrix/client/v3/users/${encodeURIComponent(mallory.user_id)}/report`, { token: alice.access_token, json: { reason: "spam" } });
  // Nobody presses Ctrl-C here.
  const keep = "await writeFile(\"last-report\", `${id}`);";
  const output = await outputOf("New reports", { [keep]: `${keep} stop.abort();` });
  includes(output, `${mallory.user_id} spam`);
  ok(Number(await readFile(join(cwd, "last-report"), "utf8")) > 0, "the last report is not kept");
});

check("Accounts that nobody uses", async () => {
  await lastSeen(alice.user_id);
  const output = await outputOf("Accounts that nobody uses", { "365 * DAY_MS": "1" });
  includes(output, alice.user_id);
  equal([(await held(alice.user_id)).locked, (await held(admin.user_id)).locked], [true, false], "who is locked");
});

check("Accounts from a table", async () => {
  const rows = ["user_id,displayname,password", `@dora:${server},Dora,"a good, long password"`, `@carol:${server},Carol,x`];
  await writeFile(join(cwd, "accounts.csv"), `${rows.join("\n")}\n`);
  const output = await outputOf("Accounts from a table");
  includes(output, "1 accounts made");
  includes(output, `@carol:${server} `);
  equal((await logIn(`@dora:${server}`, "a good, long password")).user_id, `@dora:${server}`, "who can log in");
});

check("has no program that was not run", () => equal([...tested].sort(), Object.keys(programs).sort(), "what was run"));

await run(checks);
