// Lists the accounts that nobody uses any more, and deactivates them: README.md
import { parseArgs } from "node:util";
import { MatrixAdminClient, MatrixAdminError, type UserSummary } from "matrix-admin-sdk";

const HELP = `\
deno run --allow-net=<homeserver> --allow-env=SYNAPSE_URL,ADMIN_TOKEN inactive.ts [flags]

  --days <n>     not seen for at least so many days (default: 90)
  --deactivate   deactivate these accounts, once you have said so
  --yes          deactivate without asking, for scripts`;

/** Names are anybody's to choose: these would move the cursor, colour the terminal, begin a line or turn it around. */
const CONTROLS = /[\p{Cc}\p{Bidi_Control}]/gu;
const DAY_MS = 24 * 60 * 60 * 1000;

const { days, deactivate, yes } = flags();
const client = connect();
try {
  const since = Math.floor(Date.now() - days * DAY_MS);
  const users = await findInactive(since);
  if (deactivate && users.length > 0) await deactivateAll(users, since);
} catch (error) {
  if (!(error instanceof MatrixAdminError)) throw error;
  // Of a failed connection the cause says more: which permission Deno missed, for one.
  quit(1, error.cause instanceof Error ? `${error.message}\n${error.cause.message}` : error.message);
}

/** Those last seen before then, who was seen the longest ago first. */
async function findInactive(since: number) {
  const inactive: UserSummary[] = [];
  let unknown = 0;
  for await (const user of client.users.inactive({ since, neverSeen: "include" })) {
    // No admin, no guest, no bot.
    if (user.admin || user.is_guest || ["bot", "support"].includes(user.user_type ?? "")) continue;
    if (user.last_seen_ts == null) unknown++;
    else inactive.push(user);
    progress(accounts(inactive.length));
  }
  inactive.sort((one, other) => one.last_seen_ts! - other.last_seen_ts!);

  for (const { name, displayname, last_seen_ts } of inactive) {
    const line = `${new Date(last_seen_ts!).toISOString().slice(0, 10)}  ${name}  ${displayname ?? ""}`;
    console.log(line.trimEnd().replace(CONTROLS, "�"));
  }
  console.log(`${accounts(inactive.length)} not seen for ${days} days.`);
  // Who has no device is forgotten after a while: that may have been yesterday's log-out, or a bridge's user.
  if (unknown > 0)
    console.log(`${unknown} more have no device, so when they were last seen is not known. They stay.`);
  return inactive;
}

async function deactivateAll(users: UserSummary[], since: number) {
  console.log(`
Deactivate ${accounts(users.length)} on ${client.baseUrl}? Their users
  - are logged out everywhere and cannot log in again,
  - leave all their rooms,
  - lose their password, e-mail addresses, telephone numbers, account data and the backup of their keys.
An admin can activate an account again, with a new password; the rest does not come back.`);
  if (!yes && prompt(`Type ${users.length} to go on:`) !== `${users.length}`) quit(1, "Nothing was changed.");

  const { done, failed } = await client.bulk(
    users,
    async ({ name }, call) => {
      const user = client.user(name);
      // Things change between the list and the answer, and only here is told whose a bridge is.
      const { last_seen_ts, appservice_id } = await user.get(call);
      const bridged = appservice_id !== null;
      // Of an account, unlike its devices, Synapse forgets it after 28 days.
      const kept = bridged || (last_seen_ts ?? 0) >= since;
      if (kept) console.log(`kept         ${name}: ${bridged ? "belongs to a bridge" : "was seen meanwhile"}`);
      else {
        await user.deactivateAccount({}, call);
        console.log(`deactivated  ${name}`);
      }
      return kept;
    },
    { onProgress: ({ done, failed }) => progress(`${done + failed} of ${users.length}`) },
  );
  for (const { item, error } of failed) {
    if (!(error instanceof MatrixAdminError)) throw error;
    console.error(`failed       ${item.name}: ${error.message}`);
  }
  const kept = done.filter(({ value }) => value).length;
  console.log(`${done.length - kept} deactivated, ${kept} kept, ${failed.length} failed.`);
  if (failed.length > 0) Deno.exit(1);
}

function accounts(number: number) {
  return `${number} account${number === 1 ? "" : "s"}`;
}

function flags() {
  try {
    const { values } = parseArgs({
      options: {
        days: { type: "string", default: "90" },
        deactivate: { type: "boolean", default: false },
        yes: { type: "boolean", default: false },
        help: { type: "boolean", default: false },
      },
    });
    if (values.help) quit(0, HELP);
    const days = Number(values.days || NaN);
    if (!(days >= 0)) quit(2, `--days: expected a number from 0 on, got ${values.days}`);
    return { ...values, days };
  } catch (error) {
    return quit(2, `${(error as Error).message}\n\n${HELP}`);
  }
}

function connect() {
  const [baseUrl, accessToken] = [Deno.env.get("SYNAPSE_URL"), Deno.env.get("ADMIN_TOKEN")];
  if (!baseUrl || !accessToken) {
    quit(2, "Set SYNAPSE_URL and ADMIN_TOKEN: the homeserver, and the access token of an admin.");
  }
  return new MatrixAdminClient({ baseUrl, accessToken });
}

/** One line that changes, for whoever is watching. */
function progress(text: string) {
  if (Deno.stderr.isTerminal()) Deno.stderr.writeSync(new TextEncoder().encode(`\r\x1b[K${text}\r`));
}

function quit(code: number, text: string): never {
  (code === 0 ? console.log : console.error)(text);
  Deno.exit(code);
}
