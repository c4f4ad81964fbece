import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  InvalidArgumentError,
  MatrixAdminError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  TimeoutError,
} from "matrix-admin-sdk";

/** Runs it, and answers with its result or with what its error means to who asked. */
export async function answer(run: () => Promise<unknown>): Promise<Response> {
  try {
    const result = await run();
    if (result === undefined) return Response.json({ error: "There is nothing here." }, { status: 404 });
    return Response.json(result);
  } catch (error) {
    if (error instanceof URIError) return Response.json({ error: "The path is not encoded rightly." }, { status: 400 });
    // Anything else is a bug of ours, and stays one.
    if (!(error instanceof MatrixAdminError)) throw error;
    console.error(error);
    return refuse(error);
  }
}

function refuse(error: MatrixAdminError): Response {
  // Of the caller's making
  if (error instanceof InvalidArgumentError) return problem(400, error);
  if (error instanceof NotFoundError) return problem(404, error);

  // The homeserver's, or ours
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) {
    return problem(502, error, "The homeserver refused this Worker's ADMIN_TOKEN.");
  }
  if (error instanceof RateLimitError) {
    const seconds = Math.ceil((error.retryAfterMs ?? 1000) / 1000);
    return problem(503, error, "The homeserver is busy.", { "Retry-After": `${seconds}` });
  }
  if (error instanceof ConnectionError || error instanceof TimeoutError) {
    return problem(504, error, "The homeserver cannot be reached.");
  }
  // Its other refusals; and answers that are not what they should be, whose message says where.
  return problem(error instanceof ApiError && error.status < 500 ? 400 : 502, error);
}

const problem = (
  status: number,
  { code, message }: MatrixAdminError,
  text = message,
  headers?: HeadersInit,
) => Response.json({ error: text, code }, { status, headers });
