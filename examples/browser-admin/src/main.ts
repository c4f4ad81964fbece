import init, { AuthenticationError } from "matrix-admin-sdk";
import { html, nothing, render, type TemplateResult } from "lit-html";
import { guard } from "lit-html/directives/guard.js";
import { keyed } from "lit-html/directives/keyed.js";
import { closeDialog } from "./dialog.js";
import { Problem, problem } from "./errors.js";
import { clearNotices, complain } from "./notices.js";
import { Page, type View, address, link } from "./page.js";
import { ENDED, type Session, forget, logOut, resume } from "./session.js";
import { findClosings, followDeletions, stopTasks } from "./tasks.js";
import { logIn } from "./views/login.js";
import { media } from "./views/media.js";
import { rooms } from "./views/rooms.js";
import { user } from "./views/user.js";
import { users } from "./views/users.js";

const VIEWS = new Map<string, View>(Object.entries({ users, user, rooms, media }));
const NAVIGATION = { users: "Users", rooms: "Rooms", media: "Media" };

const app = document.querySelector<HTMLElement>("#app")!;
let session: Session | undefined;
/** Of the page that is open. */
let opened = new AbortController();
/** The path of the page that is seen, which is the one before while the next is still loading. */
let seen = "";
let body: TemplateResult = html``;

async function open() {
  if (!session) return;
  opened.abort();
  opened = new AbortController();
  const there = address();
  const view = VIEWS.get(there.view);
  if (!view) return location.replace(link("users"));
  const page = new Page(session, there, opened.signal, open);
  const path = link(there.view, there.id);
  const moved = path !== seen;
  if (moved) {
    clearNotices();
    closeDialog();
  }
  shell(session, there.view, true);

  let title = "Problem";
  try {
    ({ title, body } = await view(page));
    if (page.signal.aborted) return;
  } catch (error) {
    if (page.signal.aborted) return;
    body = html`<h1 tabindex="-1">This page cannot be shown</h1>
      <div class="card">${problem(error)}</div>
      <button @click=${() => page.refresh()}>Try again</button>`;
  }
  document.title = `${title} · Homeserver admin`;
  seen = path;
  const focused = document.activeElement;
  shell(session, there.view, false);
  if (moved) scrollTo(0, 0);
  // As when a page is loaded: the next word is its title, and Tab goes on from there. So too when what had the
  // focus is no more.
  if (moved || !focused?.isConnected) app.querySelector<HTMLElement>("h1")?.focus({ preventScroll: true });
}

function shell({ client, userId, readOnly, capabilities: { version, mas } }: Session, view: string, busy: boolean) {
  const current = view === "user" ? "users" : view;
  const item = ([name, label]: [string, string]) =>
    html`<li><a href=${link(name)} aria-current=${name === current ? "page" : nothing}>${label}</a></li>`;
  const skip = (event: Event) => {
    event.preventDefault();
    app.querySelector<HTMLElement>("main")?.focus();
  };
  // What is seen stays as it is, with what was typed and ticked, while the next is asked for.
  const content = keyed(seen, guard([body], () => body));
  render(
    html`<a class="skip" href="#main" @click=${skip}>Skip to the content</a>
      <header>
        <a class="brand" href=${link("users")}>
          <img src="icon.svg" alt="" width="32" height="32" />Homeserver admin
        </a>
        <nav aria-label="Main"><ul>${Object.entries(NAVIGATION).map(item)}</ul></nav>
        <div class="me">
          <span title=${userId}>${userId}</span>${readOnly ? html`<strong class="mark">only looking</strong>` : nothing}
          <button class="quiet" @click=${leave}>Log out</button>
        </div>
      </header>
      <main id="main" tabindex="-1" aria-busy=${busy}>${content}</main>
      <footer>
        <span>Synapse ${version}</span>
        <span>${client.baseUrl}</span>
        <span>${mas ? "Accounts by Matrix Authentication Service" : "Accounts by Synapse"}</span>
      </footer>`,
    app,
  );
}

async function leave() {
  loggedOut();
  await logOut();
}

function ended() {
  if (!session) return;
  forget();
  loggedOut(new Problem("The homeserver does not accept your access token any more.", "Log in again."));
}

function loggedOut(reason?: Problem) {
  opened.abort();
  stopTasks();
  closeDialog();
  clearNotices();
  session = undefined;
  seen = "";
  body = html``;
  showLogIn(reason);
  app.querySelector<HTMLElement>("h1")?.focus();
}

function showLogIn(reason?: unknown) {
  document.title = "Log in · Homeserver admin";
  logIn(app, enter, reason);
}

async function enter(entered: Session) {
  session = entered;
  followDeletions(entered.client, () => open());
  if (!entered.readOnly) findClosings(entered.client, () => open());
  await open();
}

addEventListener("hashchange", () => void open());
addEventListener(ENDED, ended);
addEventListener("unhandledrejection", ({ reason }) => complain(reason));

render(html`<main aria-busy="true"><p class="muted">Loading…</p></main>`, app);
try {
  await init();
  const resumed = await resume();
  await (resumed ? enter(resumed) : showLogIn());
} catch (error) {
  // Whatever else was in the way may be gone after a reload.
  if (error instanceof AuthenticationError) forget();
  showLogIn(error);
}
