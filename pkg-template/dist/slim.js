/* @ts-self-types="./index.d.ts" */
// The WebAssembly stays a file of its own: a fifth smaller, compiled while it arrives, cached by itself.
import { load, loadedBy, loadSync } from "./api.js";

export const init = loadedBy(
  async (source) => load({ module_or_path: source ?? new URL("./wasm/matrix_admin_sdk_bg.wasm", import.meta.url) }),
  'where a bundler or its server leaves the file behind, say where it is: import wasm from "matrix-admin-sdk/matrix_admin_sdk.wasm?url"; await init(wasm); or import "matrix-admin-sdk", which has it inside',
);

export function initSync(source) {
  loadSync({ module: source });
}

export { /* names */ } from "./api.js";
export default init;
