// What takes a while, with its progress. Tasks go on while other pages are looked at.
import type {
  BulkOptions,
  BulkResult,
  DeletedMedia,
  Job,
  MatrixAdminClient,
  Offboarding,
  OffboardStep,
  RoomDeletion,
} from "matrix-admin-sdk";
import { html, nothing, render } from "lit-html";
import { problem } from "./errors.js";
import { count } from "./format.js";

interface Task {
  title: string;
  /** Said below the title, and by screen readers each time it changes. */
  says: string;
  progress?: { done: number; total: number };
  state: "running" | "done" | "stopped" | "failed";
  error?: unknown;
  stop: AbortController;
  canStop: boolean;
  /** Of many, those for which it failed. */
  failures?: { item: string; error: unknown }[];
  /** Of many that are done in steps, how far each is. */
  far?: () => { item: string; steps: OffboardStep[] }[];
  /** Begins with what is left. */
  again?: () => void;
}

/** The newest first. */
let tasks: Task[] = [];

function start(title: string, canStop: boolean, run: (task: Task, update: () => void) => Promise<string>) {
  const task: Task = { title, says: "Starting…", state: "running", stop: new AbortController(), canStop };
  tasks.unshift(task);
  show();
  return run(task, show)
    .then(
      (says) => {
        const stopped = task.again && task.stop.signal.aborted;
        return Object.assign(task, { says, state: stopped ? "stopped" : task.again ? "failed" : "done" });
      },
      (error) =>
        Object.assign(task, task.stop.signal.aborted ? { state: "stopped" } : { state: "failed", error }),
    )
    .finally(show);
}

/** Deletes everything that a user has uploaded. The server does a hundred files at a time. */
export function deleteAllMedia(client: MatrixAdminClient, userId: string, total: number) {
  return start(`Deleting the media of ${userId}`, true, async (task, update) => {
    const onProgress = (deleted: DeletedMedia) => {
      task.progress = { done: deleted.total, total };
      task.says = `${count(deleted.total)} of ${count(total, "file")} deleted`;
      update();
    };
    const all = await client.user(userId).deleteAllMedia({ signal: task.stop.signal, onProgress });
    return `${count(all.total, "file")} deleted`;
  });
}

// ---- many at once: what fails for one does not stop the others, and can be tried again

interface Deed {
  title: string;
  noun: string;
  /** What an item is when it is done. */
  done: string;
  /** Where an item is done in steps, how far it is. */
  steps?: (item: string) => OffboardStep[];
}

type Run = (ids: string[], options: BulkOptions<string>) => Promise<BulkResult<string, unknown>>;

export function forMany(deed: Deed, ids: string[], run: Run, whenDone: () => void): Promise<void> {
  const { title, noun, done, steps } = deed;
  return start(title, true, async (task, update) => {
    if (steps) task.far = () => ids.map((item) => ({ item, steps: steps(item) }));
    const say = (number: number) => `${count(number)} of ${count(ids.length, noun)} ${done}`;
    const outcome = await run(ids, {
      signal: task.stop.signal,
      onProgress: (progress) => {
        task.progress = { done: progress.done + progress.failed, total: ids.length };
        task.says = say(progress.done);
        update();
      },
    });
    const left = [...outcome.failed.map(({ item }) => item), ...outcome.rest];
    if (left.length > 0) {
      task.failures = task.stop.signal.aborted ? [] : outcome.failed;
      task.again = () => void forMany(deed, left, run, whenDone);
    }
    return say(outcome.done.length);
  }).then(whenDone);
}

// ---- accounts: closed in steps. How far each is, is stored until it is closed, and it goes on from there, also after
// a reload, or a log-in when the token has ended

const CLOSINGS = "closings";
type Closings = Record<string, Offboarding>;
const closings = (): Closings => JSON.parse(sessionStorage.getItem(CLOSINGS) ?? "{}");

function store(state: Offboarding) {
  const { [state.user_id]: _, ...others } = closings();
  const left = stepAt(state.steps) ? { ...closings(), [state.user_id]: state } : others;
  sessionStorage.setItem(CLOSINGS, JSON.stringify(left));
}

export function closeAccounts(client: MatrixAdminClient, plans: Offboarding[], whenDone: () => void) {
  const states = new Map(plans.map((plan) => [plan.user_id, plan]));
  plans.forEach(store);
  const close: Run = (ids, options) =>
    client.bulk(
      ids,
      async (id, call) => {
        const keep = (state: Offboarding) => {
          states.set(id, state);
          // Who has logged out leaves nothing behind.
          if (!call.signal.aborted) store(state);
          show();
        };
        const closing = client.user(id).offboard(states.get(id), { ...call, onProgress: keep });
        await closing.finally(() => keep(closing.state));
      },
      options,
    );
  const steps = (id: string) => states.get(id)?.steps ?? [];
  const deed = { title: "Closing accounts", noun: "account", done: "closed", steps };
  return forMany(deed, [...states.keys()], close, whenDone);
}

