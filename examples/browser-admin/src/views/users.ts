import type { BulkOptions, UserListParams, UserSummary } from "matrix-admin-sdk";
import { html, nothing } from "lit-html";
import { ask, typeToConfirm } from "../dialog.js";
import { count, date } from "../format.js";
import { type Choice, PAGE_SIZE, choice, headings, pager, searchBox, table } from "../lists.js";
import type { Page, Shown } from "../page.js";
import { marks, userLink } from "../people.js";
import { Selection } from "../selection.js";
import { forMany } from "../tasks.js";

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

  const selection = new Selection(
    list.users,
    "user",
    ({ name }) => name,
    (chosen) => html`<button class="danger" @click=${() => deactivateMany(page, chosen)}>Deactivate them…</button>`,
  );
  const row = (user: UserSummary) =>
    html`<tr class=${user.deactivated ? "faded" : ""}>
      ${page.toChange(selection.box(user))}
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
      ${page.toChange(selection.bar)}
      ${table({
        caption: "Users",
        head: [page.toChange(selection.all), headings(page, [...COLUMNS], sorted)],
        rows: list.users.map(row),
        empty: "No user is like that. Search for less, or show more of them.",
      })}
      ${pager(page, "user", list.users.length, list.total, list.next_token)}
    </div>`;
  return { title: "Users", body };
}

/** The account one is logged in with is left out, and who is deactivated already. */
async function deactivateMany(page: Page, chosen: UserSummary[]) {
  const { client, session } = page;
  const ids = chosen.filter(({ deactivated }) => !deactivated).map(({ name }) => name);
  const others = ids.filter((id) => id !== session.userId);
  const number = count(others.length, "user");
  await ask({
    title: `Deactivate ${number}?`,
    body: html`${ids.length > others.length ? html`<p class="warning">The account you are logged in with is left out.</p>` : nothing}
      <ul>
        <li>They are logged out everywhere, and cannot log in again.</li>
        <li>They leave all their rooms; their passwords and addresses are removed.</li>
      </ul>
      <label class="check">
        <input type="checkbox" name="erase" /><span>Also hide their messages from everybody who joins later</span>
      </label>
      ${typeToConfirm(number)}`,
    confirm: "Deactivate",
    danger: true,
    run: async (entered) => {
      const erase = entered.has("erase");
      const deactivate = (users: string[], options: BulkOptions<string>) =>
        client.bulk(users, (id, call) => client.user(id).deactivateAccount({ erase }, call), options);
      void forMany({ title: "Deactivating users", noun: "user", done: "deactivated" }, others, deactivate, page.refresh);
    },
  });
}
