/* @ts-self-types="./index.d.ts" */
// Cloudflare Workers compile WebAssembly when they are deployed, never at run time: importing the file gives a
// WebAssembly.Module, while compiling bytes is refused.
import module from "./wasm/matrix_admin_sdk_bg.wasm";
import { initSync as loadSync } from "./wasm/matrix_admin_sdk.js";

loadSync({ module });

export async function init() {}
export function initSync() {}
export * from "./api.js";
export default init;
