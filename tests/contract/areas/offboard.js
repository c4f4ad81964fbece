import { ADMIN, CLIENT, encoded, known } from "../rooms.js";
import { ALICE, connect, equal, fake, group, isAtLeast, isError, json, ok, pause, refusal, rejection } from "../tools.js";

export const { checks, check } = group("closing an account");

/** @typedef {Awaited<ReturnType<typeof connect>>} Homeserver */

/** @param {any} state */
const statuses = ({ steps }) => Object.fromEntries(steps.map((/** @type {any} */ { step, status }) => [step, status]));
/** @param {any} state @param {string} name */
const stepOf = ({ steps }, name) => steps.find((/** @type {any} */ { step }) => step === name);

/**
 * Somebody with a room of her own, a message in it, a file, and a room that others administer; and who is to have the room.
 * Another member of her room keeps it on the server when she is gone.
 *
 * @param {import("../tools.js").Context} context
 * @param {string} [version] of the room
 */
async function leaver(context, version = "11") {
  const server = await connect(context);
  const [alice, bob, carol] = [await server.account(), await server.account(), await server.account()];
  const make = async (/** @type {{ accessToken: string }} */ who, /** @type {object} */ fields) => {
    const { room_id } = await server.request("POST", `${CLIENT}/createRoom`, { room_version: version, ...fields }, who.accessToken);
    return String(room_id);
  };
  const join = (/** @type {string} */ room, /** @type {{ accessToken: string }} */ who) =>
    server.request("POST", `${CLIENT}/join/${encoded(room)}`, {}, who.accessToken);
  const own = await make(alice, { preset: "private_chat", invite: [carol.userId] });
  await join(own, carol);
  const other = await make(bob, { preset: "public_chat" });
  await join(other, alice);
  const say = async (/** @type {string} */ room, /** @type {{ accessToken: string }} */ who, /** @type {string} */ body) => {
    const path = `${CLIENT}/rooms/${encoded(room)}/send/m.room.message/${body}`;
    return String((await server.request("PUT", path, { msgtype: "m.text", body }, who.accessToken)).event_id);
  };
  await say(own, alice, "first");
  await say(other, bob, "others");
  await say(other, alice, "second");
  const upload = async (/** @type {{ accessToken: string }} */ { accessToken }) => {
    const headers = { Authorization: `Bearer ${accessToken}`, "Content-Type": "text/plain" };
    const response = await fetch(`${context.server?.url}/_matrix/media/v3/upload`, { method: "POST", headers, body: `of ${server.name()}` });
    ok(response.ok, "the upload failed");
  };
  await upload(alice);
  await upload(bob);
  const files = async (/** @type {{ userId: string }} */ { userId }) => (await server.ask("GET", `${ADMIN}/users/${encoded(userId)}/media`)).media;
  const account = (/** @type {{ userId: string }} */ { userId } = alice) => server.ask("GET", `/_synapse/admin/v2/users/${encoded(userId)}`);
  const powers = async (room = own) => {
    const { state } = await server.ask("GET", `${ADMIN}/rooms/${encoded(room)}/state`);
    return state.find((/** @type {any} */ { type }) => type === "m.room.power_levels").content.users;
  };
  const texts = async (/** @type {string} */ room) => {
    const { chunk } = await server.ask("GET", `${ADMIN}/rooms/${encoded(room)}/messages?dir=f&limit=100`);
    return chunk.filter((/** @type {any} */ { type }) => type === "m.room.message").map((/** @type {any} */ { content }) => content.body);
  };
  return { server, alice, bob, carol, own, other, user: server.client.user(alice.userId), make, join, say, files, account, powers, texts };
}

/** What an authentication service has to do is skipped, and says so. @param {import("../tools.js").Context} context @param {string} status */
const unlessMas = ({ mas }, status = "done") => (mas ? "skipped" : status);

