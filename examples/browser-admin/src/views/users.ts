import type { BulkOptions, Offboarding, OffboardParams, UserListParams, UserSummary } from "matrix-admin-sdk";
import { html, nothing } from "lit-html";
import { ask, typeToConfirm } from "../dialog.js";
import { Problem, problem } from "../errors.js";
import { bytes, count, date } from "../format.js";
import { type Choice, PAGE_SIZE, choice, headings, pager, searchBox, table } from "../lists.js";
import { act } from "../notices.js";
import type { Page, Shown } from "../page.js";
import { idOf, marks, userLink } from "../people.js";
import { Selection } from "../selection.js";
import { closeAccounts } from "../tasks.js";

const COLUMNS = [
  { label: "User", order: "name" },
  { label: "Display name", order: "displayname", className: "less" },
  { label: "Created", order: "creation_ts", first: "b", className: "less when" },
  { label: "Last seen", order: "last_seen_ts", first: "b", className: "less when" },
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
    (chosen) =>
      html`<button class="danger" @click=${({ target }: Event) => act(target, () => closeMany(page, chosen))}>
        Close their accounts…
      </button>`,
  );
  const row = (user: UserSummary) =>
    html`<tr class=${user.deactivated ? "faded" : ""}>
      ${page.toChange(selection.box(user))}
      <th scope="row">${userLink(user.name, user.displayname)}</th>
      <td class="less">${user.displayname}</td>
      <td class="less when">${date(user.creation_ts)}</td>
      <td class="less when">${date(user.last_seen_ts)}</td>
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

const COUNTED = ["Devices", "Rooms", "Rooms only they administer", "Files", "Size"];

/**
 * First what there is to close, which changes nothing; then the question how. The account one is logged in with is left
 * out, and who is deactivated already.
 */
async function closeMany(page: Page, chosen: UserSummary[]) {
  const { client, session, signal } = page;
  const ids = chosen.filter(({ deactivated }) => !deactivated).map(({ name }) => name);
  const others = ids.filter((id) => id !== session.userId);
  const plan = async (users: string[], params: OffboardParams, options?: BulkOptions<string>) => {
    const { done, failed } = await client.bulk(
      users,
      (id, call) => client.user(id).offboard({ ...params, dryRun: true }, call),
      options,
    );
    const plans = users.flatMap((id) => done.find(({ item }) => item === id)?.value ?? []);
    return { plans, failed };
  };

  // All that could be asked for, so that all of it is counted.
  const all = { media: "delete", handOverTo: session.userId } as const;
  const { plans, failed } = await plan(others, all, { signal });
  if (signal.aborted) return;
  if (plans.length === 0) {
    throw (
      failed[0]?.error ??
      new Problem(
        "There is no account to close among them.",
        "The one you are logged in with is left out, and so is what is deactivated already.",
      )
    );
  }
  const number = count(plans.length, "user");
  const warning = (text: string) => html`<p class="warning">${text}</p>`;
  await ask({
    title: `Close the accounts of ${number}?`,
    body: html`${ids.length > others.length ? warning("The account you are logged in with is left out.") : nothing}
      ${failed.map(({ item, error }) => [warning(`${item} cannot be looked at, and is left out.`), problem(error)])}
      ${preview(plans)}
      ${
        session.capabilities.mas
          ? warning("Matrix Authentication Service has to lock and deactivate them; all else is done from here.")
          : html`<ul>
              <li>They are locked out first, and in the end logged out everywhere; they cannot log in again.</li>
              <li>They leave all their rooms; their passwords and addresses are removed.</li>
            </ul>`
      }
      <label>
        <span>Their files</span>
        <select name="media">
          <option value="keep">stay</option>
          <option value="quarantine">are quarantined: nobody can get them</option>
          <option value="delete">are deleted for good</option>
        </select>
      </label>
      <label>
        <span>Who gets the rooms that only they administer, such as ${session.userId} (empty: nobody)</span>
        <input name="handOverTo" autocomplete="off" autocapitalize="none" spellcheck="false" />
      </label>
      <label class="check">
        <input type="checkbox" name="redact" /><span>Also redact all that they have sent</span>
      </label>
      <label class="check">
        <input type="checkbox" name="erase" />
        <span>Also hide their messages from everybody who joins later, and empty their profiles</span>
      </label>
      ${typeToConfirm(number)}`,
    confirm: "Close accounts",
    danger: true,
    run: async (entered) => {
      const asked: OffboardParams = {
        erase: entered.has("erase"),
        redact: entered.has("redact"),
        media: entered.get("media") as OffboardParams["media"],
        handOverTo: String(entered.get("handOverTo")).trim() || undefined,
      };
      // What cannot be done, such as handing rooms over to nobody who is there, is told before anything is.
      const begun = await plan(plans.map(({ user_id }) => user_id), asked);
      if (begun.failed[0]) throw begun.failed[0].error;
      void closeAccounts(client, begun.plans, page.refresh);
    },
  });
}

/** What there is, of each and together. */
function preview(plans: Offboarding[]) {
  const found = plans.map(({ user_id, steps }) => {
    const [rooms, media, last] = (["rooms", "media", "deactivate"] as const).map((name) =>
      steps.find(({ step }) => step === name),
    );
    const numbers = [last?.devices, last?.joined_rooms, rooms?.rooms?.length, media?.files, media?.bytes];
    return { who: idOf(user_id), numbers };
  });
  const sum = COUNTED.map((_, index) => found.reduce((sum, { numbers }) => sum + (numbers[index] ?? 0), 0));
  const cell = (number: number | undefined, index: number) => {
    const inWords = COUNTED[index] === "Size" ? bytes : count;
    return html`<td class="number">${number === undefined ? "–" : inWords(number)}</td>`;
  };
  const row = ({ who, numbers }: (typeof found)[number]) =>
    html`<tr><th scope="row">${who}</th>${numbers.map(cell)}</tr>`;
  return table({
    caption: "What there is to close",
    head: html`<th scope="col">User</th>${COUNTED.map((name) => html`<th scope="col" class="number">${name}</th>`)}`,
    rows: (found.length > 1 ? [...found, { who: html`Together`, numbers: sum }] : found).map(row),
    empty: "Nobody is left.",
  });
}
