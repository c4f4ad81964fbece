// 100,000 calls of every kind, without a network: nothing may be left of them. Runs in any runtime that lets a
// program collect its garbage.
import { ALICE, BASE_URL, TOKEN, deadline, equal, group, ok, pause } from "./tools.js";

/** @typedef {typeof import("matrix-admin-sdk")} Sdk */

const CALLS = 100_000;
const AT_A_TIME = 500;

/**
 * Finds the memory of the WebAssembly that is loaded from now on: the package keeps it to itself.
 *
 * @returns {() => WebAssembly.Memory}
 */
export function watchMemory() {
  /** @type {WebAssembly.Memory | undefined} */
  let found;
  const look = (/** @type {WebAssembly.Instance} */ instance) => {
    for (const value of Object.values(instance.exports)) if (value instanceof WebAssembly.Memory) found = value;
  };
  const { Instance, instantiate, instantiateStreaming } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, values) {
      const instance = Reflect.construct(target, values);
      look(instance);
      return instance;
    },
  });
  for (const [name, load] of Object.entries({ instantiate, instantiateStreaming })) {
    const watched = async (/** @type {unknown[]} */ ...values) => {
      const loaded = await /** @type {any} */ (load)(...values);
      look(loaded.instance ?? loaded);
      return loaded;
    };
    Object.assign(WebAssembly, { [name]: watched });
  }
  return () => {
    ok(found, "no memory was seen");
    return found;
  };
}

/** The timers that have neither fired nor been cleared. */
function watchTimers() {
  /** @type {Set<unknown>} */
  const running = new Set();
  const { setTimeout, clearTimeout } = globalThis;
  Object.assign(globalThis, {
    setTimeout: (
      /** @type {(...values: unknown[]) => void} */ run,
      /** @type {number} */ ms,
      /** @type {any} */ ...rest
    ) => {
      const timer = setTimeout(
        (/** @type {unknown[]} */ ...values) => {
          running.delete(timer);
          run(...values);
        },
        ms,
        ...rest,
      );
      running.add(timer);
      return timer;
    },
    clearTimeout: (/** @type {any} */ timer) => {
      running.delete(timer);
      clearTimeout(timer);
    },
  });
  return { running, restore: () => Object.assign(globalThis, { setTimeout, clearTimeout }) };
}

/** A signal that counts its listeners. @param {{ listeners: number }} count */
function watchedController(count) {
  const controller = new AbortController();
  const { signal } = controller;
  const [add, remove] = [signal.addEventListener, signal.removeEventListener];
  Object.assign(signal, {
    addEventListener: (/** @type {any} */ ...values) => (count.listeners++, add.apply(signal, values)),
    removeEventListener: (/** @type {any} */ ...values) => (count.listeners--, remove.apply(signal, values)),
  });
  return controller;
}

/** What is told when something was collected, which on a busy machine can be long after it was. */
const collected = new FinalizationRegistry((/** @type {() => void} */ tell) => tell());

/** A list keeps what it needs for its next page until it is collected, which a busy Node puts off for long. */
async function collectGarbage() {
  // What is collected is freed in WebAssembly by tasks of their own, of which this waits for one.
  for (let time = 0; time < 2; time++) {
    const told = new Promise((resolve) => collected.register({}, () => resolve(undefined)));
    await pause(1);
    /** @type {any} */ (globalThis).gc?.();
    await deadline(30_000, () => told);
    await pause(5);
  }
}

// Out here, so that it holds nothing of a batch: what a client holds that holds the client is never collected.
function freshTokens() {
  let asked = 0;
  return async () => `token-${asked++}`;
}

const never = () => new Promise(() => {});
const answer = (/** @type {string} */ body, status = 200) => new Response(body, { status });

/**
 * How a call of a sort is answered and made, and the name of what it rejects with, if it does.
 *
 * @typedef {object} Sort
 * @property {() => any} fetch
 * @property {(user: any, signal: AbortSignal) => Promise<unknown>} call
 * @property {string} [error]
 */

