import { InvalidArgumentError, ResponseError } from "./errors.js";

/** @typedef {Record<string, any>} Page */

/**
 * A list: awaited it is its first page, iterated it is every item of every page.
 *
 * @extends {Promise<Page>}
 */
export class PagePromise extends Promise {
  #next;
  #items;
  #cursor;
  #sparse;

  /** What `then`, `catch` and `finally` give is a promise like any other. */
  static get [Symbol.species]() {
    return Promise;
  }

  /**
   * @param {(cursor?: string | number) => Promise<Page>} next asks for the page that begins there
   * @param {string} items where a page keeps its items
   * @param {string} cursor where it keeps the cursor of the next one
   * @param {boolean} sparse whether a page without items can have more behind it
   */
  constructor(next, items, cursor, sparse) {
    const first = next();
    super((resolve) => resolve(first));
    this.#next = next;
    this.#items = items;
    this.#cursor = cursor;
    this.#sparse = sparse;
  }

  /** @returns {AsyncGenerator<Page, void, undefined>} */
  async *pages() {
    const seen = new Set();
    for (let page = await /** @type {Promise<Page>} */ (this); ; ) {
      yield page;
      const cursor = page[this.#cursor];
      if (cursor === undefined || (page[this.#items].length === 0 && !this.#sparse)) return;
      if (seen.has(cursor)) {
        const at = this.#cursor;
        const [expected, received] = ["a cursor not seen before", "that of an earlier page"];
        throw new ResponseError(`${at}: expected ${expected}, got ${received}`, { at, expected, received });
      }
      seen.add(cursor);
      page = await this.#next(cursor);
    }
  }

  /** @returns {AsyncGenerator<unknown, void, undefined>} */
  async *[Symbol.asyncIterator]() {
    for await (const page of this.pages()) yield* page[this.#items];
  }

  /** @param {{ limit?: number }} [options] @returns {Promise<unknown[]>} */
  async toArray(options = {}) {
    const limit = atMost(options);
    const items = [];
    if (limit > 0) {
      for await (const item of this) if (items.push(item) >= limit) break;
    }
    return items;
  }
}

/** @param {any} options */
function atMost(options) {
  const refused = (/** @type {string} */ argument, /** @type {string} */ expected) =>
    new InvalidArgumentError(`toArray(): ${argument}: expected ${expected}`, { argument, expected });
  if (typeof options !== "object" || options === null) throw refused("options", "object");
  const { limit = Infinity, ...others } = options;
  const [unknown] = Object.keys(others);
  if (unknown) throw refused(`options.${unknown}`, "no other option than limit");
  if (limit !== Infinity && !(Number.isSafeInteger(limit) && limit >= 0)) {
    throw refused("options.limit", "a whole number");
  }
  return limit;
}
