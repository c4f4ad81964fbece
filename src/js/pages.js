import { kind, only, wrong } from "./arguments.js";
import { calledAs } from "./called.js";
import { awaited, ResponseError } from "./errors.js";

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
   * @param {(cursor?: string | number, stopped?: AbortSignal) => Promise<Page>} next asks for the page that begins there
   * @param {string} items where a page keeps its items
   * @param {string} cursor where it keeps the cursor of the next one
   * @param {boolean} sparse whether a page without items can have more behind it
   */
  constructor(next, items, cursor, sparse) {
    // Whoever reads it is told. That it is read later, or not at all, leaves nothing unhandled.
    const first = awaited(next(), () => this.catch(() => {}));
    super((resolve) => resolve(first));
    this.#next = next;
    this.#items = items;
    this.#cursor = cursor;
    this.#sparse = sparse;
  }

  /** One that is there before the WebAssembly is. @param {Promise<PagePromise[]>} made */
  static later(made) {
    /** @type {(cursor?: string | number, stopped?: AbortSignal) => Promise<any>} */
    const next = async (cursor, stopped) => {
      const [real] = await made;
      if (cursor !== undefined) return real.#next(cursor, stopped);
      [list.#items, list.#cursor, list.#sparse] = [real.#items, real.#cursor, real.#sparse];
      return real;
    };
    const list = new PagePromise(next, "", "", false);
    return list;
  }

  /** @returns {AsyncGenerator<Page, void, undefined>} */
  async *pages() {
    for await (const { page, ahead } of this.#walk()) {
      ahead();
      yield page;
    }
  }

  /** @returns {AsyncGenerator<unknown, void, undefined>} */
  async *[Symbol.asyncIterator]() {
    for await (const { page, ahead } of this.#walk()) {
      for (const [index, item] of (this.#itemsOf(page) ?? []).entries()) {
        // Whoever takes a second item is likely to take them all.
        if (index === 1) ahead();
        yield item;
      }
    }
  }

  /** @param {{ limit?: number }} [options] @returns {Promise<unknown[]>} */
  async toArray(options = {}) {
    const limit = calledAs(PagePromise.prototype.toArray, () => atMost(options));
    /** @type {unknown[]} */
    const items = [];
    if (limit === 0) return items;
    for await (const { page, ahead } of this.#walk()) {
      for (const item of this.#itemsOf(page) ?? []) items.push(item);
      if (items.length >= limit) break;
      ahead();
    }
    return items.slice(0, limit);
  }

  /** None where a reply is not as declared, and `onMismatch` lets it pass. @param {Page} page @returns {unknown[] | undefined} */
  #itemsOf(page) {
    const items = page?.[this.#items];
    return Array.isArray(items) ? items : undefined;
  }

  /**
   * The pages, each with what asks for the next one before it is needed: one page ahead and no more. Who stops early
   * takes that back.
   *
   * @returns {AsyncGenerator<{ page: Page, ahead: () => void }, void, undefined>}
   */
  async *#walk() {
    const seen = new Set();
    const stopped = new AbortController();
    try {
      for (let page = await /** @type {Promise<Page>} */ (this); ; ) {
        const cursor = page?.[this.#cursor];
        const readable = typeof cursor === "string" || typeof cursor === "number";
        const ended = !readable || (this.#itemsOf(page)?.length === 0 && !this.#sparse);
        const repeated = seen.has(cursor);
        seen.add(cursor);
        /** @type {Promise<Page> | undefined} */
        let following;
        const ahead = () => {
          if (ended || repeated) return;
          following ??= this.#next(cursor, stopped.signal);
          // It is told when the page is wanted.
          following.catch(() => {});
        };
        yield { page, ahead };
        if (ended) return;
        if (repeated) throw repetition(this.#cursor);
        ahead();
        page = /** @type {Page} */ (await following);
      }
    } finally {
      stopped.abort();
    }
  }
}

/** @param {string} at */
function repetition(at) {
  const [expected, received] = ["a cursor not seen before", "that of an earlier page"];
  return new ResponseError(`${at}: expected ${expected}, got ${received}`, { at, expected, received });
}

/** @param {any} options */
function atMost(options) {
  only("toArray", options, ["limit"]);
  const { limit = Infinity } = options;
  if (limit === Infinity || (Number.isSafeInteger(limit) && limit >= 0)) return limit;
  throw wrong("toArray", "options.limit", "a whole number", kind(limit));
}
