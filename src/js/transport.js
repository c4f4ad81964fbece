/**
 * How long a call may live: until its time is up or the user's signal aborts. What is awaited in its `race` ends
 * with it, even a `fetch` that never settles.
 */
export class Scope {
  #controller = new AbortController();
  #user;
  #timer;
  #end = () => this.#stop("aborted", this.#user?.reason);
  /** @type {"" | "aborted" | "timeout"} */
  #ended = "";
  /** @type {(reason: unknown) => void} */
  #reject = () => {};
  #stopped;

  /** @param {AbortSignal | undefined} signal @param {number} timeoutMs */
  constructor(signal, timeoutMs) {
    this.#stopped = new Promise((_, reject) => (this.#reject = reject));
    this.#stopped.catch(() => {});
    this.#user = signal;
    this.#timer = setTimeout(() => this.#stop("timeout", undefined), timeoutMs);
    if (signal?.aborted) this.#end();
    else signal?.addEventListener("abort", this.#end);
  }

  /** How the call was ended from outside, if it was. */
  get ended() {
    return this.#ended;
  }

  /** The reason the user gave for aborting. */
  get reason() {
    return this.#user?.reason;
  }

  get signal() {
    return this.#controller.signal;
  }

  /** @param {"aborted" | "timeout"} how @param {unknown} reason */
  #stop(how, reason) {
    this.#ended ||= how;
    this.#reject(reason);
    this.#controller.abort(reason);
  }

  /** @template T @param {T | PromiseLike<T>} promise @returns {Promise<T>} */
  race(promise) {
    return Promise.race([this.#stopped, promise]);
  }

  /** @param {number} ms */
  async sleep(ms) {
    let timer;
    try {
      await this.race(new Promise((resolve) => (timer = setTimeout(resolve, ms))));
    } finally {
      clearTimeout(timer);
    }
  }

  close() {
    clearTimeout(this.#timer);
    this.#user?.removeEventListener("abort", this.#end);
  }
}

/** @param {Scope} scope @param {() => unknown} provider */
export async function ask(scope, provider) {
  return scope.race(provider());
}

/**
 * Sends the request and reads the whole answer.
 *
 * @param {Scope} scope
 * @param {Request} request
 * @param {((request: Request) => Promise<Response>) | undefined} userFetch
 */
export async function exchange(scope, request, userFetch) {
  // Called bare: workerd refuses a fetch with another `this`.
  const send = userFetch ?? fetch;
  const response = await scope.race(send(request));
  const body = await scope.race(response.arrayBuffer());
  return {
    status: response.status,
    body: new Uint8Array(body),
    traceId: response.headers?.get("Synapse-Trace-Id") ?? undefined,
  };
}

const decoder = new TextDecoder();

/** @param {Uint8Array} bytes */
export function parse(bytes) {
  return JSON.parse(decoder.decode(bytes));
}

/**
 * What the user handed in, as JSON text; `undefined` stays. Throws a string that says what JSON cannot hold.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function stringify(value) {
  return JSON.stringify(value, (key, part) => {
    const plain = typeof part === "number" ? Number.isFinite(part) : !["bigint", "symbol", "function"].includes(typeof part);
    if (plain) return part;
    throw `${key}: expected plain data, got ${typeof part === "number" ? part : `a ${typeof part}`}`;
  });
}
