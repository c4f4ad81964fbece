// A small admin page: who is there, and what can be done about one of them.
import init, { MatrixAdminClient } from "matrix-admin-sdk";

const $ = (selector, inside = document) => inside.querySelector(selector);
const PAGE_SIZE = 20;

/** Set by the log-in, and kept in memory only. */
let client;
/** What the table shows. `starts` are the cursors of the pages seen so far. */
const view = { order_by: "name", dir: "f", starts: [undefined], page: 0, selected: undefined };

// ---- log in and out

const loginForm = $("#login form");
for (const [name, value] of new URLSearchParams(location.search)) {
  if (name in loginForm.elements) loginForm.elements[name].value = value;
}
$("[name=password]").focus();

loginForm.addEventListener("submit", (event) => {
  event.preventDefault();
  attempt(event.submitter, async () => {
    const { homeserver, user, password } = Object.fromEntries(new FormData(loginForm));
    const [token] = await Promise.all([logIn(homeserver, user, password), init()]);
    const candidate = new MatrixAdminClient({ baseUrl: homeserver, accessToken: token });
    await candidate.users.list({ limit: 1 }); // no use going on without the right to it
    client = candidate;
    loginForm.reset();
    $("#login").hidden = true;
    $("#app").hidden = false;
    $("#me").textContent = `${user} on ${new URL(homeserver).host}`;
    await showPage();
  });
});

/** Logging in is the client API's, not the admin API's. */
async function logIn(homeserver, user, password) {
  const url = `${homeserver.replace(/\/+$/, "")}/_matrix/client/v3/login`;
  const identifier = { type: "m.id.user", user };
  const body = { type: "m.login.password", identifier, password, initial_device_display_name: "Synapse admin" };
  const response = await fetch(url, { method: "POST", body: JSON.stringify(body) }).catch(() => {
    throw new Error(`${homeserver} cannot be reached from this page`);
  });
  const reply = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(reply.error ?? `The homeserver answered ${response.status}`);
  return reply.access_token;
}

$("#logout").addEventListener("click", (event) =>
  attempt(event.target, async () => {
    await client.request({ method: "POST", path: "/_matrix/client/v3/logout", body: {} });
    location.reload();
  }),
);

// ---- the table

async function showPage() {
  const { order_by, dir, starts, page } = view;
  const form = new FormData($("#filter"));
  $("#previous").disabled = $("#next").disabled = true;
  try {
    const { users, total, next_token } = await client.users.list({
      limit: PAGE_SIZE,
      from: starts[page],
      order_by,
      dir,
      name: form.get("name") || undefined,
      deactivated: { true: true, false: false }[form.get("deactivated")],
      locked: true,
    });
    if (starts !== view.starts || page !== view.page) return; // something else was asked for meanwhile
    starts[page + 1] = next_token;
    $("#total").textContent = total;
    $("#users").replaceChildren(...users.map(row));
    $("#page").textContent = users.length ? `page ${page + 1} of ${Math.ceil(total / PAGE_SIZE)}` : "nobody found";
  } finally {
    $("#previous").disabled = view.page === 0;
    $("#next").disabled = view.starts[view.page + 1] === undefined;
  }
}

function row(user) {
  const open = element("button", { textContent: user.name });
  open.addEventListener("click", () => attempt(open, () => showUser(user)));
  const cells = [open, user.displayname ?? "", day(user.creation_ts), day(user.last_seen_ts), tags(user)];
  const properties = {
    className: user.deactivated ? "deactivated" : "",
    ariaCurrent: user.name === view.selected ? "true" : null,
  };
  return element("tr", properties, cells.map((cell) => element("td", {}, [cell])));
}

function tags(user) {
  const tag = (text, bad) => element("span", { className: bad ? "tag bad" : "tag", textContent: text });
  const all = [
    user.admin && tag("admin"),
    user.is_guest && tag("guest"),
    user.shadow_banned && tag("shadow-banned", true),
    user.locked && tag("locked", true),
    user.deactivated && tag("deactivated", true),
  ];
  return element("span", {}, all.filter(Boolean));
}

for (const button of document.querySelectorAll("[data-order]")) {
  button.addEventListener("click", () => {
    const { order } = button.dataset;
    view.dir = view.order_by === order && view.dir === "f" ? "b" : "f";
    view.order_by = order;
    $("[aria-sort]").removeAttribute("aria-sort");
    button.parentElement.ariaSort = view.dir === "f" ? "ascending" : "descending";
    restart();
  });
}
$("#filter").addEventListener("submit", (event) => event.preventDefault());
$("#filter").addEventListener("input", () => {
  clearTimeout(view.typing);
  view.typing = setTimeout(restart, 250);
});
$("#next").addEventListener("click", () => turn(view.page + 1));
$("#previous").addEventListener("click", () => turn(view.page - 1));

