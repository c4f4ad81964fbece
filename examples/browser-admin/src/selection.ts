// What is ticked in a list, and what can be done to all of it. It holds until the list is shown anew.
import { type TemplateResult, html, nothing, render } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { ref } from "lit-html/directives/ref.js";
import { count } from "./format.js";

export class Selection<Item> {
  #chosen = new Set<Item>();
  #bar: Element | undefined;

  constructor(
    readonly items: Item[],
    readonly noun: string,
    readonly nameOf: (item: Item) => string,
    /** The buttons. */
    readonly actions: (chosen: Item[]) => TemplateResult,
  ) {}

  /** Above the list. */
  get bar() {
    const attach = (bar?: Element) => {
      this.#bar = bar;
      if (bar) this.#show();
    };
    return html`<div class="selection" role="group" aria-label="Selection" ${ref(attach)}></div>`;
  }

  /** In the head of the table. */
  get all() {
    const choose = ({ target }: Event) => {
      const { checked } = target as HTMLInputElement;
      for (const box of document.querySelectorAll<HTMLInputElement>("tbody .tick input")) box.checked = checked;
      this.#chosen = new Set(checked ? this.items : []);
      this.#show();
    };
    return html`<td class="tick">
      <input type="checkbox" aria-label="Select all on this page" .checked=${live(false)} @change=${choose} />
    </td>`;
  }

  /** In the row of an item. */
  box(item: Item) {
    const choose = ({ target }: Event) => {
      if ((target as HTMLInputElement).checked) this.#chosen.add(item);
      else this.#chosen.delete(item);
      this.#show();
    };
    return html`<td class="tick">
      <input type="checkbox" aria-label=${`Select ${this.nameOf(item)}`} .checked=${live(false)} @change=${choose} />
    </td>`;
  }

  #show() {
    const chosen = [...this.#chosen];
    const content = html`<p role="status">${count(chosen.length, this.noun)} selected</p>
      ${this.actions(chosen)}`;
    render(chosen.length > 0 ? content : nothing, this.#bar as HTMLElement);
  }
}
