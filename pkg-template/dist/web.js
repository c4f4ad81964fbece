/* @ts-self-types="./index.d.ts" */
// Browsers, their bundlers, and any runtime that package.json does not name. The WebAssembly travels inside the
// JavaScript, so nothing on the way has to know what a .wasm file is.
import { load, loadedBy, loadSync } from "./api.js";
import packed from "./wasm/bytes.js";

function unpack() {
  const bytes = Uint8Array.fromBase64?.(packed) ?? Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream, { headers: { "content-type": "application/wasm" } });
}

export const init = loadedBy(async (source) => load({ module_or_path: source ?? unpack() }));

export function initSync(source) {
  loadSync({ module: source });
}

export { /* names */ } from "./api.js";
export default init;
