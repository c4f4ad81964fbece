// Classes that are not the platform's own, as another realm or a polyfill has them.

/**
 * Needs nothing from outside, so that it can also be run from its text, in another realm.
 *
 * @returns {import("../runtimes/tools.js").Foreign}
 */
export function polyfills() {
  class Signal {
    aborted = false;
    /** @type {unknown} */
    reason = undefined;
    /** @type {Set<(event: object) => void>} */
    listeners = new Set();
    /** @param {string} _ @param {(event: object) => void} listener */
    addEventListener(_, listener) {
      this.listeners.add(listener);
    }
    /** @param {string} _ @param {(event: object) => void} listener */
    removeEventListener(_, listener) {
      this.listeners.delete(listener);
    }
    /** @param {unknown} reason */
    abort(reason) {
      if (this.aborted) return;
      Object.assign(this, { aborted: true, reason });
      for (const listener of this.listeners) listener({ type: "abort" });
    }
  }
  class AbortController {
    signal = new Signal();
    /** @param {unknown} reason */
    abort(reason) {
      this.signal.abort(reason);
    }
  }
  class Response {
    /** @param {string} body @param {{ status?: number }} [options] */
    constructor(body, { status = 200 } = {}) {
      Object.assign(this, { body, status, ok: status < 300, bodyUsed: false, headers: new Map() });
    }
    async arrayBuffer() {
      const { body } = /** @type {any} */ (this);
      return Uint8Array.from(body, (/** @type {string} */ character) => character.charCodeAt(0)).buffer;
    }
  }
  return /** @type {any} */ ({ AbortController, Response });
}

/** Those of an iframe in a page, of a vm context where there is `node:vm`, and elsewhere polyfills. */
export function foreign() {
  const { document, process } = /** @type {any} */ (globalThis);
  if (document) return document.body.appendChild(document.createElement("iframe")).contentWindow;
  const vm = process?.getBuiltinModule?.("node:vm");
  return vm ? vm.runInNewContext(`(${polyfills})()`) : polyfills();
}
