/** @typedef {{ median: number, least: number, most: number }} Spread */

/**
 * Runs all ways once a round, each round in another order, and gives what each of them gave, round by round. What is
 * compared was so measured at the same time, whatever else the machine did.
 *
 * @template T
 * @param {Record<string, () => T | Promise<T>>} ways
 * @param {number} count
 * @param {number} [warmUp] rounds that are thrown away
 * @returns {Promise<Record<string, T[]>>}
 */
export async function rounds(ways, count, warmUp = 1) {
  const names = Object.keys(ways);
  /** @type {Record<string, T[]>} */
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = -warmUp; round < count; round++) {
    for (const name of shuffled(names)) {
      const result = await ways[name]();
      if (round >= 0) results[name].push(result);
    }
  }
  return results;
}

/** Milliseconds for each of so many calls. @param {number} calls @param {() => unknown} call */
export async function time(calls, call) {
  const started = performance.now();
  for (let n = 0; n < calls; n++) await call();
  return (performance.now() - started) / calls;
}

/** @param {number[]} values @returns {Spread} */
export function spread(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = (sorted[Math.ceil(middle) - 1] + sorted[Math.floor(middle)]) / 2;
  return { median, least: sorted[0], most: sorted[sorted.length - 1] };
}

/** Round by round, how many times the other. @param {number[]} values @param {number[]} base */
export const ratios = (values, base) => values.map((value, round) => value / base[round]);

/** The same, together. @param {number[]} values @param {number[]} base */
export const ratio = (values, base) => spread(ratios(values, base));

/** Round by round, how much more than the other. @param {number[]} values @param {number[]} base */
export const excess = (values, base) => spread(values.map((value, round) => value - base[round]));

/** `1.32 (1.25–1.40)` @param {Spread} spread @param {number} [digits] */
export function shown({ median, least, most }, digits = 2) {
  const number = (/** @type {number} */ value) => value.toFixed(digits).replace(/^-(?=[0.]+$)/, "");
  return `${number(median)} (${number(least)}–${number(most)})`;
}

/** A Markdown table. @param {string[]} head @param {unknown[][]} rows */
export const table = (head, rows) =>
  [head, head.map((_, column) => (column ? "---:" : "---")), ...rows]
    .map((row) => `| ${row.join(" | ")} |\n`)
    .join("");

/** @template T @param {T[]} list */
function shuffled(list) {
  const copy = [...list];
  for (let n = copy.length - 1; n > 0; n--) {
    const other = Math.floor(Math.random() * (n + 1));
    [copy[n], copy[other]] = [copy[other], copy[n]];
  }
  return copy;
}
