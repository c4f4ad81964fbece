import type { UserMediaUsage, UsersMediaParams } from "matrix-admin-sdk";
import { html, svg } from "lit-html";
import { bytes, count } from "../format.js";
import { PAGE_SIZE, choice, headings, pager, searchBox, table } from "../lists.js";
import { type Page, type Shown, link } from "../page.js";
import { nameOf, userLink } from "../people.js";

const COLUMNS = [
  { label: "User", order: "user_id" },
  { label: "Display name", order: "displayname", className: "less" },
  { label: "Files", order: "media_count", first: "b", className: "number" },
  { label: "Size", order: "media_length", first: "b", className: "number" },
] as const;

const DAY = 86_400_000;
const SINCE = {
  parameter: "days",
  label: "Uploaded",
  options: [
    ["", "At any time"],
    ["1", "In the last day"],
    ["7", "In the last 7 days"],
    ["30", "In the last 30 days"],
  ] as [string, string][],
};

const LARGEST = 8;

export async function media(page: Page): Promise<Shown> {
  const { client, query, signal } = page;
  const days = Number(query.get("days"));
  const filter = {
    from_ts: days ? Date.now() - days * DAY : undefined,
    search_term: query.get("search") ?? undefined,
  };
  const sorted = {
    order_by: (query.get("order_by") ?? "media_length") as NonNullable<UsersMediaParams["order_by"]>,
    dir: query.get("dir") === "f" ? "f" : "b",
  } as const;
  const [largest, list] = await Promise.all([
    client.statistics.getUsersMedia(
      { ...filter, order_by: "media_length", dir: "b", limit: LARGEST },
      { signal },
    ),
    client.statistics.getUsersMedia({ ...filter, ...sorted, limit: PAGE_SIZE, from: page.from }, { signal }),
  ]);

  const row = (usage: UserMediaUsage) =>
    html`<tr>
      <th scope="row">${usage.user_id === null ? "–" : userLink(usage.user_id, usage.displayname)}</th>
      <td class="less">${usage.displayname}</td>
      <td class="number">${count(usage.media_count)}</td>
      <td class="number">${bytes(usage.media_length)}</td>
    </tr>`;

  const body = html`<h1 tabindex="-1">Media</h1>
    <div class="card">
      <search class="filters">${searchBox(page, "search", "Search names and ids")} ${choice(page, SINCE)}</search>
      ${chart(largest.users.filter(({ user_id }) => user_id !== null))}
      ${table({
        caption: "Media of each user",
        head: headings(page, [...COLUMNS], sorted),
        rows: list.users.map(row),
        empty: "Nobody has uploaded anything like that.",
      })}
      ${pager(page, "user", list.users.length, list.total, list.next_token)}
    </div>`;
  return { title: "Media", body };
}

const ROW = 44;

/** Bars, the longest across the whole width. Lengths are in per cent, so text keeps its size on every screen. */
function chart(users: UserMediaUsage[]) {
  if (users.length === 0) return "";
  const longest = Math.max(...users.map((user) => user.media_length ?? 0), 1);
  const bar = ({ user_id, displayname, media_length, media_count }: UserMediaUsage, index: number) => {
    const size = media_length ?? 0;
    return svg`<a href=${link("user", user_id ?? "")} transform="translate(0 ${index * ROW})">
      <title>${user_id}: ${bytes(size)} in ${count(media_count, "file")}</title>
      <rect class="track" y="24" width="100%" height="10" rx="5" />
      <rect class="bar" y="24" width="${Math.max((100 * size) / longest, 0.5)}%" height="10" rx="5" />
      <svg width="80%" height="24"><text y="16">${nameOf(user_id ?? "", displayname)}</text></svg>
      <text class="value" y="16" x="100%" text-anchor="end">${bytes(size)}</text>
    </a>`;
  };
  return html`<figure>
    <figcaption><h2>Who uses most</h2></figcaption>
    <svg class="chart" width="100%" height=${users.length * ROW} role="group" aria-label="Size of media by user">
      ${users.map(bar)}
    </svg>
  </figure>`;
}
