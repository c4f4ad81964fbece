import { isSignal, kind, only, wrong } from "./arguments.js";
import { BulkError } from "./errors.js";

// JavaScript, for items, functions and what they come to are values of JavaScript. Rust has its own (`src/client/bulk.rs`).

/** Calls of a run, and of the runs within it, belong together by what their signal has under it (`src/client/pace.rs`). */
const PACE = Symbol.for("matrix-admin-sdk.pace");

/** @param {any} items @param {any} each @param {any} [options] */
export async function bulk(items, each, options) {
  const iterable = typeof items === "object" && (items?.[Symbol.asyncIterator] ?? items?.[Symbol.iterator]);
  if (typeof iterable !== "function") {
    throw wrong("bulk", "items", "an array, or what else can be iterated", kind(items));
  }
  if (typeof each !== "function") throw wrong("bulk", "each", "a function", kind(each));
  check("bulk", options);
  return run(items, each, options, 4);
}

/**
 * Calls the function with each item, some at a time, and resolves to what became of them.
 *
 * @param {any} items
 * @param {any} each
 * @param {any} options
 * @param {number} atOnce how many at once, unless the options say so
 */
export async function run(items, each, options, atOnce) {
  const { signal, concurrency = atOnce, keepValues = true, onProgress } = options ?? {};
  const later = items[Symbol.asyncIterator];
  const iterator = later ? later.call(items) : items[Symbol.iterator]();
  const total = later ? undefined : (items.length ?? items.size);
  /** @type {{ done: object[], failed: object[], rest: unknown[] }} */
  const outcome = { done: [], failed: [], rest: [] };
  let [done, over] = [0, false];
  /** @type {{ cause: unknown } | undefined} */
  let broken;

  const own = new AbortController();
  Object.defineProperty(own.signal, PACE, { value: signal?.[PACE] ?? [0] });
  const call = { signal: own.signal };
  /** Ends what is waited for, but for what comes to its end at the same time. @type {Set<() => void>} */
  const waiting = new Set();
  const stop = () => {
    own.abort(signal.reason);
    setTimeout(() => waiting.forEach((end) => end()), 0);
  };
  /** @param {unknown} promise */
  const unlessStopped = (promise) => {
    /** @type {() => void} */
    let end;
    return new Promise((resolve, reject) => {
      waiting.add((end = () => reject(signal.reason)));
      Promise.resolve(promise).then(resolve, reject);
    }).finally(() => waiting.delete(end));
  };

  const take = async () => {
    if (over || (later && own.signal.aborted)) return;
    try {
      const step = later ? await unlessStopped(iterator.next()) : iterator.next();
      if (!step.done) return step;
    } catch (cause) {
      // With the waiting for them, the items have not ended.
      if (later && own.signal.aborted) return;
      broken = { cause };
    }
    over = true;
  };
  /** One after the other, as `for await` asks for them: not all who give items can do with more. @type {Promise<any>} */
  let turn = Promise.resolve();
  const next = () => (turn = turn.then(take));
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
    while (!over && !own.signal.aborted) {
      const step = await next();
      if (step && own.signal.aborted) outcome.rest.push(step.value);
      else if (step) await work(step.value);
    }
  };

  signal?.addEventListener("abort", stop);
  if (signal?.aborted) stop();
  await Promise.all(Array.from({ length: concurrency }, worker));
  signal?.removeEventListener("abort", stop);
  if (later) {
    if (!over) (async () => iterator.return?.())().catch(() => {});
  } else {
    for (let step; (step = await next()); ) outcome.rest.push(step.value);
  }
  if (!broken) return outcome;
  const message = "the items ended in an error, see cause; what became of those before is in outcome";
  throw new BulkError(message, { outcome }, broken.cause);
}

/** The same for a method that can also be a dry run: whether it is to be one. @param {string} method @param {any} options */
export function checkMany(method, options) {
  check(method, options, ["dryRun"]);
  const { dryRun = false } = options ?? {};
  if (typeof dryRun !== "boolean") throw wrong(method, "options.dryRun", "true or false", kind(dryRun));
  return dryRun;
}

/** Refuses wrong options, in the name of the method. @param {string} method @param {any} options @param {string[]} [others] */
function check(method, options, others = []) {
  const given = options ?? {};
  only(method, given, ["signal", "concurrency", "keepValues", "onProgress", ...others]);
  const { signal, concurrency, keepValues, onProgress } = given;
  /** @type {(option: string, value: unknown, right: boolean, expected: string) => void} */
  const has = (option, value, right, expected) => {
    if (value !== undefined && !right) throw wrong(method, `options.${option}`, expected, kind(value));
  };
  has("signal", signal, isSignal(signal), "an AbortSignal");
  const some = Number.isInteger(concurrency) && concurrency >= 1 && concurrency <= 1000;
  has("concurrency", concurrency, some, "a whole number from 1 to 1000");
  has("keepValues", keepValues, typeof keepValues === "boolean", "true or false");
  has("onProgress", onProgress, typeof onProgress === "function", "a function");
}
