// What takes a while, with its progress. Tasks go on while other pages are looked at.
import type {
  BulkOptions,
  BulkResult,
  DeletedMedia,
  Job,
  MatrixAdminClient,
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
  /** Begins with what is left. */
  again?: () => void;
}

let tasks: Task[] = [];

function start(title: string, canStop: boolean, run: (task: Task, update: () => void) => Promise<string>) {
  const task: Task = { title, says: "Starting…", state: "running", stop: new AbortController(), canStop };
  tasks.push(task);
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
}

type Run = (ids: string[], options: BulkOptions<string>) => Promise<BulkResult<string, unknown>>;

export function forMany(deed: Deed, ids: string[], run: Run, whenDone: () => void): Promise<void> {
  const { title, noun, done } = deed;
  return start(title, true, async (task, update) => {
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

/** Goes on with what was under way before a reload. */
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

const stopped = (says: string) => `Stopped: ${says}. The server may still finish what it had begun.`;

function show() {
  const card = (task: Task, index: number) => {
    const { title, says, state, progress, error, stop, canStop, failures, again } = task;
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
  render(tasks.map(card), document.querySelector<HTMLElement>("#tasks")!);
}
