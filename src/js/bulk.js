import { kind, only, wrong } from "./arguments.js";
import { BulkError } from "./errors.js";

// JavaScript, for items, functions and what they come to are values of JavaScript. Rust has its own (`src/client/bulk.rs`).

/**
 * Calls the function with each item, some at a time, and resolves to what became of them.
 *
 * @param {{ together: (signal: AbortSignal) => void }} core
 * @param {any} items
 * @param {any} each
 * @param {any} [options]
 */
export async function bulk(core, items, each, options = {}) {
  check(items, each, options);
  const { signal, concurrency = 4, keepValues = true, onProgress } = options;
  const later = items[Symbol.asyncIterator];
  const iterator = later ? later.call(items) : items[Symbol.iterator]();
  const total = later ? undefined : (items.length ?? items.size);
  /** @type {{ done: object[], failed: object[], rest: unknown[] }} */
  const outcome = { done: [], failed: [], rest: [] };
  let [done, over] = [0, false];
  /** @type {{ cause: unknown } | undefined} */
  let broken;

  const run = new AbortController();
  core.together(run.signal);
  const call = { signal: run.signal };
  /** Ends what is waited for. @type {Set<(reason: unknown) => void>} */
  const waiting = new Set();
  const stop = () => {
    run.abort(signal.reason);
    for (const end of waiting) end(signal.reason);
  };
  /** @param {unknown} promise */
  const unlessStopped = (promise) => {
    /** @type {(reason: unknown) => void} */
    let end;
    return new Promise((resolve, reject) => {
      waiting.add((end = reject));
      // The function itself may have stopped it.
      if (run.signal.aborted) end(signal.reason);
      Promise.resolve(promise).then(resolve, reject);
    }).finally(() => waiting.delete(end));
  };

  const next = async () => {
    try {
      const step = later ? await unlessStopped(iterator.next()) : iterator.next();
      if (!step.done) return step;
    } catch (cause) {
      if (!run.signal.aborted) broken = { cause };
    }
    over = true;
  };
  /** @param {unknown} item */
  const work = async (item) => {
    /** @type {{ error?: unknown }} */
    const failure = {};
    try {
      const value = await unlessStopped(each(item, call));
      done++;
      if (keepValues) outcome.done.push({ item, value });
    } catch (error) {
      failure.error = error;
      outcome.failed.push({ item, error });
    }
    const progress = { item, ...failure, done, failed: outcome.failed.length, ...(total !== undefined && { total }) };
    // What a hook does changes nothing.
    (async () => onProgress?.(progress))().catch(() => {});
  };
  const worker = async () => {
    while (!over && !run.signal.aborted) {
      const step = await next();
      if (step && run.signal.aborted) outcome.rest.push(step.value);
      else if (step) await work(step.value);
    }
  };

  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  await Promise.all(Array.from({ length: concurrency }, worker));
  signal?.removeEventListener("abort", stop);
  if (!later) outcome.rest.push(...{ [Symbol.iterator]: () => iterator });
  else if (!over) Promise.resolve(iterator.return?.()).catch(() => {});
  if (!broken) return outcome;
  const message = "the items ended in an error, see cause; what became of those before is in outcome";
  throw new BulkError(message, { outcome }, broken.cause);
}

/** @param {any} items @param {any} each @param {any} options */
function check(items, each, options) {
  const refused = (/** @type {string} */ argument, /** @type {string} */ expected, /** @type {unknown} */ value) =>
    wrong("bulk", argument, expected, kind(value));
  const iterable = typeof items === "object" && (items?.[Symbol.asyncIterator] ?? items?.[Symbol.iterator]);
  if (typeof iterable !== "function") throw refused("items", "an array, or what else can be iterated", items);
  if (typeof each !== "function") throw refused("each", "a function", each);
  only("bulk", options, ["signal", "concurrency", "keepValues", "onProgress"]);
  const { signal, concurrency, keepValues, onProgress } = options;
  if (signal !== undefined && signal?.aborted === undefined) throw refused("options.signal", "an AbortSignal", signal);
  if (concurrency !== undefined && !(Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000)) {
    throw refused("options.concurrency", "a whole number from 1 to 1000", concurrency);
  }
  if (keepValues !== undefined && typeof keepValues !== "boolean") {
    throw refused("options.keepValues", "true or false", keepValues);
  }
  if (onProgress !== undefined && typeof onProgress !== "function") {
    throw refused("options.onProgress", "a function", onProgress);
  }
}
