import { connect, equal, fake, group, isError, json, last, rejection } from "../tools.js";

export const { checks, check } = group("statistics");

/** Accounts with a name in common, each with one file more than the one before. @param {import("../tools.js").Context} context @param {any} server @param {number} count */
async function uploaders({ server: homeserver }, server, count) {
  const displayname = server.name("uploader");
  const users = [];
  for (let files = 1; files <= count; files++) {
    const { userId, accessToken } = await server.account({ displayname });
    for (let file = 0; file < files; file++) {
      await fetch(`${homeserver?.url}/_matrix/media/v3/upload`, {
        method: "POST",
        headers: { Authorization: `Bearer ${accessToken}`, "Content-Type": "text/plain" },
        body: "1234567890",
      });
    }
    users.push(userId);
  }
  return { displayname, users };
}

check("what users uploaded is counted as the server counts it, page by page", async (context) => {
  const server = await connect(context);
  const { displayname, users } = await uploaders(context, server, 3);
  const search = { search_term: displayname };
  const page = await server.client.statistics.getUsersMedia(search);
  server.asSent(page);
  equal(page.total, 3, "how many users there are");
  const counted = page.users.map(({ user_id, media_count, media_length }) => [user_id, media_count, media_length]);
  equal(counted, users.map((user, index) => [user, index + 1, (index + 1) * 10]), "by user id");

  const found = [];
  for await (const part of server.client.statistics.getUsersMedia({ ...search, limit: 1, order_by: "media_count", dir: "b" }).pages()) {
    server.asSent(part);
    found.push(...part.users.map(({ user_id }) => user_id));
  }
  equal(found, [...users].reverse(), "most files first");
});

check("uploads are counted from then to then, in ms", async (context) => {
  const server = await connect(context);
  const { displayname } = await uploaders(context, server, 1);
  const { statistics } = server.client;
  const now = Date.now();
  const search = { search_term: displayname };
  equal((await statistics.getUsersMedia({ ...search, from_ts: now - 3_600_000, until_ts: now + 3_600_000 })).total, 1, "now");
  equal((await statistics.getUsersMedia({ ...search, until_ts: now - 3_600_000 })).total, 0, "an hour ago");
  const error = await rejection(() => statistics.getUsersMedia({ from_ts: now, until_ts: now - 1 }));
  isError(error, context.sdk.ApiError, { status: 400, errcode: "M_INVALID_PARAM" });
});

check("the largest rooms are listed, or refused by a server on SQLite or with little in it", async (context) => {
  const server = await connect(context);
  try {
    server.asSent(await server.client.statistics.getLargestRooms(), (reply) => reply.rooms);
  } catch (error) {
    isError(error, context.sdk.ApiError, { errcode: "M_UNKNOWN" });
    equal([400, 500].includes(/** @type {any} */ (error).status), true, "the status is 400 or 500");
  }
});

check("as documented: the largest rooms have a size", async (context) => {
  const rooms = [{ room_id: "!a:example.com", estimated_size: 8_192_000 }, { room_id: "!b", estimated_size: 0 }];
  const { client, sent } = fake(context, json({ rooms }));
  equal(await client.statistics.getLargestRooms(), rooms, "the rooms");
  equal(last(sent).path, "/_synapse/admin/v1/statistics/database/rooms", "the path");
});
