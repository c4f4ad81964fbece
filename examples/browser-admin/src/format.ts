// Numbers and times, as the reader's language writes them.
const day = new Intl.DateTimeFormat(undefined, { dateStyle: "medium" });
const moment = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });
const number = new Intl.NumberFormat();

export const date = (ms: number | null | undefined) => (ms ? day.format(ms) : "–");
export const time = (ms: number | null | undefined) => (ms ? moment.format(ms) : "–");

/** `1,234`, or with a noun `1,234 files`. */
export function count(value: number, noun?: string) {
  return number.format(value) + (noun ? ` ${noun}${value === 1 ? "" : "s"}` : "");
}

export function bytes(value: number | null) {
  const power = Math.min(Math.floor(Math.log10(Math.max(value ?? 0, 1)) / 3), 4);
  const unit = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"][power]!;
  const style = {
    style: "unit",
    unit,
    unitDisplay: power ? "short" : "long",
    maximumFractionDigits: 1,
  } as const;
  return new Intl.NumberFormat(undefined, style).format((value ?? 0) / 1000 ** power);
}
