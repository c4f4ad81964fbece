import type { Connection, Device, MediaPage, Pusher, UserDetails, UserMediaUsage } from "matrix-admin-sdk";
import { type TemplateResult, html, nothing } from "lit-html";
import { ask, typeToConfirm } from "../dialog.js";
import { problem } from "../errors.js";
import { bytes, count, date, time } from "../format.js";
import { PAGE_SIZE, headings, pager, table } from "../lists.js";
import { act, say } from "../notices.js";
import { type Page, type Shown, link } from "../page.js";
import { avatar, marks, nameOf } from "../people.js";
import { deleteAllMedia } from "../tasks.js";
import { nameOf as nameOfRoom } from "./rooms.js";

/** Rooms are named by their ids; for so many the names are asked for. */
const NAMED_ROOMS = 20;

export async function user(page: Page): Promise<Shown> {
  const { client, id, signal } = page;
  const user = client.user(id);
  const options = { signal };
  // All at once; where one cannot be had, the others are shown all the same.
  const [details, usage, ...sections] = await Promise.all([
    user.get(options),
    mediaUsage(page).catch(() => undefined),
    section("Sessions", async () => {
      const [{ devices }, sessions] = await Promise.all([
        user.getDevices(options),
        user.queryCurrentSessions(options),
      ]);
      return sessionTable(devices, sessions.devices);
    }),
    section("Rooms", async () => {
      const { joined_rooms } = await user.getRooms(options);
      return roomList(page, joined_rooms);
    }),
    section("Pushers", async () => pusherTable((await user.getAllPushers(options)).pushers)),
    section("Account data", async () => {
      const { global, rooms } = (await user.getData(options)).account_data;
      return accountData({ "The account": global, ...rooms });
    }),
    section("Media", async () => {
      const files = user.getMedia(
        { order_by: "media_length", dir: "b", limit: PAGE_SIZE, from: page.from },
        options,
      );
      return mediaTable(page, await files);
    }),
  ]);
  const { displayname, creation_ts, last_seen_ts, threepids, external_ids } = details;

  const fact = (name: string, value: unknown) =>
    value ? html`<div><dt>${name}</dt><dd>${value}</dd></div>` : nothing;
  const body = html`<p class="crumbs"><a href=${link("users")}>Users</a></p>
    <div class="heading">
      ${avatar(id, displayname)}
      <div>
        <h1 tabindex="-1">${nameOf(id, displayname)}</h1>
        <p><code>${id}</code> ${marks(details)}</p>
      </div>
    </div>
    <dl class="card facts">
      ${fact("Created", date(creation_ts))} ${fact("Last seen", last_seen_ts && time(last_seen_ts))}
      ${fact("Media", usage && `${bytes(usage.media_length)} in ${count(usage.media_count, "file")}`)}
      ${fact("Addresses", threepids.map(({ address }) => address).join(", "))}
      ${fact("Logs in by", external_ids.map(({ auth_provider }) => auth_provider).join(", "))}
    </dl>
    ${page.toChange(actions(page, details, usage))}
    <div class="sections">${sections}</div>`;
  return { title: nameOf(id, displayname), body };
}

async function section(title: string, content: () => Promise<TemplateResult>) {
  return html`<section class="card" aria-label=${title}>
    <h2>${title}</h2>
    ${await content().catch(problem)}
  </section>`;
}

/** The server adds the sizes up. It searches in names, and so finds others too whose name contains this one. */
async function mediaUsage({ client, id, signal }: Page): Promise<UserMediaUsage> {
  const search_term = id.slice(1, id.indexOf(":"));
  for await (const usage of client.statistics.getUsersMedia(
    { search_term, order_by: "user_id" },
    { signal },
  )) {
    if (usage.user_id === id) return usage;
  }
  return { user_id: id, displayname: null, media_count: 0, media_length: 0 };
}

// ---- what can be done

