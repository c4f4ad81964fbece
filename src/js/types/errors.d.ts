/**
 * Everything this package throws or rejects with, except the reason of your own `AbortSignal`, and what your `confirm`
 * throws.
 *
 * ```ts
 * try {
 *   await client.user("@alice:example.com").setAdmin(true);
 * } catch (error) {
 *   if (error instanceof NotFoundError) console.log("no such user");
 *   else if (error instanceof MatrixAdminError) console.log(error.code, error.message);
 *   else throw error;
 * }
 * ```
 */
export class MatrixAdminError extends Error {
  /** For tests of your own; the properties in `fields` become the error's. */
  constructor(message: string, fields?: Record<string, unknown>, cause?: unknown);
  /** The class as a constant, for code in which two copies of this package meet. */
  readonly code:
    | "MATRIX_ADMIN"
    | ApiErrorCode
    | "CONNECTION"
    | "TIMEOUT"
    | "RESPONSE"
    | "JOB"
    | "BULK"
    | "INVALID_ARGUMENT"
    | "REFUSED"
    | "LOAD";
  /** The HTTP method of the request. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** The path as documented, with `{user_id}` in place of what was asked about; of `client.request()` as it is. */
  readonly path?: string;
  /**
   * What there is to log: name, message, code and the error's own properties.
   *
   * ```ts
   * await alice.suspend(true).catch((error: MatrixAdminError) => console.log(error.toJSON()));
   * ```
   */
  toJSON(): Record<string, unknown>;
}

/** The codes of {@link ApiError} and its subclasses. */
export type ApiErrorCode =
  | "API"
  | "AUTHENTICATION"
  | "PERMISSION_DENIED"
  | "NOT_FOUND"
  | "CONFLICT"
  | "RATE_LIMIT"
  | "UNSUPPORTED"
  | "SERVER";

/**
 * The server answered with an error.
 *
 * ```ts
 * try {
 *   await client.user("@bob:example.com").create({ password: "a good password" });
 * } catch (error) {
 *   if (error instanceof ApiError && error.errcode === "M_INVALID_USERNAME") console.log("choose another name");
 *   else throw error;
 * }
 * ```
 */
export class ApiError extends MatrixAdminError {
  readonly code: ApiErrorCode;
  /** The HTTP status. */
  readonly status: number;
  /** Matrix's code, such as `M_UNKNOWN`; absent when the answer is not from a homeserver. */
  readonly errcode?: string;
  /** The server's own words; they change between versions. */
  readonly error?: string;
  /** The whole answer, parsed if it is JSON; else the beginning of its text. */
  readonly body: unknown;
  /** How long the server asks to wait, in ms. */
  readonly retryAfterMs?: number;
  /** Synapse's id of the request in its tracing, where that is on. */
  readonly traceId?: string;
}

/**
 * 401: the access token is missing, unknown or expired. Status 0: the function that gives tokens failed; see `cause`.
 *
 * ```ts
 * try {
 *   await client.users.list();
 * } catch (error) {
 *   if (error instanceof AuthenticationError) console.log("Please log in again.");
 *   else throw error;
 * }
 * ```
 */
export class AuthenticationError extends ApiError {
  readonly code: "AUTHENTICATION";
}
/**
 * 403: the token's user is not a server admin, or may not do this.
 *
 * ```ts
 * try {
 *   await client.users.list();
 * } catch (error) {
 *   if (error instanceof PermissionDeniedError) console.log("You are no server admin.");
 *   else throw error;
 * }
 * ```
 */
export class PermissionDeniedError extends ApiError {
  readonly code: "PERMISSION_DENIED";
}
/**
 * 404: what the call is about does not exist.
 *
 * ```ts
 * const details = await alice.get().catch((error) => {
 *   if (error instanceof NotFoundError) return undefined;
 *   throw error;
 * });
 * ```
 */
export class NotFoundError extends ApiError {
  readonly code: "NOT_FOUND";
}
/**
 * 409: it is in use already.
 *
 * ```ts
 * try {
 *   await client.user("@bob:example.com").create({ password: "a good password" });
 * } catch (error) {
 *   if (error instanceof ConflictError) console.log("There is a bob already.");
 *   else throw error;
 * }
 * ```
 */
export class ConflictError extends ApiError {
  readonly code: "CONFLICT";
}
/**
 * 429: too many requests, and the retries did not help.
 *
 * ```ts
 * try {
 *   await alice.loginAsUser();
 * } catch (error) {
 *   if (error instanceof RateLimitError) console.log("Try again in", error.retryAfterMs ?? 60_000, "ms.");
 *   else throw error;
 * }
 * ```
 */
export class RateLimitError extends ApiError {
  readonly code: "RATE_LIMIT";
}
/**
 * The server does not have the endpoint: it is too old, leaves it to Matrix Authentication Service, or a proxy hides it.
 *
 * ```ts
 * try {
 *   await alice.setAdmin(true);
 * } catch (error) {
 *   if (error instanceof UnsupportedError) console.log(error.message); // says what to use instead
 *   else throw error;
 * }
 * ```
 */
export class UnsupportedError extends ApiError {
  readonly code: "UNSUPPORTED";
}
/**
 * 5xx: the server, or a proxy before it, failed.
 *
 * ```ts
 * try {
 *   await client.statistics.getLargestRooms();
 * } catch (error) {
 *   if (error instanceof ServerError) console.log("The server failed:", error.status, error.error);
 *   else throw error;
 * }
 * ```
 */
export class ServerError extends ApiError {
  readonly code: "SERVER";
}

