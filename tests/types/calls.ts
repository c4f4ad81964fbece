// Every call, as one would write it, with its result on variables of explicit types.
import init, { MatrixAdminClient, User, initSync } from "matrix-admin-sdk";
import { MatrixAdminClient as SlimClient } from "matrix-admin-sdk/slim";
import type {
  BulkOptions,
  BulkResult,
  CallOptions,
  ClientOptions,
  Connection,
  CurrentSessions,
  Cursor,
  DeactivatedAccount,
  DeletedMedia,
  JoinedRooms,
  LoggedIn,
  UserMedia,
  MediaPage,
  MediaParams,
  OffboardStep,
  Offboarding,
  PagePromise,
  Pusher,
  Pushers,
  RoomDeletion,
  RoomDetails,
  Running,
  UserData,
  UserListParams,
  UserPage,
  UserSummary,
} from "matrix-admin-sdk";

await init();
await init(new URL("https://example.com/matrix_admin_sdk.wasm"));
await init(fetch("https://example.com/matrix_admin_sdk.wasm"));
initSync(new Uint8Array());

// ---- the client

const client = new MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: "syt_token" });
new MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: () => "syt_token" });
new MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: async () => "syt_token" });

const options: ClientOptions = {
  baseUrl: "https://matrix.example.com",
  accessToken: "syt_token",
  fetch: globalThis.fetch,
  timeoutMs: 10_000,
  maxRetries: 0,
};
new MatrixAdminClient({ ...options, fetch: (request) => fetch(new Request(request, { keepalive: true })) });
new SlimClient(options);
new MatrixAdminClient({ ...options, fetch: async (request: Request) => new Response(request.url) });
const baseUrl: string = client.baseUrl;

// ---- the user

const alice: User = client.user("@alice:example.com");
const same: User = new User(client, alice.userId);

const sessions: CurrentSessions = await alice.queryCurrentSessions();
const connections: Connection[] = Object.values(sessions.devices).flat();
const perhaps: Connection[] | undefined = sessions.devices["PHONE"];
for (const { ip, last_seen, user_agent } of connections) {
  const seen: Date = new Date(last_seen);
  const line: string = `${ip} ${user_agent} ${seen.toISOString()}`;
}

const gone: DeactivatedAccount = await alice.deactivateAccount({ erase: true });
await alice.deactivateAccount();
const unbound: boolean = gone.id_server_unbind_result === "success";
const newer: boolean = gone.id_server_unbind_result === "a value of a later Synapse";

const nothing: void = await alice.resetPassword("a new password");
await alice.resetPassword("a new password", { logout_devices: false });

const isAdmin: boolean = await alice.isAdmin();
await alice.setAdmin(!isAdmin);

const { joined_rooms, total: roomCount }: JoinedRooms = await alice.getRooms();
const rooms: string[] = joined_rooms;

const data: UserData = await alice.getData();
const direct: Record<string, unknown> | undefined = data.account_data.global["m.direct"];
const read: unknown = data.account_data.rooms["!room:example.com"]?.["m.fully_read"]?.["event_id"];

const page: MediaPage = await alice.getMedia({ limit: 10, order_by: "media_length", dir: "b" });
const largest: UserMedia | undefined = page.media[0];
const size: number | null | undefined = largest?.media_length;
const hash: string | null | undefined = largest?.sha256;
const mediaParams: MediaParams = { order_by: "created_ts" };
if (page.next_token !== undefined) {
  const from: Cursor = page.next_token;
  await alice.getMedia({ ...mediaParams, from });
}

const deleted: DeletedMedia = await alice.deleteMedia({ limit: 50 });
const ids: string[] = deleted.deleted_media;

const { access_token }: LoggedIn = await alice.loginAsUser({ valid_until_ms: Date.now() + 60_000 });
await alice.loginAsUser();

const { pushers }: Pushers = await alice.getAllPushers();
const mail: Pusher[] = pushers.filter((pusher) => pusher.kind === "email");
const pushed: unknown = pushers[0]?.data;
const enabled: boolean | undefined = pushers[0]?.enabled;

await alice.shadowBan();
await alice.shadowBan(false);
const banned: Promise<void> = alice.shadowBan(true, { timeoutMs: 5_000 });

// ---- the list of users

const params: UserListParams = {
  limit: 20,
  name: "ali",
  guests: false,
  deactivated: true,
  not_user_type: ["bot", ""],
  order_by: "last_seen_ts",
  dir: "b",
};
const users: UserPage = await client.users.list(params);
const first: UserSummary | undefined = users.users[0];
const when: Date | undefined = first?.creation_ts ? new Date(first.creation_ts) : undefined;
const list: PagePromise<UserPage, UserSummary> = client.users.list();

