// How the tour looks in a terminal: headings, the code of a call, small tables, and what was checked.
import { inspect, isDeepStrictEqual } from "node:util";

const colours = process.stdout.isTTY && !process.env.NO_COLOR;
const style =
  (...codes) =>
  (text) =>
    colours ? `\x1b[${codes.join(";")}m${text}\x1b[0m` : `${text}`;
const [bold, dim, green, red, cyan] = [style(1), style(2), style(32), style(1, 31), style(36)];

const LONGEST_CELL = 44;
/** Names are anybody's to choose: these would move the cursor, colour the terminal, begin a line or turn it around. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/gu;
const NUMBER = /^(-?[\d.,]+( k?B)?|–)$/;

let sections = 0;
let passed = 0;
let failed = 0;
/** Whether the line before was a check: those stand together. */
let checking = false;

function print(line = "", isCheck = false) {
  if (isCheck && !checking) console.log();
  checking = isCheck;
  console.log(line && `  ${line}`);
}

/** The first lines. */
export function title(text, note) {
  print();
  print(bold(text));
  print(dim(note));
}

/** What the next lines are about. @param {string} text */
export function heading(text) {
  print();
  print();
  print(`${dim(`${++sections}`.padStart(2))}  ${bold(text)}`);
}

/**
 * One part of the tour. If it ends with an error, that is shown, counted, and the tour goes on.
 *
 * @param {string} text
 * @param {() => Promise<void>} run
 */
export async function section(text, run) {
  heading(text);
  try {
    await run();
  } catch (error) {
    verdict(false, `it ended with ${error.name}: ${error.message}`);
  }
}

/**
 * Makes a call, and shows its code as it stands in the source.
 *
 * @template Result
 * @param {() => Result | Promise<Result>} make
 * @returns {Promise<Result>}
 */
export async function call(make) {
  const lines = source(make);
  const start = performance.now();
  const outcome = await Promise.allSettled([make()]);
  const time = dim(`${Math.round(performance.now() - start)} ms`);
  print();
  for (const [index, line] of lines.entries()) {
    print(`    ${cyan(line)}${index === lines.length - 1 ? `  ${time}` : ""}`);
  }
  if (outcome[0].status === "rejected") throw outcome[0].reason;
  return outcome[0].value;
}

/** `() => x` is `await x`; of `() => { … }` it is what stands between the braces. */
function source(make) {
  const code = `${make}`.replace(/^(async )?\(\) =>\s*/, "");
  if (!code.startsWith("{")) return dedent(`await ${code}`);
  return dedent(code.slice(1, -1).trim());
}

function dedent(code) {
  const [first, ...rest] = code.split("\n");
  const margin = Math.min(...rest.filter((line) => line.trim()).map((line) => line.search(/\S/)));
  return [first, ...rest.map((line) => line.slice(Math.min(margin, line.search(/\S|$/))))];
}

/**
 * One line for each row; the columns are the rows' properties.
 *
 * @param {Record<string, unknown>[]} rows
 * @param {number} [total] how many there are, if these are not all
 */
export function table(rows, total = rows.length) {
  const columns = Object.keys(rows[0] ?? {}).map((name) => {
    const cells = rows.map((row) => cell(row[name]));
    const width = Math.max(name.length, ...cells.map((text) => text.length));
    const right = cells.every((text) => NUMBER.test(text)) && cells.some((text) => text !== "–");
    return { name, cells, align: (text) => (right ? text.padStart(width) : text.padEnd(width)), width };
  });
  if (columns.length === 0) return print(dim("    (nothing)"));
  const line = (texts) => `    ${texts.join("   ").trimEnd()}`;
  print();
  print(dim(line(columns.map(({ name, align }) => align(name)))));
  print(dim(line(columns.map(({ width }) => "─".repeat(width)))));
  for (const index of rows.keys()) print(line(columns.map(({ cells, align }) => align(cells[index]))));
  if (total > rows.length) print(dim(`    … and ${total - rows.length} more`));
}

function cell(value) {
  if (value === null || value === undefined) return "–";
  if (typeof value === "boolean") return value ? "yes" : "no";
  const all = typeof value === "object" ? inspect(value, { breakLength: Infinity, depth: 5 }) : `${value}`;
  const text = all.replace(CONTROLS, "�");
  return text.length > LONGEST_CELL ? `${text.slice(0, LONGEST_CELL - 1)}…` : text;
}

/** @param {number | null} bytes */
export function size(bytes) {
  if (bytes === null) return undefined;
  return bytes < 1000 ? `${bytes} B` : `${(bytes / 1000).toFixed(1)} kB`;
}

/** @param {number | null} [ms] since the epoch */
export function time(ms) {
  return ms == null ? undefined : new Date(ms).toLocaleString("sv-SE"); // 2026-11-23 18:45:56
}

/** Says whether it is as expected. @param {string} what @param {unknown} actual @param {unknown} expected */
export function check(what, actual, expected = true) {
  const right = isDeepStrictEqual(actual, expected);
  const short = (value) => inspect(value, { breakLength: Infinity });
  verdict(right, right ? what : `${what}: expected ${short(expected)}, got ${short(actual)}`);
}

function verdict(right, text) {
  if (right) passed++;
  else failed++;
  print(`    ${right ? green("✓") : red("✗")} ${right ? text : red(text)}`, true);
}

/** The last line, and the exit code. */
export function summary() {
  print();
  print();
  const all = `${passed + failed} checks in ${sections} sections`;
  if (failed === 0) print(`${green("✓")} ${bold(`${all}: everything is as it was set up.`)}`);
  else print(red(`✗ ${failed} of ${all} failed.`));
  print();
  process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
}
