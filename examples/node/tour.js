// The methods of User that the Python matrix-admin-sdk has, on a homeserver with people in it: node tour.js
import { MatrixAdminClient } from "matrix-admin-sdk";
import { PASSWORD, Session, fill } from "./homeserver.js";
import { call, check, section, size, summary, table, time, title } from "./print.js";

const { SYNAPSE_URL: baseUrl, SYNAPSE_ADMIN: adminName, SYNAPSE_PASSWORD: adminPassword } = process.env;
if (!baseUrl || !adminName || !adminPassword) {
  console.error("Set SYNAPSE_URL, SYNAPSE_ADMIN and SYNAPSE_PASSWORD: the homeserver, and an admin of it.");
  process.exit(2);
}

// ---- the client, and somebody to administer

const admin = await Session.logIn(baseUrl, adminName, adminPassword, { deviceName: "The tour" });
const client = new MatrixAdminClient({ baseUrl, accessToken: admin.accessToken });

if ((await client.users.list()).total > 1) {
  console.error(
    `${baseUrl} has people already, and this tour deactivates some: give it an empty homeserver.`,
  );
  process.exit(2);
}

const start = Date.now();
const { ids, sessions, rooms, files, data, pusher, agents } = await fill(admin);
const people = Object.keys(ids).length;
title(
  `A tour of matrix-admin-sdk, on ${client.baseUrl}`,
  `${people} people, ${Object.keys(rooms).length} rooms, ${Object.values(files).flat().length} files, ` +
    `set up in ${((Date.now() - start) / 1000).toFixed(1)} s`,
);

/** What each room is called, by its id. */
const alias = Object.fromEntries(Object.entries(rooms).map(([alias, id]) => [id, `#${alias}`]));
const alice = client.user(ids.alice);
const dormouse = client.user(ids.dormouse);
const hatter = client.user(ids.hatter);
const queen = client.user(ids.queen);
const knave = client.user(ids.knave);
const cat = client.user(ids.cat);
const jabberwock = client.user(ids.jabberwock);
const nobody = client.user(ids.alice.replace("alice", "nobody"));

// ---- what there is

await section("Who is on this homeserver?", async () => {
  const page = await call(() => client.users.list({ limit: 5, order_by: "displayname" }));
  table(
    page.users.map(({ name, displayname, user_type, admin, creation_ts }) => {
      return { name, displayname, user_type, admin, created: time(creation_ts) };
    }),
    page.total,
  );
  check("a page of 5, out of everybody and the admin", [page.users.length, page.total], [5, people + 1]);

  const names = [];
  await call(async () => {
    for await (const user of client.users.list({ limit: 5 })) names.push(user.name);
  });
  check("for await goes through all pages", names.sort(), [admin.userId, ...Object.values(ids)].sort());
});

await section("Is Alice an admin?", async () => {
  const answer = await call(() => alice.isAdmin());
  table([{ user: alice.userId, admin: answer }]);
  check("she is not", answer, false);
  check("we are", await client.user(admin.userId).isAdmin());
});

await section("Where is she connected from?", async () => {
  const { devices } = await call(() => alice.queryCurrentSessions());
  const connections = Object.values(devices).flat();
  table(connections.map(({ ip, user_agent, last_seen }) => ({ ip, user_agent, last_seen: time(last_seen) })));
  check("all her devices are there", connections.map((one) => one.user_agent).sort(), [...agents].sort());
  check(
    "seen just now",
    connections.every((one) => Math.abs(Date.now() - one.last_seen) < 600_000),
  );
});

await section("Which rooms is she in?", async () => {
  const { joined_rooms, total } = await call(() => alice.getRooms());
  table(joined_rooms.map((room) => ({ room, alias: alias[room] })));
  check("the three that she joined", [total, joined_rooms.sort()], [3, Object.values(rooms).sort()]);
});

await section("What did her clients store?", async () => {
  const { account_data } = await call(() => alice.getData());
  const rows = (place, contents) =>
    Object.entries(contents).map(([type, content]) => ({ place, type, content }));
  table([
    ...rows("account", account_data.global),
    ...Object.entries(account_data.rooms).flatMap(([room, contents]) => rows(alias[room], contents)),
  ]);
  check("for the account", account_data.global["org.example.size"], data.global["org.example.size"]);
  check("for a room", account_data.rooms[rooms["tea-party"]], data.rooms[rooms["tea-party"]]);
});

await section("What did she upload? The largest first.", async () => {
  const media = await call(() => alice.getMedia({ limit: 2, order_by: "media_length", dir: "b" }).toArray());
  table(
    media.map(({ upload_name, media_type, media_length, created_ts, media_id }) => {
      return { upload_name, media_type, size: size(media_length), uploaded: time(created_ts), media_id };
    }),
  );
  const uploaded = files.alice.toSorted((one, other) => other.size - one.size);
  const found = media.map((file) => ({ id: file.media_id, name: file.upload_name, size: file.media_length }));
  check("every file with its name and size, from three pages", found, uploaded);
  const { total } = await alice.getMedia({ limit: 1 });
  check("and the server counts as many", total, uploaded.length);
});

