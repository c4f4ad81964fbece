import { called, showCaller } from "./called.js";

/** Everything this package throws or rejects with, except the reason of your AbortSignal and what your confirm throws. */
export class MatrixAdminError extends Error {
  /** @param {string} message @param {Record<string, unknown>} [fields] @param {unknown} [cause] */
  constructor(message, fields = {}, cause = undefined) {
    super(message, cause === undefined ? undefined : { cause });
    Object.assign(this, fields);
    if (called) showCaller(this);
  }

  /** The class as a constant: `NOT_FOUND`. */
  get code() {
    return this.name.replace(/Error$/, "").replace(/(?<=[a-z])[A-Z]/g, "_$&").toUpperCase();
  }

  toJSON() {
    const { name, code, message } = this;
    return Object.assign({ name, code, message }, this);
  }
}

export class ApiError extends MatrixAdminError {}
export class AuthenticationError extends ApiError {}
export class PermissionDeniedError extends ApiError {}
export class NotFoundError extends ApiError {}
export class ConflictError extends ApiError {}
export class RateLimitError extends ApiError {}
export class UnsupportedError extends ApiError {}
export class ServerError extends ApiError {}
export class ConnectionError extends MatrixAdminError {}
export class TimeoutError extends MatrixAdminError {}
export class ResponseError extends MatrixAdminError {}
export class JobError extends MatrixAdminError {}
export class BulkError extends MatrixAdminError {}
export class InvalidArgumentError extends MatrixAdminError {}
export class RefusedError extends MatrixAdminError {}
export class LoadError extends MatrixAdminError {}

/**
 * The same promise, with who awaits it on the stack of its error: V8 knows, but not yet in the functions of WebAssembly that
 * make it.
 *
 * @template T
 * @param {Promise<T>} promise
 * @param {() => void} [failing] called when that is known; before, it would itself be who awaits
 */
export async function awaited(promise, failing) {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof MatrixAdminError && error.stack?.includes("wasm:")) {
      const { stack } = error;
      /** @type {any} */ (Error).captureStackTrace?.(error, awaited);
      if (!error.stack.includes(" at async ")) error.stack = stack;
    }
    failing?.();
    throw error;
  }
}

/** @type {Record<string, typeof MatrixAdminError>} */
const classes = {
  MatrixAdminError,
  ApiError,
  AuthenticationError,
  PermissionDeniedError,
  NotFoundError,
  ConflictError,
  RateLimitError,
  UnsupportedError,
  ServerError,
  ConnectionError,
  TimeoutError,
  ResponseError,
  JobError,
  BulkError,
  InvalidArgumentError,
  RefusedError,
  LoadError,
};

// Set by hand, so that minifiers cannot change what it says; on the prototypes, so that no instance repeats it.
for (const [value, Class] of Object.entries(classes)) {
  for (const owner of [Class, Class.prototype]) {
    Object.defineProperty(owner, "name", { value, configurable: true, writable: true });
  }
}

/**
 * The error that the Rust side describes.
 *
 * @param {string} name
 * @param {string} message
 * @param {Record<string, unknown>} fields
 * @param {unknown} cause
 */
export const failure = (name, message, fields, cause) => new classes[name](message, fields, cause);
