import { LoadError } from "./errors.js";

// A client can be made, and called, before the WebAssembly is there: such calls load it, or wait for it.

/** Makes what WebAssembly does for a client, as soon as it is there. @type {((options: unknown) => import("./handles.js").Core) | undefined} */
export let connect;

/** Called by WebAssembly as soon as it is there. @param {(options: unknown) => import("./handles.js").Core} make */
export function introduce(make) {
  connect = make;
}

/** The `init` of the entry. @type {(source?: unknown) => Promise<void>} */
let init = async () => {
  throw new LoadError("the WebAssembly is not loaded: await init() first");
};

/** @type {Promise<void> | undefined} */
let loading;

/**
 * The `init` of an entry.
 *
 * @param {(source: unknown) => Promise<unknown>} load from there, or if that is undefined from where the entry has it
 * @param {string} [otherwise] what else can be done
 */
export function loadedBy(load, otherwise) {
  init = async (source) => {
    if (connect) return;
    // Where a call has begun to load it, and cannot, this source has its turn.
    const begin = () => (loading = attempt(load, source, otherwise).finally(() => (loading = undefined)));
    await (loading?.catch(() => init(source)) ?? begin());
  };
  return init;
}

/** @param {(source: unknown) => Promise<unknown>} load @param {unknown} source @param {string} [otherwise] */
async function attempt(load, source, otherwise) {
  try {
    await load(source);
  } catch (cause) {
    const { message = String(cause) } = /** @type {any} */ (cause) ?? {};
    const forbidden = /content security policy|\bCSP\b|unsafe-eval/i.test(message);
    const advice = forbidden ? "a policy forbids WebAssembly, which script-src 'wasm-unsafe-eval' allows" : source ? "" : otherwise;
    throw new LoadError(`the WebAssembly cannot be loaded: ${[message, advice].filter(Boolean).join("; ")}`, {}, cause);
  }
}

/** Loads the WebAssembly unless it is there or on its way. */
export const loaded = async () => loading ?? init();
