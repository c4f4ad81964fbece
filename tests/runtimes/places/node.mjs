// Node: the two ways to load the package.
import { program } from "./tools.mjs";

/** @type {[name: string, file: string][]} */
const WAYS = [
  ["Node: import", "import.js"],
  ["Node: require", "require.cjs"],
];

/** @type {import("./tools.mjs").Place[]} */
export const places = WAYS.map(([name, file]) => ({
  name,
  platform: "Node",
  run: (given, print) => program([process.execPath, `runtimes/programs/${file}`], given, print),
}));
