/* @ts-self-types="./index.d.ts" */
// Deno: the WebAssembly is part of the module graph, so reading it takes no permission.
import source module from "./wasm/matrix_admin_sdk_bg.wasm";
import { initSync as loadSync } from "./wasm/matrix_admin_sdk.js";

loadSync({ module });

export async function init() {}
export function initSync() {}
export * from "./api.js";
export default init;