check("an account is closed in all its steps, and what is of others stays", async (context) => {
  const { alice, bob, own, other, user, files, account, powers, texts } = await leaver(context);
  /** @type {any[]} */
  const told = [];
  const closing = user.offboard(
    { erase: true, redact: true, media: "delete", handOverTo: bob.userId },
    { onProgress: (state) => void told.push(state) },
  );
  equal(closing.state.user_id, alice.userId, "whose state it is, at once");
  equal(closing.steps.map(({ step, status }) => [step, status]), ["lock", "rooms", "redact", "media", "deactivate"].map((step) => [step, "planned"]), "the steps, at once");
  const state = await closing;
  equal(state, closing.state, "what it comes to, and what can be seen");
  equal(state, told.at(-1), "what was told last");
  equal(statuses(state), { lock: unlessMas(context), rooms: "done", redact: "done", media: "done", deactivate: unlessMas(context) }, "the steps");
  equal(stepOf(state, "rooms").rooms, [own], "the rooms that were handed over");
  equal(stepOf(state, "redact").failed_redactions, [], "what could not be redacted");
  ok(stepOf(state, "redact").redact_id, "the id of the redaction");
  equal([stepOf(state, "media").files, stepOf(state, "media").left], [1, 0], "the files that were deleted");
  equal([await files(alice), (await files(bob)).length], [[], 1], "the files that are there");
  equal((await powers())[bob.userId], 100, "the power in the room that was handed over");
  equal(await texts(own), [undefined], "the messages of the own room");
  equal(await texts(other), ["others", undefined], "the messages of the other");
  const { deactivated, erased } = await account();
  equal([deactivated, erased], context.mas ? [false, false] : [true, true], "the account");
  equal((await account(bob)).deactivated, false, "the account of the other");
  if (!context.mas) return;
  for (const name of ["lock", "deactivate"]) ok(/Matrix Authentication Service/.test(stepOf(state, name).reason), `why ${name} is skipped`);
});

check("the power of a suspended user is handed over, and messages of old rooms are redacted, too", async (context) => {
  for (const version of await known(await connect(context), ["10"])) {
    const { bob, own, user, powers, texts, account, server } = await leaver(context, version);
    const suspend = () => server.ask("PUT", `${ADMIN}/suspend/${encoded(user.userId)}`, { suspend: true });
    // Under an authentication service nothing is locked, and so the suspension stays.
    if (!context.mas && (await isAtLeast(server, 122))) await suspend();
    const state = await user.offboard({ redact: true, handOverTo: bob.userId });
    equal([stepOf(state, "rooms").rooms, stepOf(state, "redact").failed_redactions], [[own], []], "what it comes to");
    equal([(await powers())[bob.userId], await texts(own)], [100, [undefined]], "the room");
    equal((await account()).deactivated, !context.mas, "whether it is deactivated");
  }
});

check("who was suspended and then deactivated is locked, and what was sent to old rooms is redacted", async (context) => {
  const server = await connect(context);
  if (context.mas || !(await isAtLeast(server, 145))) return;
  for (const version of await known(server, ["10"])) {
    const { alice, other, user, texts, account } = await leaver(context, version);
    await server.ask("PUT", `${ADMIN}/suspend/${encoded(user.userId)}`, { suspend: true });
    await user.deactivateAccount();
    while ((await server.client.room(other).getMembers()).members.includes(alice.userId)) await pause(50);
    const state = await user.offboard({ redact: true });
    equal([stepOf(state, "redact").failed_redactions, await texts(other)], [[], ["others", undefined]], "what it comes to");
    equal(statuses(state), { lock: "done", rooms: "skipped", redact: "done", media: "skipped", deactivate: "skipped" }, "the steps");
    equal((await account()).locked, true, "whether it is locked");
  }
});

check("a room that nobody else is in is not lost: who is to have it joins it, or is waited for", async (context) => {
  const { server, alice, bob, user, make, join, account, powers } = await leaver(context);
  const alone = await make(alice, { preset: "private_chat" });
  const open = await make(alice, { preset: "public_chat" });
  const closing = user.offboard({ handOverTo: bob.userId });
  const error = await rejection(() => closing);
  isError(error, context.sdk.InvalidArgumentError, { argument: "params.handOverTo" });
  equal([error.expected.includes(alone), error.expected.includes(open)], [true, false], "whether the error names the rooms");
  equal(statuses(closing.state), { lock: unlessMas(context), rooms: "failed", redact: "skipped", media: "skipped", deactivate: "planned" }, "the steps");
  equal((await account()).deactivated, false, "whether it is deactivated");
  equal((await server.client.room(open).getMembers()).members.includes(bob.userId), true, "whether the open room is joined");
  const without = await user.offboard({ ...closing.state, handOverTo: undefined, dryRun: true });
  equal(stepOf(without, "rooms").status, "skipped", "the rooms, with nobody to have them");
  await join(alone, bob);
  const state = await user.offboard(closing.state);
  equal([stepOf(state, "rooms").status, stepOf(state, "rooms").rooms.length], ["done", 3], "the rooms");
  if (!context.mas) {
    while ((await server.client.room(open).getMembers()).members.includes(alice.userId)) await pause(50);
  }
  for (const room of [alone, open]) equal((await powers(room))[bob.userId], 100, "the power in a room where nobody else is");
});

