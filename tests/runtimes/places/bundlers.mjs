// Bundlers, with no word of WebAssembly in what they are told: for the browser and for Node.
import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { html, page, program, serve, tool } from "./tools.mjs";

const PAGE = "runtimes/programs/page-import.js";
const IMPORT = "runtimes/programs/import.js";

/** Vite's own template has it so: an index.html in the root that names the script. */
const index = writeFile("index.html", html(`/${PAGE}`));

/**
 * What writes a page's script to `main.js` in a folder, or for Vite the whole page.
 *
 * @type {Record<string, (folder: string) => Promise<unknown>>}
 */
const PAGES = {
  async Vite(folder) {
    const { build } = await tool("vite");
    await index;
    await build({ configFile: false, logLevel: "error", build: { outDir: folder } });
  },
  async webpack(folder) {
    await webpack({ entry: `./${PAGE}`, output: { path: resolve(folder), filename: "main.js" } });
  },
  async esbuild(folder) {
    const { build } = await tool("esbuild");
    const options = { bundle: true, minify: true, format: "esm" };
    await build({ ...options, entryPoints: [PAGE], outfile: `${folder}/main.js` });
  },
  async Rollup(folder) {
    const [{ rollup }, { nodeResolve }] = await Promise.all(
      ["rollup", "@rollup/plugin-node-resolve"].map(tool),
    );
    const bundle = await rollup({ input: PAGE, plugins: [nodeResolve({ browser: true })] });
    await bundle.write({ file: `${folder}/main.js` });
    await bundle.close();
  },
};

/** What writes a program, and gives its path. @type {Record<string, () => Promise<string>>} */
const PROGRAMS = {
  async Vite() {
    const { build } = await tool("vite");
    const [outDir, ssr] = ["bundles/vite-node", IMPORT];
    await build({ configFile: false, logLevel: "error", ssr: { noExternal: true }, build: { outDir, ssr } });
    return `${outDir}/import.js`;
  },
  async webpack() {
    const [path, filename] = [resolve("bundles/webpack-node"), "import.cjs"];
    await webpack({ entry: `./${IMPORT}`, target: "node20", output: { path, filename } });
    return `${path}/${filename}`;
  },
  "esbuild, ES module": () => esbuild("esm", "bundles/esbuild-node/import.mjs"),
  "esbuild, CommonJS": () => esbuild("cjs", "bundles/esbuild-node/import.cjs"),
};

/** @param {string} format @param {string} outfile */
async function esbuild(format, outfile) {
  const { build } = await tool("esbuild");
  await build({ bundle: true, platform: "node", format, entryPoints: [IMPORT], outfile });
  return outfile;
}

/** @param {object} options */
async function webpack(options) {
  const { default: webpack } = await tool("webpack");
  const stats = await new Promise((resolve, reject) => {
    // It warns of files above 244 KiB, and the suite is in there too.
    webpack(
      { mode: "production", performance: { hints: false }, ...options },
      (/** @type {unknown} */ error, /** @type {any} */ stats) => (error ? reject(error) : resolve(stats)),
    );
  });
  if (stats.hasErrors() || stats.hasWarnings()) throw new Error(stats.toString("errors-warnings"));
}

/** @type {import("./tools.mjs").Place[]} */
export const places = [
  ...Object.entries(PAGES).map(([name, bundle]) => ({
    name: `Chrome: bundled by ${name}`,
    platform: /** @type {const} */ ("Chrome"),
    /** @type {import("./tools.mjs").Place["run"]} */
    async run(given, print) {
      const folder = `bundles/${name}`;
      await bundle(folder);
      const site = await serve(folder);
      const path = name === "Vite" ? "/index.html" : "/?script=main.js";
      return page(`${site.url}${path}`, given, print).finally(site.close);
    },
  })),
  {
    name: "Chrome: Vite's server",
    platform: "Chrome",
    async run(given, print) {
      const { createServer } = await tool("vite");
      await index;
      // Other places write files meanwhile.
      const options = { host: "127.0.0.1", port: 0, watch: null };
      const server = await createServer({ configFile: false, logLevel: "error", server: options });
      await server.listen();
      const { port } = server.httpServer.address();
      return page(`http://127.0.0.1:${port}/`, given, print).finally(() => server.close());
    },
  },
  ...Object.entries(PROGRAMS).map(([name, bundle]) => ({
    name: `Node: bundled by ${name}`,
    platform: /** @type {const} */ ("Node"),
    /** @type {import("./tools.mjs").Place["run"]} */
    run: async (given, print) => program([process.execPath, await bundle()], given, print),
  })),
];