await section("Where do her notifications go?", async () => {
  const { pushers } = await call(() => alice.getAllPushers());
  table(
    pushers.map(({ app_display_name, device_display_name, kind, lang, enabled, data }) => {
      return { app: app_display_name, device: device_display_name, kind, lang, enabled, url: data?.url };
    }),
  );
  check(
    "to the phone",
    [pushers.length, pushers[0]?.pushkey, pushers[0]?.data],
    [1, pusher.pushkey, pusher.data],
  );
  check("set up by that device", pushers[0]?.device_id, sessions.alice[0].deviceId);
});

// ---- what can be done

await section("Acting as somebody, to help them", async () => {
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(hatter.userId)}/devices`;
  const devices = async () => (await client.request({ method: "GET", path })).devices.map(({ device_id }) => device_id);
  const before = await devices();
  const { access_token } = await call(() => hatter.loginAsUser({ valid_until_ms: Date.now() + 60_000 }));
  const { user_id } = await admin.withToken(access_token).whoAmI();
  table([{ access_token: `${access_token.slice(0, 4)}… (a secret)`, acts_as: user_id }]);
  check("the token is the Hatter's", user_id, hatter.userId);
  check("he has no device more than before", await devices(), before);
});

await section("Making an admin", async () => {
  await call(() => queen.setAdmin(true));
  const { users } = await call(() => client.users.list({ admins: true }));
  table(users.map(({ name, displayname, admin }) => ({ name, displayname, admin })));
  check("she is one now", await queen.isAdmin());
  check("and is listed as one", users.map((user) => user.name).sort(), [admin.userId, queen.userId].sort());
});

await section("Shadow-banning, and lifting it again", async () => {
  await call(() => knave.shadowBan());
  await call(() => cat.shadowBan());
  const banned = async () => (await client.users.list().toArray()).filter((user) => user.shadow_banned);
  check(
    "both are banned",
    (await banned()).map((user) => user.name).sort(),
    [cat.userId, knave.userId].sort(),
  );
  await call(() => cat.shadowBan(false));
  const left = await banned();
  table(left.map(({ name, displayname, shadow_banned }) => ({ name, displayname, shadow_banned })));
  check(
    "only the Knave is left",
    left.map((user) => user.name),
    [knave.userId],
  );
});

await section("Resetting a password", async () => {
  const refusal = (attempt) =>
    attempt.then(
      () => "none",
      (error) => error.errcode,
    );
  const logIn = (password) => Session.logIn(baseUrl, dormouse.userId, password);
  const newPassword = "treacle, treacle, treacle";
  await call(() => dormouse.resetPassword(newPassword));
  const results = {
    "old session": await refusal(sessions.dormouse[0].whoAmI()),
    "old password": await refusal(logIn(PASSWORD)),
    "new password": await refusal(logIn(newPassword)),
  };
  table(Object.entries(results).map(([way, refused]) => ({ "log in with": way, refused })));
  check("only the new password works", Object.values(results), ["M_UNKNOWN_TOKEN", "M_FORBIDDEN", "none"]);

  const [session] = sessions.hare;
  const hare = client.user(session.userId);
  await call(() => hare.resetPassword(newPassword, { logout_devices: false }));
  check("the Hare's phone stays logged in", (await session.whoAmI()).user_id, session.userId);
});

// ---- what cannot be undone

await section("Deleting files, the smallest first", async () => {
  const { deleted_media, total } = await call(() =>
    hatter.deleteMedia({ limit: 2, order_by: "media_length", dir: "f" }),
  );
  const name = Object.fromEntries(files.hatter.map((file) => [file.id, file.name]));
  const left = await hatter.getMedia({ order_by: "media_length" }).toArray();
  table([
    ...deleted_media.map((id) => ({ file: name[id], deleted: true })),
    ...left.map((file) => ({ file: file.upload_name, deleted: false })),
  ]);
  const [first, second, ...others] = files.hatter.map((file) => file.id);
  check("the two smallest are gone", [total, deleted_media.sort()], [2, [first, second].sort()]);
  check(
    "the others are still there",
    left.map((file) => file.media_id),
    others,
  );
});

await section("Deactivating and erasing an account", async () => {
  const result = await call(() => jabberwock.deactivateAccount({ erase: true }));
  const { users } = await call(() => client.users.list({ deactivated: true }));
  table(
    users.map(({ name, displayname, deactivated, erased }) => {
      return { name, displayname, deactivated, erased, third_party_ids: result.id_server_unbind_result };
    }),
  );
  const beast = users.map(({ name, deactivated, erased }) => ({ name, deactivated, erased }));
  check("it is deactivated and erased", beast, [
    { name: jabberwock.userId, deactivated: true, erased: true },
  ]);
  const login = Session.logIn(baseUrl, jabberwock.userId, PASSWORD);
  check(
    "and cannot log in",
    await login.then(
      () => "it could",
      (error) => error.errcode,
    ),
    "M_FORBIDDEN",
  );
});

// ---- when something is wrong

await section("What an error tells", async () => {
  const notFound = await call(() => nobody.getMedia().catch((error) => error));
  const invalid = await call(() => alice.setAdmin("false").catch((error) => error));
  table([notFound, invalid].map(({ name, code, status, errcode }) => ({ name, code, status, errcode })));
  check(notFound.message, notFound.code, "NOT_FOUND");
  check(invalid.message, invalid.code, "INVALID_ARGUMENT");
  check("nothing was changed by it", await alice.isAdmin(), false);
});

summary();
