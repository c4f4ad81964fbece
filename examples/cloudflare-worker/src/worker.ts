import { MatrixAdminClient, type UserSummary } from "matrix-admin-sdk";
import { answer } from "./answer";
import { nightly } from "./nightly";

export interface Env {
  SYNAPSE_URL: string;
  /** The access token of an admin. It stays here: who asks this Worker needs the API_KEY. */
  ADMIN_TOKEN: string;
  API_KEY: string;
  MEDIA_DAYS: number;
  REPORTS: KVNamespace;
}

const connect = (env: Env) =>
  new MatrixAdminClient({ baseUrl: env.SYNAPSE_URL, accessToken: env.ADMIN_TOKEN, timeoutMs: 20_000 });

export default {
  async fetch(request, env) {
    if (!(await isKey(request.headers.get("Authorization"), env.API_KEY))) {
      return Response.json({ error: "Send the API_KEY: Authorization: Bearer …" }, { status: 401 });
    }
    return answer(() => route(request, env));
  },

  async scheduled({ scheduledTime }, env) {
    const report = await nightly(connect(env), scheduledTime, env.MEDIA_DAYS, await lastReport(env));
    await env.REPORTS.put("last", JSON.stringify(report));
    console.log(report);
  },
} satisfies ExportedHandler<Env>;

/** What the Worker can be asked; `undefined` is a 404. */
async function route({ method, url }: Request, env: Env) {
  const { pathname, searchParams } = new URL(url);
  const [, area, id] = pathname.split("/");
  const from = searchParams.get("from") ?? undefined;
  const client = connect(env);
  if (method !== "GET") return undefined;

  if (area === "users" && id) return client.user(decodeURIComponent(id)).get();
  if (area === "users") {
    const name = searchParams.get("name") ?? undefined;
    const { users, total, next_token } = await client.users.list({ name, from, limit: 20 });
    return { users: users.map(brief), total, next_token };
  }
  if (area === "media-usage") {
    return client.statistics.getUsersMedia({ order_by: "media_length", dir: "b", from, limit: 20 });
  }
  if (area === "report") return (await lastReport(env)) ?? undefined;
  return undefined;
}

const brief = ({ name, displayname, admin, last_seen_ts }: UserSummary) => ({
  user_id: name,
  displayname,
  admin,
  last_seen_ts,
});

const lastReport = (env: Env) => env.REPORTS.get<Awaited<ReturnType<typeof nightly>>>("last", "json");

/** Compares hashes, which are equally long, in a time that tells nothing of the key. */
async function isKey(authorization: string | null, key: string) {
  if (!key) return false;
  const hash = (text: string) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return crypto.subtle.timingSafeEqual(await hash(authorization ?? ""), await hash(`Bearer ${key}`));
}
