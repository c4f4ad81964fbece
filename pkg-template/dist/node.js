/* @ts-self-types="./index.d.ts" */
// Node and Bun: ready once imported. No file is read, so it can be bundled, and nothing is awaited at the top, so
// it can be required.
import { gunzipSync } from "node:zlib";
import { loadSync } from "./api.js";
import packed from "./wasm/bytes.js";

loadSync({ module: gunzipSync(Buffer.from(packed, "base64")) });

export async function init() {}
export function initSync() {}
export { /* names */ } from "./api.js";
export default init;
