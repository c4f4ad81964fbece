// Everything but the bytes, the same in every entry.
export { default as load, initSync as loadSync } from "./wasm/matrix_admin_sdk.js";
export { loadedBy } from "/* scripts *//loading.js";
export { /* names */ } from "./wasm/matrix_admin_sdk.js";