for (const end of ["locked", "closed"]) {
  check(`a room whose other admin has an account that was just ${end} is handed over`, async (context) => {
    // An authentication service closes accounts by itself.
    if (context.mas && end === "closed") return;
    const { server, alice, bob, carol, user, make, join, powers } = await leaver(context);
    const dave = await server.account();
    const power_level_content_override = { users: { [alice.userId]: 100, [dave.userId]: 100 } };
    /** @type {string[]} */
    const rooms = [];
    for (let count = 0; count < 8; count++) {
      const room = await make(alice, { preset: "private_chat", invite: [carol.userId, dave.userId], power_level_content_override });
      for (const member of [carol, dave]) await join(room, member);
      rooms.push(room);
    }
    if (end === "locked") await server.client.user(dave.userId).update({ locked: true });
    // Who is closed leaves the rooms in the background.
    else await server.client.user(dave.userId).deactivateAccount();
    await user.offboard({ handOverTo: bob.userId });
    for (const room of rooms) equal((await powers(room))[bob.userId], 100, `the power in a room whose other admin is ${end}`);
  });
}

check("rooms that cannot be handed over stop no other, and are named with the reason", async (context) => {
  const { server, alice, bob, carol, own, user, make, join, powers, account } = await leaver(context);
  const rooms = [own];
  for (let more = 0; more < 3; more++) {
    const room = await make(alice, { preset: "private_chat", invite: [carol.userId] });
    await join(room, carol);
    rooms.push(room);
  }
  // In which order they come, the server decides.
  const [blocked = "", banned = "", ...fine] = rooms;
  const block = (/** @type {boolean} */ block) => server.ask("PUT", `${ADMIN}/rooms/${encoded(blocked)}/block`, { block });
  const ban = (/** @type {string} */ verb) =>
    server.request("POST", `${CLIENT}/rooms/${encoded(banned)}/${verb}`, { user_id: bob.userId }, alice.accessToken);
  await block(true);
  await ban("ban");
  const closing = user.offboard({ handOverTo: bob.userId });
  const error = await rejection(() => closing);
  isError(error, context.sdk.InvalidArgumentError, { argument: "params.handOverTo" });
  for (const room of rooms) equal(error.expected.includes(room), !fine.includes(room), "whether the error names a room");
  ok(/blocked on this server.*banned|banned.*blocked on this server/.test(error.expected), `why: ${error.expected}`);
  equal([...stepOf(closing.state, "rooms").rooms].sort(), [...fine].sort(), "the rooms that are handed over");
  for (const room of fine) equal((await powers(room))[bob.userId], 100, "the power");
  equal((await account()).deactivated, false, "whether it is deactivated");
  await block(false);
  isError(await rejection(() => user.offboard(closing.state)), context.sdk.InvalidArgumentError);
  const state = await user.offboard({ ...closing.state, handOverTo: undefined });
  equal([stepOf(state, "rooms").status, stepOf(state, "deactivate").status], ["skipped", unlessMas(context)], "without somebody to have them");
});

check("who is to have a room can be of another server, where it lives on", async (context) => {
  const [room, heir, admin] = ["!a:example.com", "@heir:elsewhere.org", "@admin:example.com"];
  /** @type {Record<string, unknown>} */
  const answers = {
    whoami: { user_id: admin },
    server_version: { server_version: "1.163.2" },
    joined_rooms: { joined_rooms: [room], total: 1 },
    members: { members: [ALICE, heir], total: 2 },
    make_room_admin: {},
    deactivate: { id_server_unbind_result: "success" },
  };
  const { user, sent } = fake(context, ({ path }) => {
    const last = path.split("?")[0]?.split("/") ?? [];
    const known = Object.keys(answers).find((name) => last.includes(name));
    if (known) return json(answers[known]);
    if (path.includes("registration_tokens")) return refusal(404, "M_NOT_FOUND");
    if (path.includes("/join/")) return refusal(400, "M_UNKNOWN");
    if (path.includes("/state")) return json({ state: [{ type: "m.room.create", state_key: "", sender: ALICE, content: { room_version: "12" } }] });
    return json({ deactivated: false, locked: true, suspended: false, erased: false });
  });
  const state = await user.offboard({ handOverTo: heir });
  equal([stepOf(state, "rooms").status, stepOf(state, "rooms").rooms], ["done", [room]], "the rooms");
  equal(sent.filter(({ path }) => path.includes("/join/")).length, 0, "whether somebody is made to join");
});