/**
 * No answer came: a wrong address, a refused connection, a certificate, or CORS. `cause` is what `fetch` said.
 *
 * ```ts
 * try {
 *   await client.server.getVersion();
 * } catch (error) {
 *   if (error instanceof ConnectionError) console.log("Cannot reach the homeserver:", error.cause);
 *   else throw error;
 * }
 * ```
 */
export class ConnectionError extends MatrixAdminError {
  readonly code: "CONNECTION";
}

/**
 * The call took longer than `timeoutMs`, or than `fetch` itself waits.
 *
 * ```ts
 * try {
 *   await alice.deactivateAccount({}, { timeoutMs: 10_000 });
 * } catch (error) {
 *   if (error instanceof TimeoutError) console.log(error.sent ? "It may be done." : "It was not done.");
 *   else throw error;
 * }
 * ```
 */
export class TimeoutError extends MatrixAdminError {
  readonly code: "TIMEOUT";
  /** The time limit that was over, in ms: that of the call, or if `fetch` gave up by itself, what had passed by then. */
  readonly timeoutMs: number;
  /** Whether a request had been sent: then the server may have done, or may still do, what was asked. */
  readonly sent: boolean;
}

/**
 * The server said yes, but with something else than the declared JSON.
 *
 * ```ts
 * try {
 *   await client.users.list();
 * } catch (error) {
 *   if (error instanceof ResponseError) console.log(`${error.at}: not ${error.expected} but ${error.received}`);
 *   else throw error;
 * }
 * ```
 */
export class ResponseError extends MatrixAdminError {
  readonly code: "RESPONSE";
  /** The HTTP status. */
  readonly status?: number;
  /** Where in the reply: `users[3].admin`; empty for the whole. */
  readonly at: string;
  /** What was declared: `integer`. */
  readonly expected: string;
  /** What kind of thing came: `string`. */
  readonly received: string;
}

/**
 * A job of the server's has failed, or was cancelled.
 *
 * ```ts
 * const job = await room.delete();
 * try {
 *   await job.wait();
 * } catch (error) {
 *   if (error instanceof JobError) console.log(`The deletion ${error.job} failed:`, error.message);
 *   else throw error;
 * }
 * ```
 */
export class JobError extends MatrixAdminError {
  readonly code: "JOB";
  /** The id of the job. */
  readonly job: string;
  /** What the server said of it in the end. */
  readonly status: unknown;
}

/**
 * The items of `client.bulk()` ended in an error, which is the `cause`: a page of a list could not be had, say.
 *
 * ```ts
 * try {
 *   await client.bulk(client.users.list({ name: "spam" }), (user, call) => client.user(user.name).suspend(true, call));
 * } catch (error) {
 *   if (error instanceof BulkError) console.log(error.outcome.done.length, "suspended;", error.cause);
 *   else throw error;
 * }
 * ```
 */
export class BulkError extends MatrixAdminError {
  readonly code: "BULK";
  /** What became of the items before, as `client.bulk()` tells it. */
  readonly outcome: BulkResult<unknown, unknown>;
}

/**
 * What became of many. To go on where it stopped, hand in `[...failed.map(({ item }) => item), ...rest]`.
 *
 * ```ts
 * const inWords = ({ done, failed, rest }: BulkResult<string, unknown>) =>
 *   `${done.length} done, ${failed.length} failed (${failed.map(({ item }) => item).join(", ")}), ${rest.length} not begun`;
 * ```
 */
export interface BulkResult<Item, Value> {
  /** What succeeded, and what it came to, in the order in which they ended. */
  done: BulkDone<Item, Value>[];
  /** What failed, and why. */
  failed: BulkFailed<Item>[];
  /** What was not begun. Of what is read as it comes, as a list, only what was read. */
  rest: Item[];
}

/** One of many that succeeded. */
export interface BulkDone<Item, Value> {
  /** The item. */
  item: Item;
  /** What it came to. */
  value: Value;
}

/** One of many that failed. */
export interface BulkFailed<Item> {
  /** The item. */
  item: Item;
  /** What was thrown, or the reason of the signal. */
  error: unknown;
}

/**
 * A wrong argument. Nothing was sent.
 *
 * ```ts
 * try {
 *   await client.user("alice").get();
 * } catch (error) {
 *   if (error instanceof InvalidArgumentError) console.log("Expected", error.expected);
 *   else throw error;
 * }
 * ```
 */
export class InvalidArgumentError extends MatrixAdminError {
  readonly code: "INVALID_ARGUMENT";
  /** Which: `params.limit`. */
  readonly argument?: string;
  /** What is possible: `a user ID such as @alice:example.com`. */
  readonly expected?: string;
  /** What kind of thing it was: `string`. Never the value itself, which may be a secret. */
  readonly received?: string;
}

/**
 * A guard rail of your own said no: the client is `readOnly`, or `confirm` did not say `true`. Nothing was sent.
 *
 * ```ts
 * try {
 *   await client.user("@alice:example.com").deactivateAccount();
 * } catch (error) {
 *   if (error instanceof RefusedError) console.log("Not done:", error.message);
 *   else throw error;
 * }
 * ```
 */
export class RefusedError extends MatrixAdminError {
  readonly code: "REFUSED";
}

/**
 * The WebAssembly could not be loaded; the message says what to do, and the `cause` is what the platform says. `init()`
 * rejects with it, and so do the calls that waited. The next one tries again.
 *
 * ```ts
 * await init().catch((error: LoadError) => document.body.append(error.message));
 * ```
 */
export class LoadError extends MatrixAdminError {
  readonly code: "LOAD";
}
