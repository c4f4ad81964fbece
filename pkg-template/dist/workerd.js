/* @ts-self-types="./index.d.ts" */
// Cloudflare Workers compile WebAssembly when they are deployed, never at run time: importing the file gives a
// WebAssembly.Module, while compiling bytes is refused.
import module from "./wasm/matrix_admin_sdk_bg.wasm";
import { loadSync } from "./api.js";

loadSync({ module });

export async function init() {}
export function initSync() {}
export { /* names */ } from "./api.js";
export default init;
