// TypeScript, and how this folder is compiled.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// From NODE_PATH: the folder has the package and nothing else, as it would be at a user's.
export const require = createRequire(import.meta.url);
/** @type {import("typescript")} */
export const ts = require("typescript");

export const folder = dirname(fileURLToPath(import.meta.url));
const { config } = ts.readConfigFile(join(folder, "tsconfig.json"), (path) => readFileSync(path, "utf8"));
export const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, folder);
