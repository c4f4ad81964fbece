/* @ts-self-types="./index.d.ts" */
// The edge runtime of Vercel and Next.js, where the module may come from another realm, which instanceof cannot see.
import module from "./wasm/matrix_admin_sdk_bg.wasm?module";
import { initSync as loadSync } from "./wasm/matrix_admin_sdk.js";

if (!(module instanceof WebAssembly.Module)) Object.setPrototypeOf(module, WebAssembly.Module.prototype);
loadSync({ module });

export async function init() {}
export function initSync() {}
export * from "./api.js";
export default init;
