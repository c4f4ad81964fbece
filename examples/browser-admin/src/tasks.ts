// What takes a while, with its progress. Tasks go on while other pages are looked at.
import type { DeletedMedia, Job, MatrixAdminClient, RoomDeletion } from "matrix-admin-sdk";
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
}

let tasks: Task[] = [];

function start(title: string, canStop: boolean, run: (task: Task, update: () => void) => Promise<string>) {
  const task: Task = { title, says: "Starting…", state: "running", stop: new AbortController(), canStop };
  tasks.push(task);
  show();
  return run(task, show)
    .then(
      (says) => Object.assign(task, { says, state: "done" }),
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
    const { title, says, state, progress, error, stop, canStop } = task;
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
        ${state === "failed" ? problem(error) : html`<p>${state === "stopped" ? stopped(says) : says}</p>`}
      </div>
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
