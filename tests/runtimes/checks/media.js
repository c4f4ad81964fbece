// All files of a user, and a server that cannot remove some of them.

import { equal, fake, group, isError, json, refusal, rejection } from "../tools.js";

export const { checks, check } = group("deleteAllMedia");

/**
 * A server that lists and deletes as Synapse does: what it cannot remove, it leaves out of its answer.
 *
 * @param {string[]} files the oldest first
 * @param {(file: string) => boolean} removable
 */
const store = (files, removable) => {
  let there = files;
  return (/** @type {import("../tools.js").Sent} */ { method, url }) => {
    const query = new URL(url).searchParams;
    const [from, limit] = [Number(query.get("from") ?? 0), Number(query.get("limit") ?? 100)];
    if (method === "GET") return json({ media: [], total: there.length });
    equal([query.get("order_by"), query.get("dir") ?? "f"], ["created_ts", "f"], "the order");
    const deleted_media = there.slice(from, from + limit).filter(removable);
    there = there.filter((file) => !deleted_media.includes(file));
    return json({ deleted_media, total: deleted_media.length });
  };
};

const named = (/** @type {number} */ count) => Array.from({ length: count }, (_, n) => `file${n}`);
const number = (/** @type {string} */ file) => Number(file.slice(4));

/** @type {[name: string, count: number, removable: (n: number) => boolean, requests: number][]} */
const STORES = [
  ["no files", 0, () => true, 2],
  ["one file", 1, () => true, 2],
  ["a hundred files", 100, () => true, 3],
  ["many files", 350, () => true, 5],
  ["a file that cannot be removed", 1, () => false, 2],
  ["a hundred files first that cannot be removed", 250, (n) => n >= 100, 5],
  ["files among them that cannot be removed", 1_000, (n) => n % 7 > 0, 20],
  ["a last file that cannot be removed", 201, (n) => n < 200, 4],
  ["only files that cannot be removed", 300, () => false, 6],
];
for (const [name, count, removable, requests] of STORES) {
  check(`of ${name}, all that can be deleted are, and the others are counted`, async (context) => {
    const files = named(count);
    const { user, sent } = fake(context, store(files, (file) => removable(number(file))));
    /** @type {any[]} */
    const told = [];
    const { deleted_media, total, left } = await user.deleteAllMedia({ onProgress: (done) => void told.push(done) });
    const expected = files.filter((file) => removable(number(file)));
    equal([total, left], [expected.length, count - expected.length], "how many are deleted and left");
    equal(deleted_media, expected, "what is deleted");
    equal(told.at(-1), { deleted_media, total, left }, "what is told last");
    equal(sent.length, requests, "the number of requests");
  });
}

check("an error on the way ends it, after what was deleted was told", async (context) => {
  const deleted = json({ deleted_media: named(100), total: 100 });
  const { user } = fake(context, [deleted, refusal(403, "M_FORBIDDEN")]);
  /** @type {number[]} */
  const told = [];
  const call = () => user.deleteAllMedia({ onProgress: ({ total }) => void told.push(total) });
  isError(await rejection(call), context.sdk.PermissionDeniedError);
  equal(told, [100], "what was told");
});

check("a server that deletes the same file again and again ends in a ResponseError", async (context) => {
  const { user } = fake(context, json({ deleted_media: named(100), total: 100 }));
  isError(await rejection(() => user.deleteAllMedia()), context.sdk.ResponseError, { at: "deleted_media" });
});