/** Offers to go on with what a reload has stopped, or the end of a token. */
export function findClosings(client: MatrixAdminClient, whenDone: () => void) {
  const plans = Object.values(closings());
  if (plans.length === 0) return;
  tasks.unshift({
    title: "Closing accounts",
    says: `${count(plans.length, "account")} not closed yet`,
    state: "stopped",
    stop: new AbortController(),
    canStop: true,
    far: () => plans.map(({ user_id, steps }) => ({ item: user_id, steps })),
    again: () => void closeAccounts(client, plans, whenDone),
  });
  show();
}

const STEPS: Record<OffboardStep["step"], string> = {
  lock: "Lock",
  rooms: "Hand rooms over",
  redact: "Redact messages",
  media: "Files",
  deactivate: "Deactivate",
};
const MARKS: Partial<Record<OffboardStep["status"], string>> = { done: "good", failed: "warning", skipped: "off" };

function stepList(steps: OffboardStep[]) {
  const item = ({ step, status, reason, rooms, files }: OffboardStep) => {
    const amount = [rooms && count(rooms.length, "room"), files !== undefined && count(files, "file")];
    return html`<li>
      ${STEPS[step]} <span class="mark ${MARKS[status] ?? ""}">${status}</span>
      <small>${[...amount, reason].filter(Boolean).join(", ")}</small>
    </li>`;
  };
  return html`<ol>${steps.map(item)}</ol>`;
}

const stepAt = (steps: OffboardStep[]) =>
  steps.find(({ status }) => status !== "done" && status !== "skipped");

/** In short. What was left to an authentication service is not closed yet. */
function standing(steps: OffboardStep[]) {
  const at = stepAt(steps);
  return at ? `${STEPS[at.step]}: ${at.status}` : (steps.at(-1)?.reason ?? "closed");
}

// ---- rooms: the server deletes them on its own, and knows how far it is by an id, which outlives a reload

const KEY = "deletions";
type Deletions = Record<string, string>;
const deletions = (): Deletions => JSON.parse(sessionStorage.getItem(KEY) ?? "{}");

export function followDeletion(job: Job<RoomDeletion>, room: string) {
  sessionStorage.setItem(KEY, JSON.stringify({ ...deletions(), [job.id]: room }));
  return start(`Deleting the room ${room}`, false, async (task, update) => {
    const words: Record<string, string> = {
      scheduled: "The server will begin soon",
      active: "Members are leaving; then the room's history is deleted",
    };
    const onProgress = ({ status }: RoomDeletion) => {
      task.says = words[status] ?? status;
      update();
    };
    const { shutdown_room } = await job.wait({ signal: task.stop.signal, onProgress }).finally(() => {
      if (task.stop.signal.aborted) return;
      const { [job.id]: _, ...others } = deletions();
      sessionStorage.setItem(KEY, JSON.stringify(others));
    });
    return `Deleted; ${count(shutdown_room?.kicked_users.length ?? 0, "member")} had to leave`;
  });
}

/** Goes on with what was under way before. */
export function followDeletions(client: MatrixAdminClient, whenDone: () => void) {
  for (const [id, room] of Object.entries(deletions())) {
    void followDeletion(client.rooms.deletion(id), room).then(whenDone);
  }
}

/** When somebody logs out. */
export function stopTasks() {
  for (const { stop } of tasks) stop.abort();
  tasks = [];
  show();
}

/** What the tasks cover can be scrolled out from under them. */
const place = document.querySelector<HTMLElement>("#tasks")!;
const cover = () => document.documentElement.style.setProperty("--covered", `${place.offsetHeight}px`);
new ResizeObserver(cover).observe(place);

const stopped = (says: string) => `Stopped: ${says}. The server may still finish what it had begun.`;

function show() {
  const card = (task: Task, index: number) => {
    const { title, says, state, progress, error, stop, canStop, failures, far, again } = task;
    const running = state === "running";
    const dismiss = () => {
      tasks = tasks.filter((other) => other !== task);
      show();
    };
    return html`<article class="task ${state}">
      <h2 id="task-${index}">${title}</h2>
      ${
        running
          ? html`<progress
            aria-labelledby="task-${index}"
            max=${progress?.total ?? nothing}
            value=${progress?.done ?? nothing}
          ></progress>`
          : nothing
      }
      <div role="status">
        ${error ? problem(error) : html`<p>${state === "stopped" ? stopped(says) : says}</p>`}
        ${failures?.map(({ item, error }) => html`<details><summary>${item}</summary>${problem(error)}</details>`)}
      </div>
      ${
        far
          ? html`<div class="far">
            ${far().map(
              ({ item, steps }) => html`<details>
                <summary>${item} <small>${standing(steps)}</small></summary>
                ${stepList(steps)}
              </details>`,
            )}
          </div>`
          : nothing
      }
      ${
        again
          ? html`<button @click=${() => (dismiss(), again())}>
            ${failures?.length ? "Try again" : "Go on"}<span class="unseen"> ${title}</span>
          </button>`
          : nothing
      }
      ${
        running && !canStop
          ? nothing
          : html`<button class="quiet" @click=${running ? () => stop.abort() : dismiss}>
            ${running ? "Stop" : "Dismiss"}<span class="unseen"> ${title}</span>
          </button>`
      }
    </article>`;
  };
  render(tasks.map(card), place);
}
