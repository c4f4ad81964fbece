// The programs beside this file, compiled against the package as its users have it set up: by the oldest TypeScript
// that the package is for and the newest, as Node and as a bundler find modules, with the types of a page, of a
// worker, and of Node alone. Lines that must not compile are tested by @ts-expect-error.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { folder, require } from "./typescript.mjs";

const compilers = ["typescript-5.4", "typescript-7"];
const resolutions = {
  NodeNext: { module: "NodeNext", moduleResolution: "NodeNext" },
  Bundler: { module: "ESNext", moduleResolution: "Bundler" },
};
const places = {
  "a page": { lib: ["ES2022", "DOM", "DOM.Iterable"], types: [] },
  "a worker": { lib: ["ES2022", "WebWorker", "WebWorker.Iterable"], types: [] },
  Node: {
    lib: ["ES2022"],
    types: ["node"],
    typeRoots: [dirname(dirname(require.resolve("@types/node/package.json")))],
  },
};

let passed = 0;
let failed = 0;
mkdirSync(join(folder, "projects"), { recursive: true });
for (const compiler of compilers) {
  const { version, bin } = require(`${compiler}/package.json`);
  const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), bin.tsc);
  for (const [resolution, modules] of Object.entries(resolutions)) {
    for (const [place, globals] of Object.entries(places)) {
      // Only Node has require(), and TypeScript knows since 5.8 that it takes ES modules.
      const required = resolution === "NodeNext" && compiler !== "typescript-5.4";
      const include = ["../*.ts", ...(required ? ["../*.cts"] : [])];
      const project = { extends: "../tsconfig.json", compilerOptions: { ...modules, ...globals }, include };
      const path = join(folder, "projects", `${version}-${resolution}-${place}.json`);
      writeFileSync(path, JSON.stringify(project));
      const { status, stdout } = spawnSync(process.execPath, [tsc, "-p", path], { encoding: "utf8" });
      if (status === 0) passed += 1;
      else failed += 1;
      const result = status === 0 ? "ok  " : "FAIL";
      console.log(`${result} TypeScript ${version}, ${resolution}, the types of ${place}\n${stdout}`.trim());
    }
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
