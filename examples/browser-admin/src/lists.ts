// What all lists have: a search box, headings that sort, and pages.
import type { Cursor } from "matrix-admin-sdk";
import { type TemplateResult, html, noChange, nothing } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { count } from "./format.js";
import type { Page } from "./page.js";

export const PAGE_SIZE = 25;

let typing: ReturnType<typeof setTimeout> | undefined;

export function searchBox(page: Page, parameter: string, label: string) {
  const search = ({ target }: InputEvent) => {
    clearTimeout(typing);
    typing = setTimeout(() => {
      typing = undefined;
      page.go({ [parameter]: (target as HTMLInputElement).value.trim() }, "replaceState");
    }, 250);
  };
  const sought = page.query.get(parameter) ?? "";
  // While somebody types, the field is ahead of the address: by letters, or by a space.
  const field = document.activeElement;
  const ahead = field instanceof HTMLInputElement && field.id === "search" && (typing || field.value.trim() === sought);
  return html`<label class="grow">
    <span>${label}</span>
    <input
      id="search"
      type="search"
      autocomplete="off"
      spellcheck="false"
      .value=${ahead ? noChange : live(sought)}
      @input=${search}
    />
  </label>`;
}

export interface Choice {
  /** The parameter in the address, and its values with their names; the first is for when it is absent. */
  parameter: string;
  label: string;
  options: [value: string, name: string][];
}

export function choice(page: Page, { parameter, label, options }: Choice) {
  const chosen = page.query.get(parameter) ?? "";
  const option = ([value, name]: [string, string]) =>
    html`<option value=${value} .selected=${value === chosen}>${name}</option>`;
  const choose = ({ target }: Event) => page.go({ [parameter]: (target as HTMLSelectElement).value });
  return html`<label><span>${label}</span><select @change=${choose}>${options.map(option)}</select></label>`;
}

export interface Column {
  label: string;
  /** The `order_by` that sorts by it. */
  order?: string;
  /** Which way it is sorted first. */
  first?: "f" | "b";
  className?: string;
}

/** Heading cells; the one that the list is sorted by says so. */
export function headings(page: Page, columns: Column[], sorted: { order_by: string; dir: string }) {
  return columns.map(({ label, order, first = "f", className = "" }) => {
    if (!order) return html`<th scope="col" class=${className}>${label}</th>`;
    const current = order === sorted.order_by;
    const dir = current ? (sorted.dir === "f" ? "b" : "f") : first;
    return html`<th
      scope="col"
      class=${className}
      aria-sort=${current ? (sorted.dir === "f" ? "ascending" : "descending") : nothing}
    >
      <button @click=${() => page.go({ order_by: order, dir })}>${label}</button>
    </th>`;
  });
}

interface Table {
  /** What it is a table of, for those who do not see it. */
  caption: string;
  head: unknown;
  rows: TemplateResult[];
  /** What stands there without rows. */
  empty: string;
}

export function table({ caption, head, rows, empty }: Table) {
  if (rows.length === 0) return html`<p class="empty">${empty}</p>`;
  return html`<div class="scroll" role="group" aria-label=${caption} tabindex="0">
    <table>
      <caption class="unseen">${caption}</caption>
      <thead><tr>${head}</tr></thead>
      <tbody>${rows}</tbody>
    </table>
  </div>`;
}

/** Which part of the list is seen, and the way to the others. */
export function pager(page: Page, noun: string, shown: number, total: number, next: Cursor | undefined) {
  const first = page.number * PAGE_SIZE + 1;
  const range = shown ? `${count(first)} – ${count(first + shown - 1)} of ` : "";
  const button = (label: string, to: Cursor | "back" | undefined) =>
    html`<button aria-disabled=${to === undefined} @click=${() => to !== undefined && page.turn(to)}>
      ${label}
    </button>`;
  return html`<nav class="pager" aria-label="Pages">
    <p role="status">${range}${count(total, noun)}</p>
    ${button("Previous", page.number ? "back" : undefined)} ${button("Next", shown ? next : undefined)}
  </nav>`;
}
