/**
 * A list. `await` gives its first page; `for await` runs over every item of every page. Its failure is told where it is
 * read, however much later that is. What leaves the list while it is read lets the rest move up, and some of it be passed
 * over: to delete or deactivate what is in a list, collect it by `toArray()` before.
 *
 * ```ts
 * const { users, total } = await client.users.list({ limit: 20 });
 * for await (const user of client.users.list()) console.log(user.name);
 * ```
 */
export interface PagePromise<Page, Item> extends Promise<Page>, AsyncIterable<Item> {
  /**
   * Runs over the pages instead of the items.
   *
   * ```ts
   * for await (const { users, total } of client.users.list().pages()) console.log(users.length, "of", total);
   * ```
   */
  pages(): AsyncGenerator<Page, void, undefined>;
  /**
   * Collects the items of all pages, at most `limit` of them.
   *
   * ```ts
   * const largest = await alice.getMedia({ order_by: "media_length", dir: "b" }).toArray({ limit: 10 });
   * ```
   */
  toArray(options?: { limit?: number | undefined }): Promise<Item[]>;
}
