// The scenarios in Node.
import { createContext, runInContext } from "node:vm";
import * as sdk from "matrix-admin-sdk";
import { run } from "./scenarios.js";
import { start } from "./server.js";

const { close, ...faults } = await start();
const { passed, failed } = await run({ sdk, faults, platform: "Node", foreign: foreign() });
close();
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** A vm context has no AbortController and no Response of its own, so it is given some of its own making. */
function foreign() {
  const classes = `
    class Signal {
      aborted = false;
      reason;
      #listeners = new Set();
      addEventListener(_, listener) { this.#listeners.add(listener); }
      removeEventListener(_, listener) { this.#listeners.delete(listener); }
      abort(reason) {
        if (this.aborted) return;
        Object.assign(this, { aborted: true, reason });
        for (const listener of this.#listeners) listener({ type: "abort" });
      }
    }
    class AbortController {
      signal = new Signal();
      abort(reason) { this.signal.abort(reason); }
    }
    class Response {
      constructor(body, { status = 200 } = {}) {
        Object.assign(this, { body, status, ok: status < 300, bodyUsed: false, headers: new Map() });
      }
      async arrayBuffer() { return Uint8Array.from(this.body, (character) => character.charCodeAt(0)).buffer; }
    }
    ({ AbortController, Response })`;
  return runInContext(classes, createContext());
}
