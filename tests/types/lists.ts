// Lists: awaited, iterated, collected.
import { MatrixAdminClient } from "matrix-admin-sdk";
import type { UserMedia, MediaPage, PagePromise, UserPage, UserSummary } from "matrix-admin-sdk";

declare const client: MatrixAdminClient;
const alice = client.user("@alice:example.com");

for await (const file of alice.getMedia({ order_by: "media_length", dir: "b" })) {
  const exact: UserMedia = file;
  const name: string = file.upload_name ?? file.media_id;
}
for await (const user of client.users.list({ deactivated: false })) {
  const exact: UserSummary = user;
  const id: string = user.name;
}
for await (const page of client.users.list().pages()) {
  const exact: UserPage = page;
  const count: number = page.users.length;
}

const all: UserSummary[] = await client.users.list().toArray();
const some: UserMedia[] = await alice.getMedia().toArray({ limit: 10 });
const most: UserMedia[] = await alice.getMedia().toArray({ limit: undefined });
const { media, total }: MediaPage = await alice.getMedia();

// It is a promise, and it is iterable, wherever either is asked for.
const promise: Promise<UserPage> = client.users.list();
const iterable: AsyncIterable<UserSummary> = client.users.list();
const [users, files] = await Promise.all([client.users.list(), alice.getMedia()]);
const both: [UserPage, MediaPage] = [users, files];
const count: number = await client.users.list().then((page) => page.total);
const safe: UserPage | undefined = await client.users.list().catch(() => undefined);

// Generic code over any list.
async function collect<Page, Item>(list: PagePromise<Page, Item>, limit: number): Promise<Item[]> {
  const items: Item[] = [];
  for await (const item of list) if (items.push(item) >= limit) break;
  return items;
}
const collected: UserSummary[] = await collect(client.users.list(), 5);

// Page after page, as TanStack Query asks for them: what the first cursor is needs no cast.
interface InfiniteQuery<Page, Cursor> {
  queryFn: (context: { pageParam: Cursor; signal: AbortSignal }) => Promise<Page>;
  initialPageParam: Cursor;
  getNextPageParam: (last: Page) => Cursor | undefined | null;
}
declare function useInfiniteQuery<Page, Cursor>(query: InfiniteQuery<Page, Cursor>): Page[];
const queried: UserPage[] = useInfiniteQuery({
  queryFn: ({ pageParam, signal }) => client.users.list({ from: pageParam }, { signal }),
  initialPageParam: undefined,
  getNextPageParam: (page: UserPage) => page.next_token,
});

// A table with sizes, as an admin page would make it.
const sizes: Record<string, number> = {};
for await (const { media_type, media_length } of alice.getMedia()) {
  const type = media_type ?? "pending";
  sizes[type] = (sizes[type] ?? 0) + (media_length ?? 0);
}
