// Writes the programs and versions in docs/frameworks.md: `node tests/frameworks/document.js`. With --check it only
// tells whether they are those of the projects beside this file.

import { readFileSync, writeFileSync } from "node:fs";
import { extname } from "node:path";

const PAGE = new URL("../../docs/frameworks.md", import.meta.url);

/** The packages whose versions matter, by the project that has them. @type {Record<string, string[]>} */
const PACKAGES = {
  "react-query": ["react", "@tanstack/react-query", "vite", "typescript"],
  next: ["next", "react", "typescript"],
  nuxt: ["nuxt", "vue", "typescript"],
  sveltekit: ["@sveltejs/kit", "svelte", "vite"],
  angular: ["@angular/core", "@angular/build", "typescript"],
  "react-router": ["react-router", "react", "vite", "typescript"],
  astro: ["astro", "@astrojs/node", "typescript"],
  parcel: ["parcel"],
  stores: ["vue", "pinia", "mobx", "immer"],
  jest: ["jest", "@babel/core", "jest-fixed-jsdom", "ts-jest", "typescript"],
};

/** @type {Record<string, string>} */
const LANGUAGES = { mjs: "js", svelte: "svelte", vue: "vue" };

/** @param {string} path */
const read = (path) => readFileSync(new URL(path, import.meta.url), "utf8");

/** A program as a block of code. @param {string} path */
function program(path) {
  const extension = extname(path).slice(1);
  return `\`\`\`${LANGUAGES[extension] ?? extension}\n${read(path).trim()}\n\`\`\``;
}

/** The versions that a project pins. @param {string} project */
function versions(project) {
  const { dependencies, devDependencies } = JSON.parse(read(`${project}/package.json`));
  /** @type {Record<string, string>} */
  const pinned = { ...dependencies, ...devDependencies };
  const names = (PACKAGES[project] ?? []).map((name) => `${name} ${pinned[name] ?? "missing"}`);
  return `Tested with ${names.join(", ")}.`;
}

const marked = /<!-- (file|versions): (\S+) -->\n.*?<!-- end -->/gs;
const page = readFileSync(PAGE, "utf8");
const expected = page.replace(
  marked,
  (_, kind, what) =>
    `<!-- ${kind}: ${what} -->\n\n${kind === "file" ? program(what) : versions(what)}\n\n<!-- end -->`,
);
if (!process.argv.includes("--check")) {
  writeFileSync(PAGE, expected);
} else if (page !== expected) {
  console.error("docs/frameworks.md is not what the projects are: run node tests/frameworks/document.js");
  process.exitCode = 1;
}