check("what was sent to rooms that the user has left or was kicked from is redacted, also of an account that is closed", async (context) => {
  const { server, alice, bob, user, make, join, say, texts } = await leaver(context);
  if (!(await isAtLeast(server, 145))) return;
  const rooms = [];
  for (const [verb, who] of /** @type {const} */ ([["leave", alice], ["kick", bob]])) {
    const room = await make(bob, { preset: "public_chat" });
    await join(room, alice);
    await say(room, alice, "spam");
    await server.request("POST", `${CLIENT}/rooms/${encoded(room)}/${verb}`, verb === "kick" ? { user_id: alice.userId } : {}, who.accessToken);
    rooms.push(room);
  }
  const state = await user.offboard({ redact: true });
  equal(stepOf(state, "redact").failed_redactions, [], "what could not be redacted");
  for (const room of rooms) equal(await texts(room), [undefined], "a room that the user is not in any more");
  if (context.mas) return;
  const closed = await leaver(context);
  await closed.user.deactivateAccount();
  while ((await server.client.room(closed.other).getMembers()).members.includes(closed.alice.userId)) await pause(50);
  equal(stepOf(await closed.user.offboard({ redact: true }), "redact").status, "done", "the redaction");
  equal(await closed.texts(closed.other), ["others", undefined], "of an account that is closed already");
});

check("nobody closes the account whose token it is", async (context) => {
  const server = await connect(context);
  const { userId, accessToken } = await server.account({ admin: true });
  const client = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken });
  for (const dryRun of [true, false]) {
    isError(await rejection(() => client.user(userId).offboard({ dryRun })), context.sdk.InvalidArgumentError, { argument: "user_id" });
  }
  const { locked, deactivated } = await server.ask("GET", `/_synapse/admin/v2/users/${encoded(userId)}`);
  equal([locked, deactivated], [false, false], "the account");
});

check("what is not asked for is left alone", async (context) => {
  const { alice, own, user, files, account, powers, texts } = await leaver(context);
  const state = await user.offboard();
  equal(statuses(state), { lock: unlessMas(context), rooms: "skipped", redact: "skipped", media: "skipped", deactivate: unlessMas(context) }, "the steps");
  equal(stepOf(state, "rooms").reason, "not asked for", "why rooms are skipped");
  equal([(await files(alice)).length, Object.keys(await powers()), await texts(own)], [1, [alice.userId], ["first"]], "what is there");
  equal((await account()).erased, false, "whether it is erased");
});

check("a plan says what would be done, changes nothing, and can be handed in", async (context) => {
  const { alice, bob, own, user, files, account, powers, texts } = await leaver(context);
  const before = await account();
  const [{ media_length, quarantined_by }] = await files(alice);
  equal(quarantined_by, null, "who quarantined the file");
  const plan = await user.offboard({ erase: true, redact: true, media: "quarantine", handOverTo: bob.userId, dryRun: true });
  equal(statuses(plan), { lock: unlessMas(context, "planned"), rooms: "planned", redact: "planned", media: "planned", deactivate: unlessMas(context, "planned") }, "the steps");
  equal(stepOf(plan, "rooms").rooms, [own], "the rooms to hand over");
  equal([stepOf(plan, "media").files, stepOf(plan, "media").bytes], [1, media_length], "the files");
  if (!context.mas) equal([stepOf(plan, "deactivate").devices, stepOf(plan, "deactivate").joined_rooms], [1, 2], "the devices and rooms");
  equal([{ ...(await account()), last_seen_ts: before.last_seen_ts }, Object.keys(await powers()), await texts(own)], [before, [alice.userId], ["first"]], "what is there");
  const state = await user.offboard(JSON.parse(JSON.stringify(plan)));
  equal([stepOf(state, "media").status, stepOf(state, "media").files, stepOf(state, "rooms").rooms], ["done", 1, [own]], "what is done");
  ok((await files(alice))[0].quarantined_by, "the file is quarantined");
  const again = await user.offboard({ erase: true, dryRun: true });
  equal(stepOf(again, "deactivate").status, "skipped", "the deactivation of who is deactivated");
});

