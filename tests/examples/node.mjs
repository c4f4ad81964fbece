// examples/node with Node, on a homeserver that has nobody yet but the admin.

import {
  account,
  admin,
  ask,
  commands,
  equal,
  fill,
  folder,
  group,
  includes,
  must,
  ok,
  request,
  run,
  sh,
  url,
} from "./tools.js";

const { checks, check } = group("Node");
const cwd = await folder("node");
const [look = "", tour = ""] = await commands("node");
const looking = fill(look, { "https://matrix.example.com": url, "syt_…": admin.access_token });
const { SYNAPSE_ADMIN = "", SYNAPSE_PASSWORD = "" } = process.env;
const touring = fill(tour, {
  "http://127.0.0.1:8008": url,
  "=admin": `=${SYNAPSE_ADMIN}`,
  "=secret": `=${SYNAPSE_PASSWORD}`,
});

check("looks around where there is nobody but the admin", async () => {
  const output = await must(looking, { cwd });
  includes(output, admin.user_id);
  includes(output, "(nothing)");
});

check("goes through the tour by the command of its README", async () => {
  includes(await must(touring, { cwd }), /\d+ checks in \d+ sections: everything is as it was set up/);
});

check("refuses the tour where there are people", async () => {
  const { status, output } = await sh(touring, { cwd });
  equal(status, 2, "the exit code");
  includes(output, "has people already");
});

check("looks around where there are people, and shows what is there", async () => {
  const output = await must(looking, { cwd });
  const { users } = (await ask("/_synapse/admin/v1/statistics/users/media?order_by=media_length&dir=b"))
    .reply;
  const { rooms } = (await ask("/_synapse/admin/v1/rooms?order_by=joined_members&limit=5")).reply;
  ok(users.length > 1 && rooms.length > 1, "there are media and rooms");
  includes(output, `What are the largest files of ${users[0].user_id}?`);
  for (const { room_id } of rooms) includes(output, room_id);
  const { media } = (
    await ask(`/_synapse/admin/v1/users/${users[0].user_id}/media?order_by=media_length&dir=b&limit=3`)
  ).reply;
  for (const { upload_name } of media) includes(output, upload_name);
});

check("shows names as text, whatever is in them", async () => {
  const path = `/_synapse/admin/v2/users/${encodeURIComponent(await account("mallory"))}`;
  const json = { displayname: "\x1b[2Jred\n@forged:localhost \u202egnp.exe" };
  equal((await request("PUT", path, { token: admin.access_token, json })).status, 200, "the status");
  includes(await must(looking, { cwd }), "�[2Jred�@forged:localhost �gnp.exe");
});

check("tells in one line that its token is refused", async () => {
  const { status, output } = await sh(looking.replace(admin.access_token, "syt_wrong"), { cwd });
  equal(status, 1, "the exit code");
  includes(output, "M_UNKNOWN_TOKEN");
  ok(!output.includes("syt_wrong") && !output.includes("    at "), `no token and no stack: ${output}`);
});

await run(checks);
