import type { UserListParams, UserSummary } from "matrix-admin-sdk";
import { html } from "lit-html";
import { date } from "../format.js";
import { type Choice, PAGE_SIZE, choice, headings, pager, searchBox, table } from "../lists.js";
import type { Page, Shown } from "../page.js";
import { marks, userLink } from "../people.js";

const COLUMNS = [
  { label: "User", order: "name" },
  { label: "Display name", order: "displayname", className: "less" },
  { label: "Created", order: "creation_ts", first: "b", className: "less" },
  { label: "Last seen", order: "last_seen_ts", first: "b", className: "less" },
  { label: "Status" },
] as const;

const CHOICES: Choice[] = [
  {
    parameter: "deactivated",
    label: "Accounts",
    options: [
      ["", "All"],
      ["false", "Active"],
      ["true", "Deactivated"],
    ],
  },
  {
    parameter: "admins",
    label: "Role",
    options: [
      ["", "Anybody"],
      ["true", "Admins"],
      ["false", "Not admins"],
    ],
  },
  {
    parameter: "guests",
    label: "Guests",
    options: [
      ["", "Shown"],
      ["false", "Hidden"],
    ],
  },
  {
    parameter: "locked",
    label: "Locked",
    options: [
      ["", "Shown"],
      ["false", "Hidden"],
    ],
  },
];

export async function users(page: Page): Promise<Shown> {
  const { client, query, signal } = page;
  const flag = (name: string) => (query.has(name) ? query.get(name) === "true" : undefined);
  const sorted = {
    order_by: (query.get("order_by") ?? "name") as NonNullable<UserListParams["order_by"]>,
    dir: query.get("dir") === "b" ? "b" : "f",
  } as const;
  const search = query.get("search") ?? "";
  const list = await client.users.list(
    {
      ...sorted,
      limit: PAGE_SIZE,
      from: page.from,
      // What begins like a user id is looked for in whole ids, all else in names.
      ...(search.startsWith("@") ? { user_id: search } : search && { name: search }),
      deactivated: flag("deactivated"),
      admins: flag("admins"),
      guests: flag("guests"),
      locked: flag("locked") ?? true,
    },
    { signal },
  );

  const row = (user: UserSummary) =>
    html`<tr class=${user.deactivated ? "faded" : ""}>
      <th scope="row">${userLink(user.name, user.displayname)}</th>
      <td class="less">${user.displayname}</td>
      <td class="less">${date(user.creation_ts)}</td>
      <td class="less">${date(user.last_seen_ts)}</td>
      <td>${marks(user)}</td>
    </tr>`;

  const body = html`<h1 tabindex="-1">Users</h1>
    <div class="card">
      <search class="filters">
        ${searchBox(page, "search", "Search names and ids")} ${CHOICES.map((one) => choice(page, one))}
      </search>
      ${table({
        caption: "Users",
        head: headings(page, [...COLUMNS], sorted),
        rows: list.users.map(row),
        empty: "No user is like that. Search for less, or show more of them.",
      })}
      ${pager(page, "user", list.users.length, list.total, list.next_token)}
    </div>`;
  return { title: "Users", body };
}
