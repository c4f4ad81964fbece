// What there is on a homeserver. It reads, and changes nothing: SYNAPSE_URL=… ADMIN_TOKEN=… node look.js
import { MatrixAdminClient, MatrixAdminError } from "matrix-admin-sdk";
import { call, heading, size, table, time, title } from "./print.js";

const { SYNAPSE_URL: baseUrl, ADMIN_TOKEN: accessToken } = process.env;
if (!baseUrl || !accessToken) {
  console.error("Set SYNAPSE_URL and ADMIN_TOKEN: the homeserver, and the access token of an admin of it.");
  process.exit(2);
}

try {
  await look(new MatrixAdminClient({ baseUrl, accessToken }));
} catch (error) {
  if (!(error instanceof MatrixAdminError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}

/** @param {MatrixAdminClient} client */
async function look(client) {
  const { version, mas } = await client.server.capabilities();
  title(client.baseUrl, `Synapse ${version}${mas ? " with Matrix Authentication Service" : ""}`);

  heading("Who came last?");
  const people = await call(() =>
    client.users.list({ order_by: "creation_ts", dir: "b", guests: false, limit: 5 }),
  );
  table(
    people.users.map(({ name, displayname, admin, creation_ts, last_seen_ts }) => {
      return { name, displayname, admin, created: time(creation_ts), "last seen": time(last_seen_ts) };
    }),
    people.total,
  );

  heading("Which rooms are the largest?");
  const { rooms, total_rooms } = await call(() =>
    client.rooms.list({ order_by: "joined_members", limit: 5 }),
  );
  table(
    rooms.map(({ room_id, name, joined_members }) => ({ room_id, name, members: joined_members })),
    total_rooms,
  );

  heading("Whose media take up most?");
  const { users, total } = await call(() =>
    client.statistics.getUsersMedia({ order_by: "media_length", dir: "b", limit: 5 }),
  );
  table(
    users.map(({ user_id, media_count, media_length }) => {
      return { user_id, files: media_count, size: size(media_length) };
    }),
    total,
  );
  if (!users[0]?.user_id) return;

  const user = client.user(users[0].user_id);
  heading(`What are the largest files of ${user.userId}?`);
  const files = await call(() => user.getMedia({ order_by: "media_length", dir: "b" }).toArray({ limit: 3 }));
  table(
    files.map(({ upload_name, media_type, media_length, created_ts }) => {
      return { upload_name, media_type, size: size(media_length), uploaded: time(created_ts) };
    }),
    users[0].media_count,
  );
}
