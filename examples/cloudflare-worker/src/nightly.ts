import type { MatrixAdminClient } from "matrix-admin-sdk";

const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Deletes the media that nobody used for so many days, other servers' too; tells of that, and of who is new since the
 * last run.
 *
 * All counts from the time that the run was planned for, not from when it came to it: so two runs meet exactly,
 * and no user is told twice or never.
 */
export async function nightly(
  client: MatrixAdminClient,
  until: number,
  mediaDays: number,
  last: { until: number } | null,
) {
  const since = last?.until ?? until - DAY_MS;
  const newUsers: string[] = [];
  // The newest first, and no further page is fetched than needed.
  for await (const { name, creation_ts } of client.users.list({ order_by: "creation_ts", dir: "b" })) {
    if (creation_ts === null || creation_ts >= until) continue;
    if (creation_ts < since) break;
    newUsers.push(name);
  }

  const unused = { before_ts: until - mediaDays * DAY_MS, remote: true };
  const { local, remote } = await client.media.cleanUp(unused, { timeoutMs: 600_000 });
  return { since, until, newUsers, deletedMedia: { local, remote } };
}