function actions(page: Page, details: UserDetails, usage: UserMediaUsage | undefined) {
  const { client, id, session } = page;
  const user = client.user(id);
  const { shadow_banned, suspended, locked, admin, deactivated } = details;
  const { mas } = session.capabilities;

  /** A button that calls the server, says what it did, and shows what the server then holds. */
  const button = (label: string, run: () => Promise<unknown>, done: string) => {
    const click = async () => {
      await run();
      await page.refresh();
      say(done);
    };
    return html`<button @click=${({ target }: Event) => act(target, click)}>${label}</button>`;
  };

  /** A button that asks first. */
  const asking = (label: string, question: Parameters<typeof ask>[0], done?: string) => {
    const click = async () => {
      if (!(await ask(question)) || !done) return;
      await page.refresh();
      say(done);
    };
    return html`<button class=${question.danger ? "danger" : ""} @click=${click}>${label}</button>`;
  };

  const yourself =
    id === session.userId
      ? html`<p class="warning">This is the account you are logged in with.</p>`
      : nothing;

  const setAdmin = {
    title: admin ? `Is ${id} to be no administrator any more?` : `Make ${id} an administrator?`,
    body: html`${yourself}
      <p>
        ${
          admin
            ? "They can no longer use this page, nor any other part of the admin API."
            : "They can do all that you can do here: read, change and delete everything on this homeserver."
        }
      </p>`,
    confirm: admin ? "Remove as admin" : "Make admin",
    run: () => user.setAdmin(!admin),
  };

  const resetPassword = {
    title: `New password for ${id}`,
    body: html`${yourself}
      <label>
        <span>New password</span>
        <input name="password" type="password" required autocomplete="new-password" />
      </label>
      <label class="check">
        <input type="checkbox" name="logout" checked /><span>Log them out on all their devices</span>
      </label>`,
    confirm: "Reset password",
    run: (entered: FormData) =>
      user.resetPassword(String(entered.get("password")), { logout_devices: entered.has("logout") }),
  };

  const deleteMedia = {
    title: `Delete all media of ${id}?`,
    body: html`<p>
      ${count(usage?.media_count ?? 0, "file")}, ${bytes(usage?.media_length ?? 0)} in all, are deleted from this
      homeserver for good. Messages with them stay, without the files.
    </p>`,
    confirm: "Delete media",
    danger: true,
    run: async () => void deleteAllMedia(client, id, usage?.media_count ?? 0).then(() => page.refresh()),
  };

  const deactivate = {
    title: `Deactivate ${id}?`,
    body: html`${yourself}
      <ul>
        <li>They are logged out everywhere, now, and cannot log in again.</li>
        <li>They leave all their rooms.</li>
        <li>Their password, e-mail addresses and phone numbers are removed.</li>
        <li>The user id stays taken.</li>
      </ul>
      <label class="check">
        <input type="checkbox" name="erase" />
        <span>
          Also erase: their messages are hidden from everybody who joins later, and their profile is emptied
        </span>
      </label>
      ${typeToConfirm(id)}`,
    confirm: "Deactivate",
    danger: true,
    run: (entered: FormData) => user.deactivateAccount({ erase: entered.has("erase") }),
  };

  const suspension = suspended
    ? button("Lift suspension", () => user.suspend(false), `${id} is no longer suspended.`)
    : button("Suspend", () => user.suspend(true), `${id} is suspended: they can read, and little else.`);
  const shadowBan = shadow_banned
    ? button("Lift shadow-ban", () => user.shadowBan(false), `${id} is no longer shadow-banned.`)
    : button("Shadow-ban", () => user.shadowBan(), `${id} is shadow-banned: nobody sees what they send.`);
  const passwordAndRights = mas
    ? html`<p class="muted">Passwords and admin rights are managed by Matrix Authentication Service.</p>`
    : [
        asking("Reset password…", resetPassword, `${id} has a new password.`),
        admin
          ? asking("Remove as admin…", setAdmin, `${id} is no longer an admin.`)
          : asking("Make admin…", setAdmin, `${id} is now an admin.`),
      ];
  // A closing that was given up leaves an account locked. Servers before Synapse 1.122 cannot suspend.
  const unlock = button("Unlock", () => user.update({ locked: false }), `${id} is no longer locked.`);
  const forActive = [
    locked && !mas ? unlock : nothing,
    suspended === undefined ? nothing : suspension,
    shadowBan,
    passwordAndRights,
  ];

  if (deactivated && !usage?.media_count) return nothing;
  return html`<div class="actions" role="group" aria-label="Actions">
    ${deactivated ? nothing : forActive}
    ${usage?.media_count ? asking("Delete media…", deleteMedia) : nothing}
    ${deactivated ? nothing : asking("Deactivate…", deactivate, `${id} is deactivated.`)}
  </div>`;
}