function restart() {
  view.starts = [undefined];
  turn(0);
}

function turn(page) {
  view.page = page;
  attempt(undefined, showPage);
}

// ---- one user

async function showUser(listed) {
  const user = client.user(listed.name);
  view.selected = listed.name;
  for (const row of $("#users").rows) row.ariaCurrent = $("button", row).textContent === listed.name ? "true" : null;
  const [admin, { devices }, { joined_rooms }, media, { pushers }] = await Promise.all([
    user.isAdmin(),
    user.queryCurrentSessions(),
    user.getRooms(),
    user.getMedia({ order_by: "media_length", dir: "b" }).toArray(),
    user.getAllPushers(),
  ]);
  if (view.selected !== listed.name) return; // another one was chosen meanwhile

  const sessions = Object.entries(devices).flatMap(([device, connections]) =>
    connections.map(({ ip, user_agent, last_seen }) => [`${device} ${ip}`, `${time(last_seen)} ${user_agent}`]),
  );
  const files = media.map((file) => [
    file.upload_name ?? file.media_id,
    `${file.media_type ?? "pending"} ${size(file.media_length ?? 0)}`,
  ]);
  const bytes = media.reduce((sum, file) => sum + (file.media_length ?? 0), 0);
  $("#user").replaceChildren(
    element("h2", { textContent: listed.name }),
    element("p", {}, [listed.displayname ?? "", " ", tags({ ...listed, admin })]),
    actions(user, { ...listed, admin }),
    ...list("Sessions", sessions),
    ...list("Rooms", joined_rooms.map((room) => [room])),
    ...list("Media", files, `, ${size(bytes)} in all`),
    ...list("Pushers", pushers.map((pusher) => [pusher.app_display_name, pusher.device_display_name])),
  );
  $("#user").focus({ preventScroll: true });
}

function actions(user, { name, admin, shadow_banned, deactivated }) {
  const action = (label, run, properties) => {
    const button = element("button", { textContent: label, ...properties });
    button.addEventListener("click", () => attempt(button, async () => (await run()) !== false && refresh(name)));
    return button;
  };
  return element("div", { className: "actions" }, [
    action(admin ? "Remove admin" : "Make admin", () => user.setAdmin(!admin)),
    action(shadow_banned ? "Lift shadow-ban" : "Shadow-ban", () => user.shadowBan(!shadow_banned)),
    action("Reset password…", async () => {
      const answer = await ask("#password", name);
      return answer && user.resetPassword(answer.get("password"), { logout_devices: answer.has("logout") });
    }),
    action("Deactivate…", async () => {
      const answer = await ask("#deactivate", name);
      return answer && user.deactivateAccount({ erase: answer.has("erase") });
    }, { className: "danger", disabled: deactivated }),
  ]);
}

/** Shows what the server holds now, not what was asked of it. */
async function refresh(name) {
  await showPage();
  const { users } = await client.users.list({ user_id: name, locked: true });
  const listed = users.find((user) => user.name === name);
  if (listed) await showUser(listed);
}

function list(title, rows, sum = "") {
  const count = element("span", { className: "muted", textContent: ` ${rows.length}${sum}` });
  const items = rows.map(([text, detail = ""]) => element("li", {}, [text, element("small", { textContent: detail })]));
  return [element("h3", {}, [title, count]), element("ul", {}, items)];
}

/** Opens a dialog about a user; what was entered, or `false`. */
function ask(selector, name) {
  const dialog = $(selector);
  const form = $("form", dialog);
  form.reset();
  $("output", dialog).textContent = name;
  dialog.returnValue = "";
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" && new FormData(form)), { once: true });
  });
}

for (const cancel of document.querySelectorAll("dialog [type=button]")) {
  cancel.addEventListener("click", () => cancel.closest("dialog").close());
}

// ---- small things

/** Does something that can fail, with its button out of reach meanwhile, and says why if it does. */
async function attempt(button, what) {
  const notice = $("#notice");
  notice.hidden = true;
  if (button) button.disabled = true;
  try {
    await what();
  } catch (error) {
    notice.textContent = error.message;
    notice.hidden = false;
  } finally {
    if (button) button.disabled = false;
  }
}

/** Children are nodes or text, never HTML: names are chosen by users. */
function element(tag, properties, children = []) {
  const node = Object.assign(document.createElement(tag), properties);
  node.append(...children);
  return node;
}

const day = (ms) => (ms ? new Date(ms).toLocaleDateString(undefined, { dateStyle: "medium" }) : "");
const time = (ms) => new Date(ms).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });

function size(bytes) {
  const power = Math.min(Math.floor(Math.log10(Math.max(bytes, 1)) / 3), 3);
  return `${(bytes / 1000 ** power).toFixed(power && 1)} ${["B", "kB", "MB", "GB"][power]}`;
}