check("after an abort in the middle it goes on where it stopped, and does nothing twice", async (context) => {
  const { bob, own, user, account, server } = await leaver(context);
  const controller = new AbortController();
  const closing = user.offboard({ erase: true, redact: true, media: "delete", handOverTo: bob.userId }, {
    signal: controller.signal,
    onProgress: ({ steps }) => steps[2]?.redact_id && controller.abort("enough"),
  });
  equal(await rejection(() => closing), "enough", "the reason");
  equal(statuses(closing.state), { lock: unlessMas(context), rooms: "done", redact: "running", media: "planned", deactivate: "planned" }, "the steps");
  equal((await account()).deactivated, false, "whether it is deactivated");
  /** @type {string[]} */
  const changes = [];
  const client = new context.sdk.MatrixAdminClient({
    baseUrl: server.client.baseUrl,
    accessToken: server.accessToken,
    onChange: ({ path }) => void changes.push(path.split("/")[5] ?? path),
  });
  const stored = JSON.stringify(closing.state);
  const state = await client.user(user.userId).offboard(JSON.parse(stored));
  equal([stepOf(state, "redact").status, stepOf(state, "redact").redact_id], ["done", stepOf(closing.state, "redact").redact_id], "the redaction");
  equal(stepOf(state, "rooms").rooms, [own], "the rooms");
  const names = changes.filter((name) => !name.includes("media"));
  equal(names.filter((name) => /redact|make_room_admin/.test(name)), [], "what was done again");
  changes.length = 0;
  equal(await client.user(user.userId).offboard(state), state, "the end, handed in again");
  equal(changes, [], "what is done for it");
  if (context.mas) return;
  const lost = { ...state, steps: state.steps.map((step) => (step.step === "deactivate" ? { ...step, status: /** @type {const} */ ("running") } : step)) };
  const found = await client.user(user.userId).offboard(lost);
  equal([stepOf(found, "deactivate").status, changes], ["done", []], "a deactivation whose answer was lost");
});

check("a step that fails ends it, and the state tells where and why", async (context) => {
  const { bob, user, account, server } = await leaver(context);
  const client = new context.sdk.MatrixAdminClient({
    baseUrl: server.client.baseUrl,
    accessToken: server.accessToken,
    confirm: ({ path }) => !path.includes("make_room_admin"),
  });
  const closing = client.user(user.userId).offboard({ handOverTo: bob.userId, media: "delete" });
  isError(await rejection(() => closing), context.sdk.RefusedError);
  equal(statuses(closing.state), { lock: unlessMas(context), rooms: "failed", redact: "skipped", media: "planned", deactivate: "planned" }, "the steps");
  const { code, reason } = stepOf(closing.state, "rooms");
  equal(code, "REFUSED", "the code of the failure");
  ok(/confirm did not say true/.test(reason), "why it failed");
  const { locked, deactivated } = await account();
  equal([locked, deactivated], [!context.mas, false], "the account");
  const state = await user.offboard(closing.state);
  equal(statuses(state), { lock: unlessMas(context), rooms: "done", redact: "skipped", media: "done", deactivate: unlessMas(context) }, "the steps of the second time");
  equal([stepOf(state, "rooms").code, stepOf(state, "rooms").reason], [undefined, undefined], "no failure is left");
});

check("it refuses states of others, and heirs that cannot be, before anything changes", async (context) => {
  const { sent, user } = fake(context, json({}));
  const { InvalidArgumentError, NotFoundError } = context.sdk;
  const refused = async (/** @type {any} */ params, /** @type {string} */ argument) =>
    isError(await rejection(() => user.offboard(params)), InvalidArgumentError, { argument });
  await refused({ user_id: "@bob:example.com", steps: [] }, "params.user_id");
  await refused({ handOverTo: ALICE }, "params.handOverTo");
  await refused({ handOverTo: "bob" }, "params.handOverTo");
  await refused({ media: "burn" }, "params.media");
  await refused({ steps: [{ step: "burn", status: "done" }] }, "params.steps[0].step");
  equal(sent.length, 0, "what was sent");
  const real = await leaver(context);
  const server = real.alice.userId.split(":")[1];
  isError(await rejection(() => real.user.offboard({ handOverTo: `@nobody-${real.server.name()}:${server}` })), NotFoundError);
  if (!context.mas) {
    await real.server.client.user(real.bob.userId).deactivateAccount();
    isError(await rejection(() => real.user.offboard({ handOverTo: real.bob.userId })), InvalidArgumentError, { argument: "params.handOverTo" });
  }
  const nobody = real.server.client.user(`@nobody-${real.server.name()}:${server}`);
  isError(await rejection(() => nobody.offboard()), NotFoundError);
  equal((await real.account()).locked, false, "whether the account is locked");
});

check("with readOnly a plan can be had, and nothing else", async (context) => {
  const { user, server, account } = await leaver(context);
  const client = new context.sdk.MatrixAdminClient({ baseUrl: server.client.baseUrl, accessToken: server.accessToken, readOnly: true });
  const reading = client.user(user.userId);
  equal(stepOf(await reading.offboard({ media: "delete", dryRun: true }), "media").files, 1, "the plan");
  isError(await rejection(() => reading.offboard({ media: "delete" })), context.sdk.RefusedError);
  const { locked, deactivated } = await account();
  equal([locked, deactivated], [false, false], "the account");
});
