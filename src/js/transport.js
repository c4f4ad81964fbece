/** What kind of thing it is. @param {unknown} value */
export function typeName(value) {
  if (value === undefined) return "nothing";
  return value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
}

/**
 * The first name in the options that is not among the known ones, `a, b, c`.
 *
 * @param {object} options
 * @param {string} known
 */
export function unknownName(options, known) {
  return Object.keys(options).find((name) => !known.split(", ").includes(name));
}

/**
 * The address of a server, without a slash at its end. Throws what is wrong with it.
 *
 * @param {string} text
 */
export function address(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw "a string that is no absolute URL";
  }
  const { protocol, username, password, origin, pathname } = url;
  if (!/^https?:$/.test(protocol)) throw "one that begins with neither https:// nor http://";
  if (username || password) throw "one with credentials in it; the token goes into accessToken";
  if (/[?#]/.test(text)) throw "one with a query or fragment";
  return origin + pathname.replace(/\/+$/, "");
}

/**
 * How long a call may live: until its time is up or a signal aborts. What is awaited in its `race` ends with it, even a
 * `fetch` that never settles.
 */
export class Scope {
  #controller = new AbortController();
  /** @type {AbortSignal[]} */
  #signals;
  #timer;
  #abort = () => this.#end("aborted", this.reason);
  /** @type {"" | "aborted" | "timeout"} */
  #ended = "";
  /** @type {(reason: unknown) => void} */
  #reject = () => {};
  #over;

  /**
   * @param {AbortSignal | undefined} signal the user's
   * @param {AbortSignal | undefined} stopped our own
   * @param {number} timeoutMs
   */
  constructor(signal, stopped, timeoutMs) {
    this.#over = new Promise((_, reject) => (this.#reject = reject));
    this.#over.catch(() => {});
    this.#signals = [signal, stopped].filter((signal) => signal !== undefined);
    if (timeoutMs < Infinity) this.#timer = setTimeout(() => this.#end("timeout", undefined), timeoutMs);
    for (const signal of this.#signals) listen(signal, this.#abort);
    if (this.#signals.some(({ aborted }) => aborted)) this.#abort();
  }

  /** How the call was ended from outside, if it was. */
  get ended() {
    return this.#ended;
  }

  /** Why it was aborted. */
  get reason() {
    return this.#signals.find(({ aborted }) => aborted)?.reason;
  }

  get signal() {
    return this.#controller.signal;
  }

  /** @param {"aborted" | "timeout"} how @param {unknown} reason */
  #end(how, reason) {
    this.#ended ||= how;
    this.#reject(reason);
    this.#controller.abort(reason);
  }

  /** @template T @param {T | PromiseLike<T>} promise @returns {Promise<T>} */
  race(promise) {
    return Promise.race([this.#over, promise]);
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
    for (const signal of this.#signals) unlisten(signal, this.#abort);
  }
}

/**
 * Who wants to know of an abort. Each signal gets one listener, however many calls it is for: of more than ten Node
 * warns as of a leak.
 *
 * @type {WeakMap<AbortSignal, { calls: Set<() => void>, tell: () => void }>}
 */
const listening = new WeakMap();

/** @param {AbortSignal} signal @param {() => void} call */
function listen(signal, call) {
  let group = listening.get(signal);
  if (!group) {
    const calls = new Set();
    group = { calls, tell: () => [...calls].forEach((call) => call()) };
    listening.set(signal, group);
    signal.addEventListener("abort", group.tell);
  }
  group.calls.add(call);
}

/** @param {AbortSignal} signal @param {() => void} call */
function unlisten(signal, call) {
  const group = listening.get(signal);
  if (!group?.calls.delete(call) || group.calls.size > 0) return;
  signal.removeEventListener("abort", group.tell);
  listening.delete(signal);
}

/** The user's function for tokens. Calls that ask at the same time share one answer. */
export class Tokens {
  #provider;
  /** @type {Map<string | undefined, { answer: Promise<unknown>, waiting: number }>} */
  #asked = new Map();

  /** @param {(refused?: string) => unknown} provider */
  constructor(provider) {
    this.#provider = provider;
  }

  /** @param {Scope} scope @param {string | undefined} refused the token that the server did not take */
  async ask(scope, refused) {
    const provider = this.#provider;
    const asked = this.#asked.get(refused) ?? { answer: (async () => provider(refused))(), waiting: 0 };
    this.#asked.set(refused, asked);
    asked.waiting++;
    try {
      return await scope.race(asked.answer);
    } finally {
      // Who comes later does not wait for an answer that may never come, unless others still do.
      if (--asked.waiting === 0) this.#asked.delete(refused);
    }
  }
}

/**
 * Sends a request and reads the whole answer. Rejects with what `fetch` rejects with.
 *
 * @param {Scope} scope
 * @param {string} method
 * @param {string} url
 * @param {string} token
 * @param {string | undefined} body
 * @param {((request: Request) => Promise<Response>) | undefined} userFetch
 */
export async function exchange(scope, method, url, token, body, userFetch) {
  // Any other header would not pass Synapse's CORS.
  /** @type {Record<string, string>} */
  const headers = { Authorization: `Bearer ${token}` };
  if (body !== undefined) headers["Content-Type"] = "application/json";
  // Where a redirect leads, the token must not follow.
  /** @type {RequestInit} */
  const init = { method, headers, body, credentials: "omit", redirect: "manual", signal: scope.signal };
  // Called bare: workerd refuses a fetch with another `this`.
  const response = await scope.race(userFetch ? userFetch(new Request(url, init)) : fetch(url, init));
  // By its shape: a Response of another realm is no instance of this one's.
  if (typeof response?.arrayBuffer !== "function") return { wrong: "something else" };
  if (response.bodyUsed) return { wrong: "one whose body was read already" };
  const bytes = await scope.race(response.arrayBuffer());
  return {
    status: response.status,
    body: new Uint8Array(bytes),
    traceId: response.headers?.get("Synapse-Trace-Id") ?? undefined,
  };
}

/**
 * Why there was no answer, as far as it can be known here.
 *
 * @param {any} cause what `fetch` rejected with
 * @param {string} baseUrl
 */
export function explain(cause, baseUrl) {
  const reason = cause?.cause?.code ?? cause?.code;
  if (typeof reason === "string") return `${reason}. Is the address right, the server up, its certificate valid?`;
  const page = globalThis.location?.protocol;
  if (page === undefined) return "Is the address right, the server up, its certificate valid?";
  if (page === "https:" && baseUrl.startsWith("http:")) {
    return "A page from https:// cannot call an http:// address, unless it is localhost: mixed content.";
  }
  return (
    `A browser does not tell why. Open ${baseUrl}/_synapse/admin/v1/server_version in a tab: an error page of the ` +
    "browser means a wrong name, a server that is down, or its certificate; a page of a proxy, or 404, that it does " +
    "not let /_synapse/admin through; JSON, that CORS headers are missing (Synapse sends them, a proxy may drop them)."
  );
}

/**
 * Tells one of the user's hooks; whatever it does, the call goes on.
 *
 * @param {(event: unknown) => unknown} hook
 * @param {unknown} event
 */
export async function tell(hook, event) {
  try {
    await hook(event);
  } catch {}
}

const decoder = new TextDecoder();

/** @param {Uint8Array} bytes */
export function parse(bytes) {
  return JSON.parse(decoder.decode(bytes));
}

/**
 * The body of an answer as an object, if that is at first sight what it was declared to be. If not, it may be all the
 * same: the walker looks closer, and says what is wrong.
 *
 * @param {Record<string, (value: any) => boolean> | undefined} checks one for each model
 * @param {string} model
 * @param {{ body: Uint8Array }} answer
 */
export function plain(checks, model, { body }) {
  try {
    const value = parse(body);
    if (checks?.[model](value)) return value;
  } catch {}
}

/**
 * What the user handed in, as JSON text; `undefined` stays. Throws the place and kind of what JSON would lose.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function stringify(value) {
  if (typeof value === "string") return JSON.stringify(value);
  /** @type {Map<unknown, string>} */
  const places = new Map();
  return JSON.stringify(
    value,
    /** @this {any} @param {string} key @param {any} part */
    function (key, part) {
      const place = (places.get(this) ?? "") + (key && `.${key}`);
      const lost = whatJsonLoses(part);
      if (lost) throw [place, lost];
      if (typeof part === "object") places.set(part, place);
      return part;
    },
  );
}

/** @param {any} value */
function whatJsonLoses(value) {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "object":
      return value instanceof Map || value instanceof Set ? value.constructor.name : undefined;
    case "bigint":
    case "symbol":
    case "function":
      return typeof value;
  }
}
