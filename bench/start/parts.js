// What the start in Node consists of, step by step, in ms.
const folder = new URL("../node_modules/matrix-admin-sdk/dist/", import.meta.url);
const steps = [];
let last = performance.now();
const step = (name) => {
  const now = performance.now();
  steps.push([name, now - last]);
  last = performance.now();
};
const { gunzipSync } = await import("node:zlib");
step("Node's zlib");
const { loadSync } = await import(new URL("api.js", folder));
step("read the JavaScript");
const { default: packed } = await import(new URL("wasm/bytes.js", folder));
step("read the embedded bytes");
const bytes = gunzipSync(Buffer.from(packed, "base64"));
step("unpack them");
const module = new WebAssembly.Module(bytes);
step("compile");
loadSync({ module });
step("instantiate");
void [Request, Headers, Response];
step("Node loads its own fetch");
const { MatrixAdminClient } = await import("matrix-admin-sdk");
last = performance.now();
await new Promise((asked, failed) => {
  globalThis.fetch = asked;
  new MatrixAdminClient({ baseUrl: "http://127.0.0.1", accessToken: "t" }).user("@alice:example.com").get().catch(failed);
});
step("the first call, up to its fetch");
console.log(JSON.stringify(steps));
process.exit();
