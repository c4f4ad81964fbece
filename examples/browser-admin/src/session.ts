// Who is logged in, and where. The token lives as long as the tab, in sessionStorage.
import { type Capabilities, MatrixAdminClient, UnsupportedError } from "matrix-admin-sdk";
import { Problem } from "./errors.js";

export interface Session {
  client: MatrixAdminClient;
  userId: string;
  capabilities: Capabilities;
  /** Whether nothing is to be changed. The client sees to it; the page leaves the buttons out. */
  readOnly: boolean;
}

interface Stored {
  baseUrl: string;
  accessToken: string;
  /** Whether this page made the token, and so ends it at log-out. */
  ours: boolean;
  readOnly: boolean;
}

/** Whatever was asked for, the server does not accept the token any more. */
export const ENDED = "session-ended";

const KEY = "session";
const WHOSE = "whose";
/** How long a log-in waits for an answer. */
const PATIENCE_MS = 20_000;

export async function logInWithPassword(
  address: string,
  user: string,
  password: string,
  readOnly: boolean,
): Promise<Session> {
  const baseUrl = await findHomeserver(address);
  const response = await fetch(`${baseUrl}/_matrix/client/v3/login`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
    method: "POST",
    // The password is for nobody else.
    redirect: "error",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      type: "m.login.password",
      identifier: { type: "m.id.user", user },
      password,
      initial_device_display_name: "Homeserver admin",
    }),
  }).catch((error) => {
    throw new Problem("The homeserver did not answer the log-in.", "Try again in a minute.", error);
  });
  const reply = await response.json().catch(() => ({}));
  if (!response.ok) throw refusedLogIn(response.status, reply);
  return enter({ baseUrl, accessToken: reply.access_token, ours: true, readOnly });
}

export async function logInWithToken(address: string, accessToken: string, readOnly: boolean): Promise<Session> {
  return enter({ baseUrl: await findHomeserver(address), accessToken, ours: false, readOnly });
}

/** The session of before a reload, if there was one. */
export async function resume(): Promise<Session | undefined> {
  const stored = sessionStorage.getItem(KEY);
  return stored ? enter(JSON.parse(stored)) : undefined;
}

export async function logOut() {
  const stored: Stored | null = JSON.parse(sessionStorage.getItem(KEY) ?? "null");
  sessionStorage.clear();
  if (stored?.ours) await endToken(stored);
}

/** Forgets a token that the server does not accept any more. What was under way waits for the next log-in. */
export const forget = () => sessionStorage.removeItem(KEY);

async function enter(stored: Stored): Promise<Session> {
  const { baseUrl, accessToken, readOnly } = stored;
  const client = new MatrixAdminClient({
    baseUrl,
    accessToken,
    readOnly,
    onResponse: ({ status }) => status === 401 && dispatchEvent(new Event(ENDED)),
  });
  const { user_id: userId } = (await client.request({
    method: "GET",
    path: "/_matrix/client/v3/account/whoami",
  })) as { user_id: string };
  const capabilities = await client.server.capabilities().catch((error) => {
    if (!(error instanceof UnsupportedError)) throw error;
    throw new Problem(
      "This homeserver answers, but its admin API is hidden.",
      "Its address here has to lead to Synapse itself, or the proxy in front has to let /_synapse/admin through.",
      error,
    );
  });
  if (!capabilities.admin) {
    if (stored.ours) await endToken(stored);
    throw new Problem(
      `${userId} is not an administrator of this homeserver.`,
      "Log in as somebody who is, or let an administrator make this account one.",
    );
  }
  // What somebody else had under way, or at another homeserver, is not for who comes now.
  const whose = `${userId} ${baseUrl}`;
  if (sessionStorage.getItem(WHOSE) !== whose) sessionStorage.clear();
  sessionStorage.setItem(WHOSE, whose);
  sessionStorage.setItem(KEY, JSON.stringify(stored));
  return { client, userId, capabilities, readOnly };
}

/** What fails here leaves a token behind that nobody knows, which does no harm. */
const endToken = ({ baseUrl, accessToken }: Stored) =>
  new MatrixAdminClient({ baseUrl, accessToken })
    .request({ method: "POST", path: "/_matrix/client/v3/logout", body: {} })
    .catch(() => {});

/** The address in the form that the SDK takes, if a homeserver answers there. */
async function findHomeserver(address: string): Promise<string> {
  const text = /^https?:\/\//i.test(address) ? address : `https://${address}`;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url) throw new Problem(`“${address}” is not an address.`, "It looks like https://matrix.example.com.");
  const baseUrl = url.origin + url.pathname.replace(/\/+$/, "");

  const versions = `${baseUrl}/_matrix/client/versions`;
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const response = await fetch(versions, { signal }).catch(async (error) => {
    // The browser does not tell pages why. But whether anybody is there shows without reading the answer.
    const answers = await fetch(versions, { mode: "no-cors", signal }).then(
      () => true,
      () => false,
    );
    throw answers
      ? new Problem(
          `${url.host} answers, but does not let web pages read its answers (CORS).`,
          "If this is the homeserver's address, its proxy has to pass on the CORS headers that Synapse sends.",
          error,
        )
      : new Problem(
          `Nobody answers at ${url.host}.`,
          "Check the address, https or http, the port, the certificate, and your connection.",
          error,
        );
  });
  const reply = await response.json().catch(() => undefined);
  if (!Array.isArray(reply?.versions)) {
    throw new Problem(
      `${url.host} is not a Matrix homeserver.`,
      "Use the address that Matrix clients connect to; it can differ from what follows the colon in user ids.",
    );
  }
  return baseUrl;
}

function refusedLogIn(status: number, { errcode, error }: { errcode?: string; error?: string }) {
  const said = `The homeserver said: ${error ?? `HTTP ${status}`}`;
  switch (errcode) {
    case "M_FORBIDDEN":
      return new Problem("User or password is wrong.", "Check both; capital letters matter in the password.");
    case "M_USER_DEACTIVATED":
      return new Problem("This account is deactivated.", "Log in with another one.");
    case "M_LIMIT_EXCEEDED":
      return new Problem("Too many attempts to log in.", "Wait a few minutes, then try again.");
    case "M_UNKNOWN":
    case "M_UNRECOGNIZED":
      return new Problem("This homeserver does not take passwords here.", `Use an access token. ${said}`);
    default:
      return new Problem("The homeserver refused the log-in.", said);
  }
}
