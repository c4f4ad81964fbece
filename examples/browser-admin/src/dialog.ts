// Questions before something is done. The browser's <dialog> keeps the focus inside, and gives it back at the end.
import { type TemplateResult, html, nothing, render } from "lit-html";
import { problem } from "./errors.js";

interface Question {
  title: string;
  body: TemplateResult;
  /** What the button says that does it. */
  confirm: string;
  danger?: boolean;
  /** Does it. What fails is told in the dialog, which stays open. */
  run: (entered: FormData) => Promise<unknown>;
}

/** Whether it was done: `false` if it was called off. */
export async function ask({ title, body, confirm, danger, run }: Question): Promise<boolean> {
  const dialog = document.querySelector<HTMLDialogElement>("#dialog")!;
  let running = false;
  let done = false;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (running) return;
    running = true;
    show();
    try {
      await run(new FormData(event.target as HTMLFormElement));
      done = true;
      dialog.close();
    } catch (error) {
      running = false;
      show(error);
    }
  };

  const show = (error?: unknown) =>
    render(
      html`<form method="dialog" @submit=${submit}>
        <h2 id="dialog-title">${title}</h2>
        ${body}
        <div role="alert">${error ? problem(error) : nothing}</div>
        <div class="buttons">
          <button type="button" aria-disabled=${running} @click=${() => running || dialog.close()}>Cancel</button>
          <button class=${danger ? "danger" : "primary"} aria-busy=${running}>${confirm}</button>
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
  // A password that was typed does not stay in the page.
  render(nothing, dialog);
  return done;
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
