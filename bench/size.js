// `node size.js` prints what a browser has to load, in kB.

import { build } from "esbuild";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { table } from "./rounds.js";
import { HERE } from "./runtimes.js";

const ENDPOINTS = 106;
const DIST = join(HERE, "node_modules/matrix-admin-sdk/dist");
const PEERS = ["stripe", "openai", "octokit", "cloudflare", "matrix-js-sdk"];

/** Raw, gzip and brotli, each file by itself, as servers compress. @param {Uint8Array[]} files */
function sizes(files) {
  const ways = [
    (/** @type {Uint8Array} */ file) => file,
    (file) => gzipSync(file, { level: 9 }),
    brotliCompressSync,
  ];
  return ways.map((compress) => files.reduce((total, file) => total + compress(file).length, 0));
}
const kB = (/** @type {number[]} */ all) => all.map((size) => (size / 1000).toFixed(1));

/** All that a program's text needs, as one file. @param {string} contents @returns {Promise<Uint8Array>} */
async function bundled(contents) {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: HERE },
    bundle: true,
    minify: true,
    write: false,
    format: "esm",
    platform: "browser",
    // Some name parts of Node that they do without in a browser.
    external: [
      "node:*",
      "fs",
      "fs/promises",
      "path",
      "crypto",
      "stream",
      "http",
      "https",
      "child_process",
      "os",
      "util",
      "events",
    ],
    loader: { ".wasm": "empty" },
    logLevel: "error",
  });
  return outputFiles[0].contents;
}

/** A module and all that it imports, as they are. @param {string} entry @returns {Promise<string[]>} */
async function modules(entry, found = new Set([entry])) {
  for (const [, path] of (await readFile(entry, "utf8")).matchAll(
    /^(?:import|export)\b[^;]*?from ["'](\.[^"']+)["']/gm,
  )) {
    const module = join(dirname(entry), path);
    if (!found.has(module)) await modules(module, found.add(module));
  }
  return [...found];
}

const all = (/** @type {string} */ name) => bundled(`export * from ${JSON.stringify(name)};`);
const wasm = await readFile(join(DIST, "wasm/matrix_admin_sdk_bg.wasm"));
const files = async (/** @type {string} */ entry) =>
  Promise.all((await modules(join(DIST, entry))).map((file) => readFile(file)));

// The client written by hand, and what there is of it before the first endpoint.
const client = await readFile(join(HERE, "valibot-client.js"), "utf8");
const endpoints = client.match(/^export const /gm)?.length ?? 0;
const used = [...new Set(client.match(/(?<=\bv\.)\w+/g))].join(", ");
const core = 'export { connect } from "./valibot-connect.js";';
const byHand = sizes([await bundled(`${core} export * from "./valibot-client.js";`)]);
const empty = sizes([await bundled(`${core} export { ${used} } from "valibot";`)]);
const scaled = byHand.map((size, n) => empty[n] + ((size - empty[n]) / endpoints) * ENDPOINTS);

const rows = [
  [
    "this library, `./slim`: bundled JavaScript, and the WebAssembly",
    ...kB(sizes([await all("matrix-admin-sdk/slim"), wasm])),
  ],
  ["this library, `./slim`, as it is, no bundler", ...kB(sizes([...(await files("slim.js")), wasm]))],
  ["this library, `.`: bundled", ...kB(sizes([await all("matrix-admin-sdk")]))],
  ["this library, `.`, as it is, no bundler", ...kB(sizes(await files("web.js")))],
  [`fetch and valibot by hand, ${endpoints} endpoints`, ...kB(byHand)],
  [`the same, reckoned for ${ENDPOINTS}`, ...kB(scaled)],
];
for (const peer of PEERS) {
  const { version } = JSON.parse(await readFile(join(HERE, "node_modules", peer, "package.json"), "utf8"));
  rows.push([`${peer} ${version}`, ...kB(sizes([await all(peer)]))]);
}
console.log(table(["kB", "raw", "gzip", "brotli"], rows));
