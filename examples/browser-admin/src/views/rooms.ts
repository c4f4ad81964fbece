import type { BulkOptions, RoomListParams, RoomSummary } from "matrix-admin-sdk";
import { html, nothing } from "lit-html";
import { ask } from "../dialog.js";
import { count } from "../format.js";
import { type Choice, PAGE_SIZE, choice, headings, pager, searchBox, table } from "../lists.js";
import type { Page, Shown } from "../page.js";
import { Selection } from "../selection.js";
import { followDeletion, forMany } from "../tasks.js";

const COLUMNS = [
  { label: "Room", order: "name" },
  { label: "Members", order: "joined_members", className: "number" },
  { label: "Of this server", order: "joined_local_members", className: "number less" },
  { label: "State events", order: "state_events", className: "number less" },
  { label: "Kind", className: "less" },
];

const CHOICES: Choice[] = [
  {
    parameter: "public_rooms",
    label: "Room list",
    options: [
      ["", "All"],
      ["true", "Public"],
      ["false", "Not public"],
    ],
  },
  {
    parameter: "empty_rooms",
    label: "Members",
    options: [
      ["", "Any"],
      ["false", "Some"],
      ["true", "None"],
    ],
  },
];

/** The server sorts these down when asked for up. */
const COUNTS = ["joined_members", "joined_local_members", "state_events"];

export async function rooms(page: Page): Promise<Shown> {
  const { client, query, signal } = page;
  const flag = (name: string) => (query.has(name) ? query.get(name) === "true" : undefined);
  const order_by = (query.get("order_by") ?? "name") as NonNullable<RoomListParams["order_by"]>;
  const dir = query.get("dir") === "b" ? "b" : "f";
  const list = await client.rooms.list(
    {
      order_by,
      dir,
      limit: PAGE_SIZE,
      from: page.from,
      search_term: query.get("search") ?? undefined,
      public_rooms: flag("public_rooms"),
      empty_rooms: flag("empty_rooms"),
    },
    { signal },
  );

  const selection = new Selection(
    list.rooms,
    "room",
    nameOf,
    (chosen) => html`<button class="danger" @click=${() => deleteMany(page, chosen)}>Delete them…</button>`,
  );
  const row = (room: RoomSummary) =>
    html`<tr>
      ${page.toChange(selection.box(room))}
      <th scope="row">
        <span class="title">${nameOf(room)}</span>
        <small>${room.name?.trim() ? (room.canonical_alias ?? room.room_id) : ""}</small>
      </th>
      <td class="number">${count(room.joined_members)}</td>
      <td class="number less">${count(room.joined_local_members)}</td>
      <td class="number less">${count(room.state_events)}</td>
      <td class="less">${kindOf(room)}</td>
      ${page.toChange(html`<td>
        <button class="quiet danger" @click=${() => deleteRoom(page, room)}>
          Delete…<span class="unseen"> ${nameOf(room)}</span>
        </button>
      </td>`)}
    </tr>`;

  const shownDir = COUNTS.includes(order_by) === (dir === "f") ? "b" : "f";
  const body = html`<h1 tabindex="-1">Rooms</h1>
    <div class="card">
      <search class="filters">
        ${searchBox(page, "search", "Search names and aliases")} ${CHOICES.map((one) => choice(page, one))}
      </search>
      ${page.toChange(selection.bar)}
      ${table({
        caption: "Rooms",
        head: [
          page.toChange(selection.all),
          headings(page, COLUMNS, { order_by, dir: shownDir }),
          page.toChange(html`<th scope="col">Actions</th>`),
        ],
        rows: list.rooms.map(row),
        empty: "No room is like that.",
      })}
      ${pager(page, "room", list.rooms.length, list.total_rooms, list.next_batch)}
    </div>`;
  return { title: "Rooms", body };
}

export const nameOf = (room: { name: string | null; canonical_alias: string | null; room_id: string }) =>
  room.name?.trim() || room.canonical_alias || room.room_id;

function kindOf(room: RoomSummary) {
  const mark = (is: unknown, name: string) => (is ? html`<span class="mark">${name}</span> ` : nothing);
  return [
    mark(room.room_type === "m.space", "space"),
    mark(room.public, "public"),
    mark(room.encryption, "encrypted"),
    mark(!room.federatable, "this server only"),
  ];
}

const BLOCK = html`<label class="check">
  <input type="checkbox" name="block" /><span>Also keep users of this server from joining again</span>
</label>`;

async function deleteMany(page: Page, rooms: RoomSummary[]) {
  const members = rooms.reduce((sum, { joined_local_members }) => sum + joined_local_members, 0);
  await ask({
    title: `Delete ${count(rooms.length, "room")}?`,
    body: html`<ul>
        <li>Members of this server will have to leave: ${count(members)} in all.</li>
        <li>Their messages are deleted from this server for good. Other servers keep theirs.</li>
      </ul>
      ${BLOCK}`,
    confirm: "Delete rooms",
    danger: true,
    run: async (entered) => {
      const params = { block: entered.has("block") };
      const remove = (ids: string[], options: BulkOptions<string>) => page.client.rooms.deleteMany(ids, params, options);
      const ids = rooms.map(({ room_id }) => room_id);
      void forMany({ title: "Deleting rooms", noun: "room", done: "deleted" }, ids, remove, page.refresh);
    },
  });
}

async function deleteRoom(page: Page, room: RoomSummary) {
  const name = nameOf(room);
  const body = html`<ul>
      <li>${count(room.joined_local_members, "member")} of this server will have to leave.</li>
      <li>Its messages are deleted from this server for good. Other servers keep theirs.</li>
    </ul>
    ${BLOCK}`;
  await ask({
    title: `Delete the room ${name}?`,
    body,
    confirm: "Delete room",
    danger: true,
    run: async (entered) => {
      const job = await page.client.room(room.room_id).delete({ block: entered.has("block") });
      // It takes the server a while. The dialog closes, and the task tells how it goes on.
      void followDeletion(job, name).then(() => page.refresh());
    },
  });
}
