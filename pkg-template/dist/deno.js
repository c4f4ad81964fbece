/* @ts-self-types="./index.d.ts" */
// Deno: the WebAssembly is part of the module graph, so reading it takes no permission.
import source module from "./wasm/matrix_admin_sdk_bg.wasm";
import { loadSync } from "./api.js";

loadSync({ module });

export async function init() {}
export function initSync() {}
export { /* names */ } from "./api.js";
export default init;