/** @type {Record<string, Sort>} */
const SORTS = {
  good: {
    fetch: () => answer('{"admin":true}'),
    call: (user) => user.isAdmin(),
  },
  "good, with a signal": {
    fetch: () => answer('{"joined_rooms":["!a:b","!c:d"],"total":2,"unknown":[1,2,3]}'),
    call: (user, signal) => user.getRooms({ signal }),
  },
  "with a body": {
    fetch: () => answer("{}"),
    call: (user, signal) => user.resetPassword("a new password", { logout_devices: false }, { signal }),
  },
  "a page": {
    fetch: () => answer('{"media":[],"total":0}'),
    call: (user, signal) => user.getMedia({ limit: 10 }, { signal }).toArray(),
  },
  refused: {
    fetch: () => answer('{"errcode":"M_NOT_FOUND","error":"no such user"}', 404),
    call: (user) => user.isAdmin(),
    error: "NotFoundError",
  },
  "not JSON": {
    fetch: () => answer("<html>"),
    call: (user, signal) => user.isAdmin({ signal }),
    error: "ResponseError",
  },
  "without an answer": {
    fetch: () => Promise.reject(new TypeError("connection lost")),
    call: (user) => user.isAdmin(),
    error: "ConnectionError",
  },
  cancelled: {
    fetch: never,
    call: (user, signal) => user.isAdmin({ signal }),
    error: "enough",
  },
  "timed out": {
    fetch: never,
    call: (user) => user.isAdmin({ timeoutMs: 1 }),
    error: "TimeoutError",
  },
  "with a wrong argument": {
    fetch: never,
    call: (user) => user.setAdmin("yes"),
    error: "InvalidArgumentError",
  },
};

/**
 * Makes the calls and prints what is left of them; the last line says how many checks passed and failed.
 *
 * @param {{ sdk: Sdk, memory: WebAssembly.Memory }} context
 * @param {(line: string) => void} [print]
 */
export async function run({ sdk, memory }, print = console.log) {
  const { checks, check } = group(`after ${CALLS} calls`);
  const strays = watchRejections();
  const timers = watchTimers();
  const count = { listeners: 0 };
  /** @type {string[]} */
  const surprises = [];
  /** @type {number[]} */
  const sizes = [];

  const sorts = Object.entries(SORTS);
  for (let batch = 0; batch < CALLS / AT_A_TIME; batch++) {
    const controller = watchedController(count);
    const clients = sorts.map(([, { fetch }]) => {
      const accessToken = batch % 2 ? TOKEN : freshTokens();
      return new sdk.MatrixAdminClient({ baseUrl: BASE_URL, accessToken, maxRetries: 0, fetch });
    });
    const calls = Array.from({ length: AT_A_TIME }, async (_, index) => {
      const [name, { call, error }] = sorts[index % sorts.length];
      const user = /** @type {any} */ (clients[index % sorts.length].user(ALICE));
      const promise = call(user, controller.signal);
      const outcome = await promise.then(
        () => undefined,
        (reason) => reason?.name ?? reason,
      );
      if (outcome !== error) surprises.push(`${name}: ${outcome}`);
    });
    const cancelled = calls.filter((_, index) => sorts[index % sorts.length][0] === "cancelled");
    await Promise.all(calls.filter((call) => !cancelled.includes(call)));
    controller.abort("enough");
    await Promise.all(cancelled);
    if (batch % 10 === 9) await collectGarbage();
    sizes.push(memory.buffer.byteLength);
  }
  timers.restore();
  await pause(50);

  check("each came to what it should", () => equal(surprises.slice(0, 10), []));
  check("the memory of the WebAssembly has stopped growing", () => {
    const [half, all] = [sizes[sizes.length / 2], sizes.at(-1)];
    equal(all, half, "its size at the end, compared with the size after half of them,");
  });
  check("no timer runs", () => equal(timers.running.size, 0, "the number of timers"));
  check("no listener is left on a signal", () => equal(count.listeners, 0, "the number of listeners"));
  check("no rejection is left without a handler", () => equal(strays, []));

  let failed = 0;
  for (const { name, run } of checks) {
    try {
      await run(/** @type {any} */ ({ sdk }));
    } catch (error) {
      failed++;
      print(`failed: ${name}: ${/** @type {Error} */ (error).message}`);
    }
  }
  print(`${checks.length - failed} passed, ${failed} failed`);
  return { passed: checks.length - failed, failed };
}

function watchRejections() {
  /** @type {string[]} */
  const strays = [];
  const { process, addEventListener } = /** @type {any} */ (globalThis);
  if (process?.on)
    process.on("unhandledRejection", (/** @type {unknown} */ reason) => strays.push(String(reason)));
  else addEventListener("unhandledrejection", (/** @type {any} */ event) => strays.push(String(event.reason)));
  return strays;
}
