// What an editor shows: what it offers where one writes, and what it tells of what the mouse rests on.
import { join } from "node:path";
import { folder, options, ts } from "./typescript.mjs";

const GIVEN = `
import { MatrixAdminClient, type User } from "matrix-admin-sdk";
declare const client: MatrixAdminClient;
declare const alice: User;
`;

/** By the code, with the cursor at `|`: all that is offered there. */
const OFFERED = {
  'client.users.list({ order_by: "|" })':
    "admin avatar_url creation_ts deactivated displayname is_guest last_seen_ts locked name shadow_banned user_type",
  'alice.getMedia({ order_by: "|" })':
    "created_ts last_access_ts media_id media_length media_type quarantined_by safe_from_quarantine upload_name",
  'alice.getMedia({ dir: "|" })': "b f",
  'client.federation.list({ order_by: "|" })':
    "destination failure_ts last_successful_stream_ordering retry_interval retry_last_ts",
  'client.users.findByThreepid("|")': "email msisdn",
  'client.request({ method: "|" })': "DELETE GET POST PUT",
  // Any string will do here, and yet the known ones are offered.
  'alice.update({ user_type: "|" })': "bot support",
  '(await client.scheduledTasks.list())[0]?.status === "|"': "active cancelled complete failed scheduled",
  "alice.resetPassword('', { | })": "logout_devices",
  "alice.getRooms({ | })": "maxRetries signal timeoutMs",
};

/** By the code, with the cursor at `|`: what it is said to be there. */
const SHOWN = {
  "const pa|ge = await client.users.list();": "const page: UserPage",
  "const { us|ers } = await client.users.list();": "const users: UserSummary[]",
  "const li|st = client.users.list();": "const list: PagePromise<UserPage, UserSummary>",
  "for await (const us|er of client.users.list()) user;": "const user: UserSummary",
  "const fi|les = await alice.getMedia().toArray();": "const files: UserMedia[]",
  "const det|ails = await alice.get();": "const details: UserDetails",
  "const { creation|_ts } = await alice.get();": "const creation_ts: number | null",
  "const { user|_type } = await alice.get();": 'const user_type: "bot" | "support" | (string & {}) | null',
  "const ad|min = await alice.isAdmin();": "const admin: boolean",
  'const jo|b = await client.room("!a:b").delete();': "const job: Job<RoomDeletion>",
  "alice.g|et();": "(method) User.get(options?: CallOptions): Promise<UserDetails>",
  "client.us|ers;": "(property) MatrixAdminClient.users: Users",
};

// ---- an editor with one file

const file = join(folder, "open.ts");
let text = "";
let version = 0;
const { directoryExists, fileExists, getDirectories, readFile } = ts.sys;
const service = ts.createLanguageService({
  directoryExists,
  fileExists,
  getDirectories,
  readFile,
  getCompilationSettings: () => options,
  getCurrentDirectory: () => folder,
  getDefaultLibFileName: ts.getDefaultLibFilePath,
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? `${version}` : ""),
  getScriptSnapshot: (name) => ts.ScriptSnapshot.fromString(name === file ? text : (readFile(name) ?? "")),
});

/** Opens the code; returns where the cursor is. */
function open(code) {
  text = GIVEN + code.replace("|", "");
  version += 1;
  return GIVEN.length + code.indexOf("|");
}

function offered(code) {
  const { entries = [] } = service.getCompletionsAtPosition(file, open(code), undefined) ?? {};
  const names = entries.map(({ name }) => name);
  return names.sort().join(" ");
}

function shown(code) {
  return ts.displayPartsToString(service.getQuickInfoAtPosition(file, open(code))?.displayParts);
}

let failed = 0;
const cases = [
  ...Object.entries(OFFERED).map(([code, expected]) => ({ code, expected, found: offered(code) })),
  ...Object.entries(SHOWN).map(([code, expected]) => ({ code, expected, found: shown(code) })),
];
for (const { code, expected, found } of cases.filter(({ expected, found }) => found !== expected)) {
  failed += 1;
  console.log(`${code}\n  expected ${expected}\n  got      ${found}`);
}
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
