// The address is the state: `#/users?name=ali&dir=b` names a view and what it shows, so that reloading, going back
// and sharing a link just work. A view is a function from that to what is to be seen.
import type { Cursor } from "matrix-admin-sdk";
import { type TemplateResult, nothing } from "lit-html";
import type { Session } from "./session.js";

export type View = (page: Page) => Promise<Shown>;
export interface Shown {
  title: string;
  body: TemplateResult;
}

/** What to change in the query; `undefined` takes something away. */
export type Changes = Record<string, string | undefined>;

/** What is chosen can be gone back from; what is typed is no step for each letter. */
type Step = "pushState" | "replaceState";

export class Page {
  constructor(
    readonly session: Session,
    readonly address: Address,
    /** Ends what the view asks for when another page is opened. */
    readonly signal: AbortSignal,
    /** Shows what the server holds now, in whatever page is open by then. */
    readonly refresh: () => Promise<void>,
  ) {}

  get client() {
    return this.session.client;
  }

  /** Buttons that change something; without effect they would be for who only looks. */
  toChange<Content>(content: Content) {
    return this.session.readOnly ? nothing : content;
  }

  /** What the page is about, such as a user id. */
  get id() {
    return this.address.id;
  }

  get query() {
    return this.address.query;
  }

  /** The same view, with other parameters, from its first page on. */
  go(changes: Changes, step: Step = "pushState") {
    this.change(step, (query) => {
      query.delete("from");
      for (const [name, value] of Object.entries(changes)) {
        if (value === undefined || value === "") query.delete(name);
        else query.set(name, value);
      }
    });
  }

  /** Where the list begins. All beginnings up to here are in the address, for a cursor leads only forward. */
  get from(): Cursor | undefined {
    return this.query.getAll("from").at(-1);
  }

  get number() {
    return this.query.getAll("from").length;
  }

  turn(to: Cursor | "back") {
    const trail = this.query.getAll("from");
    const turned = to === "back" ? trail.slice(0, -1) : [...trail, String(to)];
    this.change("pushState", (query) => {
      query.delete("from");
      for (const from of turned) query.append("from", from);
    });
  }

  /** What is seen can be behind the address while the server is asked, and somebody may have left for another page. */
  private change(step: Step, edit: (query: URLSearchParams) => void) {
    const { view, id, query } = address();
    if (view !== this.address.view || id !== this.address.id) return;
    edit(query);
    history[step](null, "", link(view, id, query));
    void this.refresh();
  }
}

export interface Address {
  view: string;
  id: string;
  query: URLSearchParams;
}

export function address(): Address {
  const [path = "", query] = location.hash.replace(/^#\//, "").split("?");
  const [view = "", id = ""] = path.split("/").map(decode);
  return { view, id, query: new URLSearchParams(query) };
}

/** An address that was typed or cut off can be anything. */
function decode(text: string) {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

export function link(view: string, id = "", query: URLSearchParams | Record<string, string> = {}) {
  const text = String(new URLSearchParams(query));
  return `#/${view}${id && `/${encodeURIComponent(id)}`}${text && `?${text}`}`;
}
