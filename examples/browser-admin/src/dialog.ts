// Questions before something is done. The browser's <dialog> keeps the focus inside, and gives it back at the end.
import { type TemplateResult, html, nothing, render } from "lit-html";
import { problem } from "./errors.js";
import { complain } from "./notices.js";

interface Question {
  title: string;
  body: TemplateResult;
  /** What the button says that does it. */
  confirm: string;
  /** Enter alone does nothing then: the focus begins at the title. */
  danger?: boolean;
  /** Does it. What fails is told in the dialog, which stays open. */
  run: (entered: FormData) => Promise<unknown>;
}

const dialog = document.querySelector<HTMLDialogElement>("#dialog")!;

/** When what was asked about is no longer seen. */
export const closeDialog = () => dialog.close();

/** Whether it was done: `false` if it was called off. */
export async function ask({ title, body, confirm, danger, run }: Question): Promise<boolean> {
  let open = true;
  let running = false;
  let outcome = Promise.resolve(false);

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    if (!running) outcome = send(new FormData(event.target as HTMLFormElement));
  };

  const send = async (entered: FormData) => {
    running = true;
    show();
    try {
      await run(entered);
      if (open) dialog.close();
      return true;
    } catch (error) {
      running = false;
      if (open) show(error);
      else complain(error);
      return false;
    }
  };

  /** The second click of a double click was not meant for what the first one opened. */
  const click = (event: MouseEvent) => {
    if (event.detail > 1) event.preventDefault();
  };

  const show = (error?: unknown) =>
    render(
      html`<form method="dialog" @submit=${submit}>
        <h2 id="dialog-title" tabindex=${danger ? -1 : nothing} ?autofocus=${danger}>${title}</h2>
        ${body}
        <div role="alert">${error ? problem(error) : nothing}</div>
        <div class="buttons">
          <button type="button" aria-disabled=${running} @click=${() => running || dialog.close()}>Cancel</button>
          <button class=${danger ? "danger" : "primary"} aria-busy=${running} @click=${click}>${confirm}</button>
        </div>
      </form>`,
      dialog,
    );

  render(nothing, dialog);
  show();
  dialog.oncancel = (event) => {
    if (running) event.preventDefault();
  };
  dialog.showModal();
  await new Promise((closed) => (dialog.onclose = closed));
  open = false;
  // A password that was typed does not stay in the page.
  render(nothing, dialog);
  // It may have been closed while it was at work: by going to another page, or by Escape twice.
  return outcome;
}

/** A field in which something has to be typed before the form can be sent. */
export function typeToConfirm(text: string) {
  const check = ({ target }: InputEvent) => {
    const input = target as HTMLInputElement;
    input.setCustomValidity(input.value === text ? "" : `Type ${text}`);
  };
  return html`<label>
    <span>Type <strong>${text}</strong> to confirm</span>
    <input name="confirm" required autocomplete="off" autocapitalize="none" spellcheck="false" @input=${check} />
  </label>`;
}
