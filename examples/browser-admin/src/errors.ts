// What went wrong, in the words of the person in front of the page: what happened, and what can be done.
import {
  ApiError,
  AuthenticationError,
  ConnectionError,
  InvalidArgumentError,
  JobError,
  LoadError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
  ResponseError,
  ServerError,
  TimeoutError,
  UnsupportedError,
} from "matrix-admin-sdk";
import { html, nothing } from "lit-html";
import { count } from "./format.js";

/** An error that already knows what to tell. */
export class Problem extends Error {
  constructor(
    what: string,
    readonly advice: string,
    cause?: unknown,
  ) {
    super(what, { cause });
  }
}

export function explain(error: unknown): { what: string; advice: string; details?: string } {
  if (error instanceof Problem) {
    const { message, advice, cause } = error;
    return { what: message, advice, ...(cause instanceof Error && { details: cause.message }) };
  }
  const [what, advice] = words(error);
  return {
    what,
    advice,
    details: error instanceof Error ? `${error.name}: ${error.message}` : String(error),
  };
}

/** The SDK's classes tell apart what a person has to do. The order matters: some are an `ApiError` too. */
function words(error: unknown): [what: string, advice: string] {
  if (error instanceof AuthenticationError)
    return ["The homeserver does not accept your access token.", "Log in again."];
  if (error instanceof PermissionDeniedError)
    return [
      said(error, "The homeserver does not allow this."),
      "It is for administrators only, and not all is allowed to them.",
    ];
  if (error instanceof NotFoundError)
    return [
      said(error, "The homeserver does not know this."),
      "It may be gone by now. Go back to the list and look for it there.",
    ];
  if (error instanceof RateLimitError) {
    const seconds = Math.ceil((error.retryAfterMs ?? 60_000) / 1000);
    return ["The homeserver is asked too much at once.", `Try again in ${count(seconds, "second")}.`];
  }
  if (error instanceof UnsupportedError)
    return [
      "This homeserver does not offer this.",
      "It is too old for it, or leaves it to Matrix Authentication Service, or its proxy hides it.",
    ];
  if (error instanceof ServerError)
    return [
      `The homeserver failed (${error.status}).`,
      "Try again in a minute. If it stays so, its log says why.",
    ];
  if (error instanceof ApiError)
    return [said(error, `The homeserver refused (${error.status}).`), "This was not done."];
  if (error instanceof ConnectionError)
    return [
      "The homeserver does not answer.",
      "Check your connection, and whether the server is running, then try again.",
    ];
  if (error instanceof TimeoutError)
    return [
      "The homeserver took too long.",
      error.sent ? "It may have done it all the same: reload to see how things are." : "Try again.",
    ];
  if (error instanceof ResponseError)
    return [
      "The homeserver answered something unexpected.",
      "Its version may not go with this page, or a proxy answered for it.",
    ];
  if (error instanceof JobError)
    return ["The homeserver could not finish this.", "Try again; its log says what was in the way."];
  if (error instanceof LoadError)
    return [
      "The browser does not let this page run WebAssembly.",
      "A policy of the web server or of the browser forbids it, or a file of the page is missing.",
    ];
  if (error instanceof InvalidArgumentError)
    return ["This cannot be sent.", `Expected ${error.expected ?? "something else"}; please correct it.`];
  return [
    "Something went wrong in this page.",
    "Reload it. If it happens again, report it with the details.",
  ];
}

const said = (error: ApiError, otherwise: string) =>
  error.error ? `The homeserver says: “${error.error}”` : otherwise;

export function problem(error: unknown) {
  const { what, advice, details } = explain(error);
  return html`<div class="problem">
    <p><strong>${what}</strong> ${advice}</p>
    ${details ? html`<details><summary>Details</summary><code>${details}</code></details>` : nothing}
  </div>`;
}
