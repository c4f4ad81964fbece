import { html, nothing, render } from "lit-html";
import { problem } from "../errors.js";
import { type Session, logInWithPassword, logInWithToken } from "../session.js";

/** `?homeserver=…&user=…` in the page's address fills the form in. */
const given = new URLSearchParams(location.search);

export function logIn(app: HTMLElement, enter: (session: Session) => Promise<void>, reason?: unknown) {
  let withToken = false;
  let busy = false;
  let error = reason;

  const submit = async (event: SubmitEvent) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    error = undefined;
    show();
    const entered = new FormData(event.target as HTMLFormElement);
    const text = (name: string) => String(entered.get(name)).trim();
    try {
      const readOnly = entered.has("look");
      const session = withToken
        ? await logInWithToken(text("homeserver"), text("token"), readOnly)
        : await logInWithPassword(text("homeserver"), text("user"), String(entered.get("password")), readOnly);
      return await enter(session);
    } catch (failure) {
      error = failure;
    }
    busy = false;
    show();
  };

  const way = (label: string, token: boolean) => {
    const choose = () => {
      withToken = token;
      show();
    };
    return html`<label>
      <input type="radio" name="way" .checked=${withToken === token} @change=${choose} /><span>${label}</span>
    </label>`;
  };

  const password = () => html`
    <label>
      <span>User</span>
      <input
        name="user"
        required
        autocomplete="username"
        autocapitalize="none"
        .defaultValue=${given.get("user") ?? ""}
      />
    </label>
    <label>
      <span>Password</span>
      <input name="password" type="password" required autocomplete="current-password" />
    </label>`;

  const token = () => html`<label>
    <span>Access token</span>
    <input name="token" type="password" required autocomplete="off" aria-describedby="token-hint" />
    <small id="token-hint">It is kept in this tab only, and stays valid when you log out here.</small>
  </label>`;

  const show = () =>
    render(
      html`<main class="log-in">
        <form class="card" @submit=${submit}>
          <img src="icon.svg" alt="" width="48" height="48" />
          <h1 tabindex="-1">Homeserver admin</h1>
          <p class="muted">For administrators of a Synapse homeserver.</p>
          <label>
            <span>Homeserver</span>
            <input
              name="homeserver"
              required
              inputmode="url"
              autocomplete="url"
              spellcheck="false"
              placeholder="https://matrix.example.com"
              .defaultValue=${given.get("homeserver") ?? ""}
            />
          </label>
          <fieldset class="segments">
            <legend>Log in with</legend>
            ${way("Password", false)} ${way("Access token", true)}
          </fieldset>
          ${withToken ? token() : password()}
          <label class="check">
            <input type="checkbox" name="look" /><span>Only look: nothing can be changed</span>
          </label>
          <div role="alert">${error ? problem(error) : nothing}</div>
          <button class="primary" aria-busy=${busy}>Log in</button>
        </form>
      </main>`,
      app,
    );

  show();
}
