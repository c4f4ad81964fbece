import { InvalidArgumentError } from "./errors.js";

// The judgement of what only JavaScript sees, in the words of `src/wire/failure.rs`.

/** What kind of thing it is. @param {unknown} value */
export function kind(value) {
  if (value === undefined) return "nothing";
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

/** @param {string} method @param {string} argument @param {string} expected @param {string} received */
export function wrong(method, argument, expected, received) {
  if (expected.includes(received)) received = `another ${received}`;
  const message = `${method && `${method}(): `}${argument}: expected ${expected}, got ${received}`;
  return new InvalidArgumentError(message, { argument, expected, received });
}

/** Refuses what is no object, or has other options in it. @param {string} method @param {any} options @param {string[]} names */
export function only(method, options, names) {
  if (kind(options) !== "object") throw wrong(method, "options", "object", kind(options));
  if ("aborted" in options) throw wrong(method, "options", "object, such as { signal }", "an AbortSignal");
  const unknown = Object.keys(options).find((name) => !names.includes(name));
  if (unknown) throw wrong(method, `options.${unknown}`, `one of ${names.join(", ")}`, "an unknown option");
}

/** By its shape, for one of another realm is no instance of this one's. @param {any} value */
export const isSignal = (value) => value?.aborted !== undefined && typeof value.addEventListener === "function";
