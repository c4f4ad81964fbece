// Node's and Bun's `fetch` give up after some minutes, whatever the call's own time limit is. This leaves it to that.

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");

/** What Node sends by, told not to watch the time. */
const patient = {
  /** @param {object} options @param {object} handler */
  dispatch: (options, handler) =>
    /** @type {any} */ (globalThis)[DISPATCHER].dispatch({ ...options, headersTimeout: 0, bodyTimeout: 0 }, handler),
};

/** The global one, looked up at each call: it may be patched. @param {Request} request */
export function platformFetch(request) {
  const { Bun, [DISPATCHER]: dispatcher } = /** @type {any} */ (globalThis);
  const unlimited = Bun ? { timeout: false } : dispatcher && { dispatcher: patient };
  return fetch(request, unlimited);
}
