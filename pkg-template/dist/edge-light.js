/* @ts-self-types="./index.d.ts" */
// The edge runtime of Vercel and Next.js, where the module may come from another realm, which instanceof cannot see.
import module from "./wasm/matrix_admin_sdk_bg.wasm?module";
import { loadSync } from "./api.js";

if (!(module instanceof WebAssembly.Module)) Object.setPrototypeOf(module, WebAssembly.Module.prototype);
loadSync({ module });

export async function init() {}
export function initSync() {}
export { /* names */ } from "./api.js";
export default init;
