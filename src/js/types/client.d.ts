/**
 * A homeserver and the right to administer it.
 *
 * ```ts
 * const client = new MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: "syt_…" });
 * for await (const user of client.users.list()) console.log(user.name);
 * ```
 */
export class MatrixAdminClient {
  /**
   * Throws an `InvalidArgumentError` for wrong options; in a browser, before `init()` has loaded the WebAssembly, the first
   * call rejects with it instead.
   */
  constructor(options: ClientOptions);
  /** The homeserver's address, without a slash at its end. */
  readonly baseUrl: string;
  /**
   * Calls any path of the server, with this client's token, time limit, retries and errors. A GET may be sent again,
   * everything else is sent once.
   *
   * ```ts
   * const version = await client.request({ method: "GET", path: "/_synapse/admin/v1/server_version" });
   * ```
   */
  request(request: RawRequest, options?: CallOptions): Promise<unknown>;
  /**
   * Does something to each of many, some at a time, and goes on when one of them fails: what became of each is in the
   * result. `items` is an array, or what else can be iterated; a list of this package, too, which is read as it is wanted.
   * Whoever gives them is asked for one after the other, as by `for await`, and ended where the signal aborts.
   * Hand `call` on as the options of the calls that are made for an item: with it they end with the signal, and all wait
   * when the server asks one of them to.
   *
   * ```ts
   * const users = client.users.list({ name: "spam" });
   * const { done, failed, rest } = await client.bulk(users, (user, call) => client.user(user.name).suspend(true, call));
   * console.log(done.length, "suspended");
   * for (const { item, error } of failed) console.log(item.name, error);
   * ```
   *
   * Beware of a list that gets shorter by what is done, as one of `{ deactivated: false }` does by deactivating: the rest
   * moves up, and some of it is passed over. Collect such a list by `toArray()` before.
   *
   * To go on where it stopped, hand in `[...failed.map(({ item }) => item), ...rest]`. It rejects with an
   * `InvalidArgumentError` before anything is begun, and with a `BulkError` when the items themselves end in an error.
   */
  bulk<Item, Value>(
    items: Iterable<Item> | AsyncIterable<Item>,
    each: (item: Item, call: { signal: AbortSignal }) => Value | PromiseLike<Value>,
    options?: BulkOptions<Item>,
  ): Promise<BulkResult<Item, Awaited<Value>>>;
}

/**
 * What a client is made from.
 *
 * ```ts
 * const options: ClientOptions = {
 *   baseUrl: "https://matrix.example.com",
 *   accessToken: async () => (await fetch("/token")).text(),
 *   onResponse: ({ method, path, status, durationMs }) => console.log(method, path, status, durationMs),
 * };
 * ```
 */
export interface ClientOptions {
  /** The homeserver's address: `https://matrix.example.com`. A path is kept. */
  baseUrl: string;
  /**
   * The access token of a server admin, or a function that gives it. The function is asked before each attempt; calls
   * that ask at the same time share its answer. When the server no longer knows a token, the function is asked once
   * more, with that token as `refused`.
   */
  accessToken: string | ((refused?: string) => string | Promise<string>);
  /** Called instead of the global `fetch`. */
  fetch?: ((request: Request) => Promise<Response>) | undefined;
  /** How long a call may take, retries and waiting included, in ms. Default: 60,000. */
  timeoutMs?: number | undefined;
  /** How often a failed attempt may be repeated, where that is safe. Default: 2. */
  maxRetries?: number | undefined;
  /** Told before each attempt. What it throws changes nothing. */
  onRequest?: ((request: RequestEvent) => void) | undefined;
  /** Told after each attempt. What it throws changes nothing. */
  onResponse?: ((response: ResponseEvent) => void) | undefined;
  /**
   * Told where a reply is not as this package declares it: the server may be newer. The call then resolves to the reply
   * as the server sent it. Without this function it rejects with a `ResponseError`. What it throws changes nothing.
   */
  onMismatch?: ((mismatch: Mismatch) => void) | undefined;
  /** Refuses every call that is not one that reads, with a `RefusedError`; nothing is sent. Default: `false`. */
  readOnly?: boolean | undefined;
  /**
   * Asked once before each call that changes something, those that a method makes of its own among them. Unless it gives
   * `true`, or the promise of it, the call rejects with a `RefusedError` and nothing is sent; what it throws, the call
   * rejects with. The time limit of the call begins when it has answered.
   */
  confirm?: ((change: Change) => boolean | Promise<boolean>) | undefined;
  /** Told after each call that changed something, or may have. Nothing waits for it; what it throws changes nothing. */
  onChange?: ((change: Changed) => void) | undefined;
}

/** A call that is about to change something. It never holds bodies, passwords or tokens. */
export interface Change {
  /** Which method it belongs to: `User.deactivateAccount`, or `request`. */
  call: string;
  /** The HTTP method. */
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path as documented: `/_synapse/admin/v1/deactivate/{user_id}`; of `client.request()` as it is. */
  path: string;
  /** What stands in the path, by its names there: `{ user_id: "@bob:example.com" }`. Registration tokens are left out. */
  ids: Record<string, string>;
}

/** A call that changed something, or that may have, for the server did not say. */
export interface Changed extends Change {
  /** The HTTP status; absent when no answer came. */
  status?: number;
  /** The `code` of the error, or `CANCELLED`; absent where the server said that it is done. */
  error?: string;
  /** When it ended, in ms since the epoch. */
  at: number;
}

