// Errors, told apart by class and by code.
import {
  ApiError,
  AuthenticationError,
  BulkError,
  ConflictError,
  ConnectionError,
  InvalidArgumentError,
  MatrixAdminClient,
  MatrixAdminError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ResponseError,
  ServerError,
  TimeoutError,
  UnsupportedError,
} from "matrix-admin-sdk";

declare const client: MatrixAdminClient;

export async function inWords(call: () => Promise<unknown>): Promise<string> {
  try {
    await call();
    return "done";
  } catch (error) {
    if (error instanceof RateLimitError) return `in ${error.retryAfterMs ?? 1_000} ms again`;
    if (error instanceof UnsupportedError) return error.message;
    if (error instanceof ApiError) {
      const status: number = error.status;
      const errcode: string | undefined = error.errcode;
      const said: string | undefined = error.error;
      const body: unknown = error.body;
      const trace: string | undefined = error.traceId;
      return `${status} ${errcode} ${said} ${JSON.stringify(body)} ${trace}`;
    }
    if (error instanceof BulkError) return `${error.outcome.done.length} done, then ${error.cause}`;
    if (error instanceof TimeoutError)
      return `${error.timeoutMs} ms; ${error.sent ? "maybe done" : "not done"}`;
    if (error instanceof ResponseError) return `${error.at}: ${error.expected}, not ${error.received}`;
    if (error instanceof InvalidArgumentError) return `${error.argument}: ${error.expected}`;
    if (error instanceof ConnectionError) return String(error.cause);
    if (error instanceof MatrixAdminError) return `${error.code} ${error.method} ${error.path}`;
    throw error;
  }
}

const classes: (typeof ApiError)[] = [
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  RateLimitError,
  UnsupportedError,
  ServerError,
];

/** Every code there is: a new one has to be given words here. */
export function title(error: MatrixAdminError): string {
  switch (error.code) {
    case "AUTHENTICATION":
      return "Log in again";
    case "PERMISSION_DENIED":
      return "Not allowed";
    case "NOT_FOUND":
      return "Not found";
    case "RATE_LIMIT":
      return "Slow down";
    case "CONNECTION":
    case "TIMEOUT":
      return "No answer";
    case "API":
    case "CONFLICT":
    case "UNSUPPORTED":
    case "SERVER":
      return "The server refused";
    case "RESPONSE":
    case "JOB":
    case "BULK":
    case "INVALID_ARGUMENT":
    case "REFUSED":
    case "LOAD":
    case "MATRIX_ADMIN":
      return "Something is wrong";
    default: {
      const never: never = error.code;
      return never;
    }
  }
}

const promise: Promise<boolean | undefined> = client
  .user("@alice:example.com")
  .isAdmin()
  .catch((error: unknown) => {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  });

// An error is an Error.
const plain: Error = new NotFoundError("gone", { status: 404 });
const json: Record<string, unknown> = new MatrixAdminError("what").toJSON();