// ---- what there is

/** Devices, and from where each was used. */
function sessionTable(devices: Device[], connections: Record<string, Connection[]>) {
  const row = ({ device_id, display_name, last_seen_ts, last_seen_ip, last_seen_user_agent }: Device) => {
    const known = connections[device_id] ?? [];
    const used =
      known.length > 0
        ? known
        : [{ ip: last_seen_ip, last_seen: last_seen_ts, user_agent: last_seen_user_agent }];
    return html`<tr>
      <th scope="row">
        <span class="title">${display_name || device_id}</span><small>${display_name ? device_id : ""}</small>
      </th>
      <td>${used.map(({ last_seen }) => html`<div>${time(last_seen)}</div>`)}</td>
      <td>${used.map(({ ip, user_agent }) => html`<div>${ip ?? "–"}<small>${user_agent}</small></div>`)}</td>
    </tr>`;
  };
  const columns = ["Device", "Last seen", "From"].map((label) => html`<th scope="col">${label}</th>`);
  return table({ caption: "Sessions", head: columns, rows: devices.map(row), empty: "Logged in nowhere." });
}

async function roomList({ client, signal }: Page, ids: string[]) {
  const named = await Promise.all(
    ids.slice(0, NAMED_ROOMS).map((id) =>
      client
        .room(id)
        .get({ signal })
        .then(nameOfRoom, () => id),
    ),
  );
  const item = (id: string, index: number) =>
    html`<li><a href=${link("rooms", "", { search: id })}>${named[index] ?? id}</a></li>`;
  return ids.length ? html`<ul class="rooms">${ids.map(item)}</ul>` : html`<p class="empty">In no room.</p>`;
}

function pusherTable(pushers: Pusher[]) {
  const row = ({ app_display_name, app_id, device_display_name, kind, data }: Pusher) =>
    html`<tr>
      <th scope="row"><span class="title">${app_display_name ?? app_id}</span><small>${app_id}</small></th>
      <td>${device_display_name}</td>
      <td>${kind}<small>${(data as { url?: unknown } | null)?.url}</small></td>
    </tr>`;
  const columns = ["App", "Device", "To"].map((label) => html`<th scope="col">${label}</th>`);
  return table({
    caption: "Pushers",
    head: columns,
    rows: pushers.map(row),
    empty: "No push notifications.",
  });
}

function accountData(places: Record<string, Record<string, unknown>>) {
  const entries = Object.entries(places).flatMap(([place, data]) =>
    Object.entries(data).map(
      ([type, content]) =>
        html`<details>
          <summary><code>${type}</code> <small>${place}</small></summary>
          <pre tabindex="0">${JSON.stringify(content, null, 2)}</pre>
        </details>`,
    ),
  );
  return entries.length ? html`${entries}` : html`<p class="empty">None.</p>`;
}

function mediaTable(page: Page, { media, total, next_token }: MediaPage) {
  const rows = media.map(
    ({ media_id, upload_name, media_type, media_length, created_ts, quarantined_by }) =>
      html`<tr>
        <th scope="row"><span class="title">${upload_name || media_id}</span><small>${media_type}</small></th>
        <td class="number">${bytes(media_length)}</td>
        <td class="less when">${date(created_ts)}</td>
        <td>${quarantined_by ? html`<span class="mark warning">quarantined</span>` : nothing}</td>
      </tr>`,
  );
  const columns = [
    { label: "File" },
    { label: "Size", className: "number" },
    { label: "Uploaded", className: "less when" },
    { label: "Status" },
  ];
  const head = headings(page, columns, { order_by: "media_length", dir: "b" });
  return html`${table({ caption: "Media", head, rows, empty: "Nothing uploaded." })}
  ${total > PAGE_SIZE ? pager(page, "file", media.length, total, next_token) : nothing}`;
}
