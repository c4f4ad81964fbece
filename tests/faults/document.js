// Writes the tables of docs/reliability.md: `node tests/faults/document.js`. With --check it only tells whether
// they are what the scenarios say.

import { readFileSync, writeFileSync } from "node:fs";
import { sections } from "./scenarios.js";

const PAGE = new URL("../../docs/reliability.md", import.meta.url);

/** @param {import("./tools.js").Scenario[]} scenarios */
function table(scenarios) {
  const cells = scenarios.map(({ given, gets, sent }) => [given, gets.replace(/\.$/, ""), sent].map(begun));
  const rows = [["What happens", "What you get", "How often it is sent"], ["---", "---", "---"], ...cells];
  return rows.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** With a capital letter. @param {string} text */
const begun = (text) => text.replace(/^\w/, (letter) => letter.toUpperCase());

/** What stands between the marks of a section. @param {string} page @param {string} section */
function filled(page, section) {
  const [start, end] = [`<!-- scenarios: ${section} -->`, "<!-- end -->"];
  const from = page.indexOf(start) + start.length;
  const to = page.indexOf(end, from);
  if (from < start.length || to < 0) throw new Error(`docs/reliability.md has no place for ${section}`);
  return `${page.slice(0, from)}\n\n${table(sections[section])}\n\n${page.slice(to)}`;
}

const page = readFileSync(PAGE, "utf8");
const expected = Object.keys(sections).reduce(filled, page);
if (!process.argv.includes("--check")) {
  writeFileSync(PAGE, expected);
} else if (page !== expected) {
  console.error("docs/reliability.md is not what the scenarios say: run node tests/faults/document.js");
  process.exitCode = 1;
}
