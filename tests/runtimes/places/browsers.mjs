// The browsers, with the files of the package as they are.
import { page, serve } from "./tools.mjs";

/** @type {[name: string, script: string, strict?: boolean][]} */
const WAYS = [
  ["module", "page-address.js"],
  ["module of ./slim", "page-slim.js"],
  ["module Worker", "page-worker.js"],
  ["strict policy", "page-address.js", true],
];

/**
 * What a page may do at most: run its own scripts and WebAssembly, and ask the servers.
 *
 * @param {import("./tools.mjs").Given} given
 */
function policy({ server, faults: { url, elsewhere, closed } }) {
  const connect = [server.url, url, elsewhere, closed].join(" ");
  return `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src ${connect}`;
}

/** @type {import("./tools.mjs").Place[]} */
export const places = /** @type {const} */ (["Chrome", "Firefox", "WebKit (GTK)"]).flatMap((platform) =>
  WAYS.map(([name, script, strict]) => ({
    name: `${platform}: ${name}`,
    platform,
    async run(given, print) {
      const site = await serve(".", strict ? { "Content-Security-Policy": policy(given) } : {});
      return page(`${site.url}/?script=/runtimes/programs/${script}`, given, print).finally(site.close);
    },
  })),
);
