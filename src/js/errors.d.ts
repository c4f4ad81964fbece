/**
 * Everything this package throws or rejects with, except the reason of your own `AbortSignal`.
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
  readonly code: "MATRIX_ADMIN" | ApiErrorCode | "CONNECTION" | "TIMEOUT" | "RESPONSE" | "JOB" | "INVALID_ARGUMENT";
  /** The HTTP method of the request. */
  readonly method?: "GET" | "POST" | "PUT" | "DELETE";
  /** The path as documented, with `{user_id}` and the like in place of what was asked about. */
  readonly path?: string;
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

/** The server answered with an error. */
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

/** 401: the access token is missing, unknown or expired. Status 0: the function that gives tokens failed; see `cause`. */
export class AuthenticationError extends ApiError {
  readonly code: "AUTHENTICATION";
}
/** 403: the token's user is not a server admin, or may not do this. */
export class PermissionDeniedError extends ApiError {
  readonly code: "PERMISSION_DENIED";
}
/** 404: what the call is about does not exist. */
export class NotFoundError extends ApiError {
  readonly code: "NOT_FOUND";
}
/** 409: it is in use already. */
export class ConflictError extends ApiError {
  readonly code: "CONFLICT";
}
/** 429: too many requests, and the retries did not help. */
export class RateLimitError extends ApiError {
  readonly code: "RATE_LIMIT";
}
/** The server does not have the endpoint: it is too old, leaves it to Matrix Authentication Service, or a proxy hides it. */
export class UnsupportedError extends ApiError {
  readonly code: "UNSUPPORTED";
}
/** 5xx: the server, or a proxy before it, failed. */
export class ServerError extends ApiError {
  readonly code: "SERVER";
}

/** No answer came: a wrong address, a refused connection, a certificate, or CORS. `cause` is what `fetch` said. */
export class ConnectionError extends MatrixAdminError {
  readonly code: "CONNECTION";
}

/** The call took longer than `timeoutMs`. */
export class TimeoutError extends MatrixAdminError {
  readonly code: "TIMEOUT";
  readonly timeoutMs: number;
  /** Whether a request had been sent: then the server may have done, or may still do, what was asked. */
  readonly sent: boolean;
}

/** The server said yes, but with something else than the declared JSON. */
export class ResponseError extends MatrixAdminError {
  readonly code: "RESPONSE";
  readonly status?: number;
  /** Where in the reply: `users[3].admin`; empty for the whole. */
  readonly at: string;
  readonly expected: string;
  readonly received: string;
}

/** A job of the server's has failed, or was cancelled. */
export class JobError extends MatrixAdminError {
  readonly code: "JOB";
  /** The id of the job. */
  readonly job: string;
  /** What the server said of it in the end. */
  readonly status: unknown;
}

/** A wrong argument. Nothing was sent. */
export class InvalidArgumentError extends MatrixAdminError {
  readonly code: "INVALID_ARGUMENT";
  /** Which: `params.limit`. */
  readonly argument?: string;
  readonly expected?: string;
  readonly received?: string;
}
