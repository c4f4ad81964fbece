// The outcome of what was done, seen in the corner and heard from a screen reader.
import { AuthenticationError } from "matrix-admin-sdk";
import { html, nothing, render } from "lit-html";
import { problem } from "./errors.js";

const place = (id: string) => document.querySelector<HTMLElement>(id)!;

const SAID_FOR_MS = 8000;
let saying: ReturnType<typeof setTimeout>;

/** A success goes away by itself, for the page shows it too; a complaint stays until it is read. */
export function say(text: string) {
  clearNotices();
  show("#said", html`<p>${text}</p>`);
  saying = setTimeout(clearNotices, SAID_FOR_MS);
}

export function complain(error: unknown) {
  clearNotices();
  // The log-in says it.
  if (error instanceof AuthenticationError) return;
  show("#complaint", problem(error));
}

export function clearNotices() {
  clearTimeout(saying);
  for (const id of ["#said", "#complaint"]) render(nothing, place(id));
}

function show(id: string, content: unknown) {
  render(
    html`<div class="notice">${content}<button class="quiet" @click=${clearNotices}>Dismiss</button></div>`,
    place(id),
  );
}

/** Does what a button is for, once at a time, and says what went wrong. The button keeps the focus meanwhile. */
export async function act(button: EventTarget | null, what: () => Promise<unknown>) {
  if (!(button instanceof HTMLElement) || button.ariaBusy === "true") return;
  button.ariaBusy = "true";
  try {
    await what();
  } catch (error) {
    complain(error);
  } finally {
    button.ariaBusy = null;
  }
}
