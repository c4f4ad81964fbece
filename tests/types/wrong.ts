// What must not compile. Each line below an expectation has to be an error, or tsc fails.
import { MatrixAdminClient, User, Users } from "matrix-admin-sdk";
import type { ClientOptions, MatrixAdminError, UserListParams } from "matrix-admin-sdk";

declare const client: MatrixAdminClient;
declare const alice: User;
declare const failure: MatrixAdminError;
const good: ClientOptions = { baseUrl: "https://matrix.example.com", accessToken: "syt_token" };

// ---- making a client

// @ts-expect-error no options
new MatrixAdminClient();
// @ts-expect-error no accessToken
new MatrixAdminClient({ baseUrl: "https://matrix.example.com" });
// @ts-expect-error no baseUrl
new MatrixAdminClient({ accessToken: "syt_token" });
// @ts-expect-error an unknown option
new MatrixAdminClient({ ...good, baseURL: "https://matrix.example.com" });
// @ts-expect-error a URL is no string
new MatrixAdminClient({ ...good, baseUrl: new URL("https://matrix.example.com") });
// @ts-expect-error a token that may be missing
new MatrixAdminClient({ ...good, accessToken: good as unknown as string | undefined });
// @ts-expect-error a function without a token
new MatrixAdminClient({ ...good, accessToken: () => {} });
// @ts-expect-error a promise instead of a function that gives one
new MatrixAdminClient({ ...good, accessToken: Promise.resolve("syt_token") });
// @ts-expect-error a string for a time
new MatrixAdminClient({ ...good, timeoutMs: "60000" });
// @ts-expect-error a BigInt for a number
new MatrixAdminClient({ ...good, maxRetries: 2n });
// @ts-expect-error a fetch that gives no Response
new MatrixAdminClient({ ...good, fetch: async () => ({ ok: true }) });
// @ts-expect-error without new
MatrixAdminClient(good);
// @ts-expect-error it is read-only
client.baseUrl = "https://other.example.com";
// @ts-expect-error the token cannot be read
client.accessToken;
// @ts-expect-error memory is no concern of the user
client.free();

// ---- making a user

// @ts-expect-error no user ID
client.user();
// @ts-expect-error a number for an ID
client.user(5);
// @ts-expect-error no client
new User("@alice:example.com");
// @ts-expect-error something else than a client
new User({}, "@alice:example.com");
// @ts-expect-error options are no client
new User(good, "@alice:example.com");
// @ts-expect-error no client
new Users();
// @ts-expect-error it is read-only
alice.userId = "@bob:example.com";
// @ts-expect-error the Python name
alice.is_admin();
// @ts-expect-error misspelt
alice.shadowBann(true);

// ---- arguments