// ---- the options of every call

const controller = new AbortController();
const call: CallOptions = { signal: controller.signal, timeoutMs: 1_000, maxRetries: 0 };
// As functions hand on what their own callers may have left out.
const handedOn = (signal?: AbortSignal, timeoutMs?: number): CallOptions => ({ signal, timeoutMs });
await alice.queryCurrentSessions(call);
await alice.deactivateAccount({}, call);
await alice.deactivateAccount(undefined, call);
await alice.resetPassword("a new password", {}, call);
await alice.isAdmin(call);
await alice.setAdmin(true, call);
await alice.getRooms(call);
await alice.getData(call);
await alice.getMedia({}, call);
await alice.deleteMedia({}, call);
await alice.loginAsUser({}, call);
await alice.getAllPushers(call);
await alice.shadowBan(undefined, handedOn());
await client.users.list({}, call);

// ---- many at once

const progress: BulkOptions<UserSummary> = {
  concurrency: 8,
  signal: controller.signal,
  keepValues: false,
  onProgress: ({ item, error, done, failed, total }) => {
    const line: string = `${item.name} ${error} ${done} ${failed} ${total ?? "of many"}`;
  },
};
const many: BulkResult<UserSummary, boolean> = await client.bulk(
  client.users.list(),
  (user, call) => client.user(user.name).isAdmin(call),
  progress,
);
const admins: string[] = many.done.filter(({ value }) => value).map(({ item }) => item.name);
const again: UserSummary[] = [...many.failed.map(({ item }) => item), ...many.rest];
const why: unknown[] = many.failed.map(({ error }) => error);
const lengths: BulkResult<string, number> = await client.bulk(new Set(["a", "b"]), (text) => text.length);
const onlyChecked: BulkResult<number, void> = await client.bulk([1, 2], async (_, { signal }) => signal.throwIfAborted());

const plan: BulkResult<string, RoomDetails> = await client.rooms.deleteMany(["!a:b"], {}, { dryRun: true });
const begun: BulkResult<string, RoomDeletion> = await client.rooms.deleteMany(["!a:b"]);
const begunToo: BulkResult<string, RoomDeletion> = await client.rooms.deleteMany(["!a:b"], {}, { concurrency: 2, dryRun: false });
const sizes = (await client.room("!a:b").deleteAllMedia({ dryRun: true })).done.map(({ value }) => value.media_length ?? 0);
const either = async (dryRun: boolean): Promise<(string | null)[]> => {
  const { done } = await client.rooms.deleteMany(["!a:b"], {}, { dryRun, onProgress: ({ item }) => console.log(item) });
  return done.map(({ value }) => ("room_id" in value ? value.room_id : value.status));
};

// ---- what is iterated and is no list

const idle: AsyncGenerator<UserSummary, void, undefined> = client.users.inactive({ since: 1, neverSeen: "include" }, call);
const locked: BulkResult<UserSummary, string> = await client.bulk(idle, ({ name }) => name);
for await (const { id, target_user_id } of client.userReports.watch({ after: 5 }, { everyMs: 1_000, signal: controller.signal })) {
  const line: string = `${id} ${target_user_id}`;
}
for await (const { sender } of client.eventReports.watch()) {
  const whose: string | null = sender;
}
for await (const part of alice.export({ media: true }, call)) {
  if (part.error) console.log(part.part, part.error.code);
  else if (part.part === "account") console.log(part.data.displayname);
  else if (part.part === "media") console.log(part.data.map(({ media_id }) => media_id));
  else if (part.part === "file") console.log(part.media_id, part.data?.length);
}
const cleaned: { local: number; remote: number | null; bytes: number | null } = await client.media.cleanUp(
  { before_ts: 1, dryRun: true },
  { onProgress: ({ local }) => console.log(local) },
);

// ---- closing an account

const closing: Running<Offboarding> = alice.offboard(
  { erase: true, redact: true, media: "quarantine", handOverTo: "@bob:example.com", dryRun: true },
  { signal: controller.signal, onProgress: ({ steps }) => console.log(steps.map(({ step, status }) => `${step}: ${status}`)) },
);
const open: OffboardStep[] = closing.steps.filter(({ status }) => status !== "done" && status !== "skipped");
const stored: string = JSON.stringify(closing.state);
const closed: Offboarding = await alice.offboard(await closing);
await alice.offboard(JSON.parse(stored));

// ---- any other path

const version: unknown = await client.request({ method: "GET", path: "/_synapse/admin/v1/server_version" });
await client.request(
  { method: "POST", path: "/_synapse/admin/v1/purge", query: { a: [1, 2] }, body: { b: null } },
  call,
);
