/** What the user called, until it waits for something. @type {Function | undefined} */
export let called;

/**
 * Does the work of a function that users call. The errors made meanwhile have the user's own line on top of their stack,
 * not ours: of ten lines that Chrome keeps, none would be left for it.
 *
 * @template T
 * @param {Function} method
 * @param {() => T} work
 */
export function calledAs(method, work) {
  if (called) return work();
  called = method;
  try {
    return work();
  } finally {
    called = undefined;
  }
}

/** @param {Error} error made while something is called */
export function showCaller(error) {
  const capture = /** @type {any} */ (Error).captureStackTrace;
  // Read before: WebKit makes a stack when it is first asked for, and would put that over the caller's.
  if (error.stack) capture?.(error, called);
  // Nothing is left where JavaScriptCore has no frame of the method any more, as of all that end with a call.
  if (!error.stack || error.stack.endsWith(error.message)) capture?.(error, calledAs);
  // V8 takes no function of WebAssembly away.
  if (error.stack?.includes("wasm:")) error.stack = error.stack.replace(/\n.*wasm:.*/g, "");
}
