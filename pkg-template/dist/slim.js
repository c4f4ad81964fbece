/* @ts-self-types="./index.d.ts" */
// The WebAssembly stays a file of its own: a fifth smaller, compiled while it arrives, cached by itself.
import { load, loadSync } from "./api.js";

export async function init(source) {
  await load({ module_or_path: source ?? new URL("./wasm/matrix_admin_sdk_bg.wasm", import.meta.url) });
}

export function initSync(source) {
  loadSync({ module: source });
}

export { /* names */ } from "./api.js";
export default init;