/** The first place where a reply is not as declared. It never holds values. */
export interface Mismatch {
  /** The HTTP method. */
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path as documented: `/_synapse/admin/v2/users`. */
  path: string;
  /** The place: `users[3].admin`; empty for the whole reply. */
  at: string;
  /** What is declared there: `boolean`. */
  expected: string;
  /** What kind of value stands there: `string`. */
  received: string;
}

/** An attempt that begins. It never holds headers or bodies, and identifiers only in the path of a `client.request()`. */
export interface RequestEvent {
  /** The HTTP method. */
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** The path as documented: `/_synapse/admin/v2/users/{user_id}`; of `client.request()` as it is. */
  path: string;
  /** Counts from 1. */
  attempt: number;
}

/** An attempt that ended. */
export interface ResponseEvent extends RequestEvent {
  /** The HTTP status; absent when no answer came. */
  status?: number;
  /** How long it took, in ms. */
  durationMs: number;
}

/** What can be said for one call. */
export interface CallOptions {
  /** Cancels the call, which then rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /** How long this call may take, retries and waiting included, in ms. */
  timeoutMs?: number | undefined;
  /** How often a failed attempt may be repeated, where that is safe. */
  maxRetries?: number | undefined;
}

/**
 * How to do something to many.
 *
 * ```ts
 * const options: BulkOptions<string> = {
 *   concurrency: 8,
 *   onProgress: ({ item, error, done, total }) => console.log(item, error ?? "done", done, "of", total),
 * };
 * ```
 */
export interface BulkOptions<Item> {
  /** Ends it: nothing more is begun, and what is under way is cancelled. */
  signal?: AbortSignal | undefined;
  /** How many at once, from 1 to 1,000. Default: 4. */
  concurrency?: number | undefined;
  /** Whether the result holds what succeeded; without, a million items take no memory. Default: `true`. */
  keepValues?: boolean | undefined;
  /** Told after each item. What it throws changes nothing. */
  onProgress?: ((progress: BulkProgress<Item>) => void) | undefined;
}

/**
 * How to do something to many, or only to see what it would be done to.
 *
 * ```ts
 * const options: ManyOptions<true> = { dryRun: true, concurrency: 8 };
 * const { done } = await client.rooms.deleteMany(["!abc:example.com"], {}, options);
 * for (const { item, value } of done) console.log(item, value.joined_members);
 * ```
 */
export interface ManyOptions<DryRun extends boolean = boolean> extends BulkOptions<string> {
  /** Whether only to look at each: nothing is changed. What then is in `value` the method says. Default: `false`. */
  dryRun?: DryRun | undefined;
}

/** How to watch for what is new. */
export interface WatchOptions {
  /** How long to wait before the server is asked again, in ms. Default: 30,000. */
  everyMs?: number | undefined;
  /** Ends the watching, which is no error. */
  signal?: AbortSignal | undefined;
}

/** A part of what the Admin API tells of a user. */
export interface ExportedPart<Part extends string, Data> {
  /** Which part it is. */
  part: Part;
  /** What the method for it resolves to; of lists, all items. */
  data: Data;
  /** Not where there is `data`. */
  error?: undefined;
}

/** A part that this server does not have. */
export interface MissingPart {
  /** Which part it is. */
  part: string;
  /** Not where there is an `error`. */
  data?: undefined;
  /** Why. */
  error: UnsupportedError;
}

/** A file that the user uploaded. */
export interface ExportedFile {
  /** Which part it is. */
  part: "file";
  /** The file's address is `mxc://<server>/<media_id>`. */
  media_id: string;
  /** The MIME type; `null` while the upload is pending. */
  media_type: string | null;
  /** The file name, where the uploader gave one. */
  upload_name: string | null;
  /** Its content; absent where there is an `error`. */
  data?: Uint8Array;
  /** Why the server cannot give it. */
  error?: NotFoundError | UnsupportedError;
}

/** A part of what the Admin API tells of a user, as `export()` gives it. */
export type UserExport =
  | ExportedPart<"account", UserDetails>
  | ExportedPart<"sessions", CurrentSessions>
  | ExportedPart<"devices", Devices>
  | ExportedPart<"rooms", JoinedRooms>
  | ExportedPart<"memberships", Record<string, string | null>>
  | ExportedPart<"account_data", UserData>
  | ExportedPart<"pushers", Pushers>
  | ExportedPart<"ratelimit", RatelimitOverride>
  | ExportedPart<"experimental_features", Record<string, boolean>>
  | ExportedPart<"event_reports_by" | "event_reports_about", EventReport[]>
  | ExportedPart<"user_reports_by" | "user_reports_about", UserReport[]>
  | ExportedPart<"media", UserMedia[]>
  | ExportedFile
  | MissingPart;

/** How far it is, after an item has ended. */
export interface BulkProgress<Item> {
  /** What has just ended. */
  item: Item;
  /** Why it failed; absent if it did not. */
  error?: unknown;
  /** How many have succeeded. */
  done: number;
  /** How many have failed. */
  failed: number;
  /** How many there are; absent where that shows only at the end. */
  total?: number;
}

/** Where a page ends. Hand it back as it came, as `from`. */
export type Cursor = string | number;

/** Tells whether the call made something, or changed what was there. */
export interface Created {
  /** Whether it is new. `false`, too, where a first attempt had made it and its answer was lost. */
  created: boolean;
}
