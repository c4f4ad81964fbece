import { replies } from "./replies.js";

// What cannot be Rust, or not well; each says why.

/** Made when it is needed, for jsdom has none. @type {TextDecoder | undefined} */
let decoder;

/**
 * JavaScript, for both steps are the platform's and the text between them need not become a string of Rust.
 *
 * @param {Uint8Array} bytes
 */
export function parse(bytes) {
  return JSON.parse((decoder ??= new TextDecoder()).decode(bytes));
}

/**
 * The body of an answer as an object, if that is at first sight what it was declared to be. If not, it may be all the
 * same: the walker looks closer, and says what is wrong. JavaScript, for what the platform parses costs a quarter of what
 * WebAssembly could make of the same bytes, and they need not even be copied.
 *
 * @param {string} model
 * @param {Uint8Array} body
 */
export function plain(model, body) {
  const check = replies[model];
  if (!check) return;
  try {
    const value = parse(body);
    if (check(value)) return value;
  } catch {}
}

/**
 * What the user handed in, as JSON text; `undefined` stays. Throws the place and kind of what JSON would lose. JavaScript,
 * for `JSON.stringify` tells its function by `this` in which object a value stands.
 *
 * @param {unknown} value
 * @returns {string | undefined}
 */
export function stringify(value) {
  if (typeof value === "string") return JSON.stringify(value);
  /** @type {Map<unknown, string>} */
  const places = new Map();
  return JSON.stringify(
    value,
    /** @this {any} @param {string} key @param {any} part */
    function (key, part) {
      const place = (places.get(this) ?? "") + (key && `.${key}`);
      // A Date comes here as text.
      const lost = whatJsonLoses(part) ?? (this[key] instanceof Date ? "Date" : undefined);
      if (lost) throw [place, lost];
      if (typeof part === "object") places.set(part, place);
      return part;
    },
  );
}

/** @param {any} value */
function whatJsonLoses(value) {
  switch (typeof value) {
    case "number":
      return Number.isFinite(value) ? undefined : String(value);
    case "object":
      return [Map, Set, AbortSignal].find((Class) => value instanceof Class)?.name;
    case "bigint":
    case "symbol":
    case "function":
      return typeof value;
  }
}