// @ts-expect-error a string for a boolean
alice.setAdmin("false");
// @ts-expect-error no argument
alice.setAdmin();
// @ts-expect-error null for a boolean
alice.setAdmin(null);
// @ts-expect-error a number for a boolean
alice.shadowBan(0);
// @ts-expect-error no password
alice.resetPassword();
// @ts-expect-error a password that may be missing
alice.resetPassword(good as unknown as string | null);
// @ts-expect-error a boolean for params
alice.resetPassword("a new password", true);
// @ts-expect-error camelCase for what the wire calls logout_devices
alice.resetPassword("a new password", { logoutDevices: false });
// @ts-expect-error a string for a boolean
alice.deactivateAccount({ erase: "true" });
// @ts-expect-error params where options belong
alice.deactivateAccount({}, { erase: true });
// @ts-expect-error options where params belong
alice.getMedia({ timeoutMs: 5_000 });
// @ts-expect-error a misspelt order
alice.getMedia({ order_by: "media_size" });
// @ts-expect-error another direction
alice.getMedia({ dir: "desc" });
// @ts-expect-error a string for a number
alice.getMedia({ limit: "10" });
// @ts-expect-error a BigInt for a number
alice.deleteMedia({ limit: 10n });
// @ts-expect-error a Date for milliseconds
alice.loginAsUser({ valid_until_ms: new Date() });
// @ts-expect-error an unknown parameter
alice.loginAsUser({ valid_for_ms: 60_000 });
// @ts-expect-error users cannot be sorted by that
const wrongOrder: UserListParams = { order_by: "media_length" };
// @ts-expect-error a string for an array
client.users.list({ not_user_type: "bot" });
// @ts-expect-error a string for a boolean
client.users.list({ deactivated: "true" });
// @ts-expect-error the options stand after the params
client.users.list({ signal: new AbortController().signal });
// @ts-expect-error a controller is no signal
alice.getRooms({ signal: new AbortController() });
// @ts-expect-error a signal is no options
alice.getRooms(new AbortController().signal);
// @ts-expect-error an unknown option
alice.getRooms({ timeout: 5_000 });
// @ts-expect-error nothing to do
client.bulk(["@a:example.com"]);
// @ts-expect-error a number cannot be iterated
client.bulk(5, () => {});
// @ts-expect-error the items are texts
client.bulk(["@a:example.com"], (item: number) => item);
// @ts-expect-error misspelt
client.bulk([1], (item) => item, { concurency: 4 });
// @ts-expect-error no time
client.users.inactive({});
// @ts-expect-error not one of the two
client.users.inactive({ since: 1, neverSeen: true });
// @ts-expect-error misspelt
client.userReports.watch({}, { every: 5 });
// @ts-expect-error another method
client.request({ method: "PATCH", path: "/" });
// @ts-expect-error no method
client.request({ path: "/" });
// @ts-expect-error a method in lower case
client.request({ method: "get", path: "/" });

// ---- results

const { media, next_token, total } = await alice.getMedia();
// @ts-expect-error it may be missing, for it is an element of an array
const unchecked: string = media[0].media_id;
const [file] = media;
if (!file) throw new Error();
// @ts-expect-error it may be null
const size: number = file.media_length;
// @ts-expect-error a number is no string
const text: string = file.created_ts;
// @ts-expect-error times are numbers
const date: Date = file.created_ts;
// @ts-expect-error no such field
file.size;
// @ts-expect-error no such field: data has the wire's names
file.mediaId;
// @ts-expect-error it may be absent
const cursor: string | number = next_token;
// @ts-expect-error it may be a number
const token: string | undefined = next_token;
// @ts-expect-error a string is no number
const count: string = total;
// @ts-expect-error a boolean is no string
const admin: string = await alice.isAdmin();
// @ts-expect-error there is no result
const done: boolean = await alice.setAdmin(true);
// @ts-expect-error it is not awaited
const rooms: string[] = alice.getRooms().joined_rooms;
const { devices } = await alice.queryCurrentSessions();
// @ts-expect-error there may be no such device
devices["PHONE"].length;
const { account_data } = await alice.getData();
// @ts-expect-error nobody knows what is in there
account_data.global["m.direct"]?.["@bob:example.com"].length;
const { pushers } = await alice.getAllPushers();
// @ts-expect-error nobody knows what is in there
pushers[0]?.data.url;
// @ts-expect-error nobody knows what it answers
(await client.request({ method: "GET", path: "/" })).server_version;

// ---- lists

// @ts-expect-error a list is iterated with await
for (const file of alice.getMedia()) file;
// @ts-expect-error items are no pages
for await (const file of alice.getMedia()) file.media;
// @ts-expect-error pages are no items
for await (const page of alice.getMedia().pages()) page.media_id;
// @ts-expect-error the limit has a name
await alice.getMedia().toArray(10);
// @ts-expect-error another name
await alice.getMedia().toArray({ max: 10 });

// ---- errors

// @ts-expect-error there is no such code
failure.code === "NOTFOUND";
// @ts-expect-error only an ApiError has it
failure.status;
// @ts-expect-error it is read-only
failure.code = "API";
