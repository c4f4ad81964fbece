// How a user is shown.
import { html, nothing } from "lit-html";
import { link } from "./page.js";

/** A name of nothing but spaces is none. */
export const nameOf = (userId: string, displayname?: string | null) => displayname?.trim() || userId;

/** An id, which is broken before its server if it has to be. */
export function idOf(userId: string) {
  const [name, ...server] = userId.split(":");
  return html`${name}<wbr />:${server.join(":")}`;
}

/** Letters on a colour that is always the same for the same user. */
export function avatar(userId: string, displayname?: string | null) {
  const colour = [...userId].reduce((sum, letter) => sum + letter.codePointAt(0)!, 0) % 6;
  const letter = [...(displayname?.trim() || userId.slice(1))][0]?.toUpperCase();
  return html`<span class="avatar colour-${colour}" aria-hidden="true">${letter}</span>`;
}

export function userLink(userId: string, displayname?: string | null) {
  return html`<a class="person" href=${link("user", userId)}>
    ${avatar(userId, displayname)}<span>${idOf(userId)}</span>
  </a>
  <small class="more">${displayname}</small>`;
}

interface Marks {
  admin: boolean;
  is_guest: boolean;
  shadow_banned: boolean;
  deactivated: boolean;
  locked?: boolean;
  suspended?: boolean;
  erased?: boolean;
  user_type: string | null;
}

export function marks(user: Marks) {
  const mark = (is: boolean | undefined, name: string, kind = "") =>
    is ? html`<span class="mark ${kind}">${name}</span> ` : nothing;
  return [
    mark(user.admin, "admin", "good"),
    mark(!!user.user_type, user.user_type ?? ""),
    mark(user.is_guest, "guest"),
    mark(user.shadow_banned, "shadow-banned", "warning"),
    mark(user.suspended, "suspended", "warning"),
    mark(user.locked, "locked", "warning"),
    mark(user.deactivated, "deactivated", "off"),
    mark(user.erased, "erased", "off"),
  ];
}
