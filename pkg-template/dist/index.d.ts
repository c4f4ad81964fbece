/* declarations */

/** A `WebAssembly.Module`, where the program's types know of one. */
type WasmModule = typeof globalThis extends { WebAssembly: { Module: { prototype: infer Module } } } ? Module : never;

/** Where the WebAssembly can come from, if not from the package itself. */
export type InitSource = string | URL | Request | Response | ArrayBuffer | ArrayBufferView | WasmModule;

/**
 * Loads the WebAssembly, in browsers; further calls do nothing. In Node, Bun, Deno and Cloudflare Workers everything is ready
 * at import and this does nothing at all, so the same code runs everywhere.
 *
 * Clients and handles can be made before, and what is called before loads it, too: await this to have it there early, to be
 * told at once of wrong options, or to say where it is. Rejects with a {@link LoadError}; the next call tries again.
 *
 * ```ts
 * import init, { MatrixAdminClient } from "matrix-admin-sdk";
 * await init();
 * ```
 */
export function init(source?: InitSource | Promise<InitSource>): Promise<void>;

/**
 * The same, at once, from bytes or from a compiled module that the caller already has.
 *
 * ```ts
 * import { initSync } from "matrix-admin-sdk/slim";
 * const file = new URL("./matrix_admin_sdk.wasm", import.meta.url);
 * initSync(await (await fetch(file)).arrayBuffer());
 * ```
 */
export function initSync(source: ArrayBuffer | ArrayBufferView | WasmModule): void;

export default init;
