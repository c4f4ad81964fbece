// What `wasm-pack build --target web` makes of the crate, as it is, before the package is built around it:
// `node wasm-pack.mjs FOLDER`. It works by itself, and its types are right.

import { spawnSync } from "node:child_process";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { equal, group, includes, ok } from "./tools.js";

const require = createRequire(import.meta.url);
const NAME = "matrix_admin_sdk";
const PROGRAM = `
import init, { initSync, InvalidArgumentError, MatrixAdminClient, NotFoundError, User } from "./${NAME}.js";
import type { UserDetails, UserSummary } from "./${NAME}.js";

await init();
initSync({ module: new Uint8Array() });
const client = new MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: async () => "syt_…" });
const alice: User = client.user("@alice:example.com");
const details: UserDetails = await new User(client, alice.userId).get({ timeoutMs: 1_000 });
for await (const user of client.users.list({ order_by: "name" })) user satisfies UserSummary;
const classes: (new (message: string) => Error)[] = [InvalidArgumentError, NotFoundError];
export default [details.creation_ts?.toFixed(), classes];
// @ts-expect-error: it takes options
new MatrixAdminClient();
// @ts-expect-error: no such method
alice.lock();
// @ts-expect-error: it is not for users
import { Core } from "./${NAME}.js";
`;

const { checks, check } = group("what wasm-pack makes");
const folder = await mkdtemp(join(tmpdir(), "wasm-pack-"));
await cp(process.argv[2] ?? "", folder, { recursive: true });
// As in the package.json that wasm-pack writes beside it.
await writeFile(join(folder, "package.json"), JSON.stringify({ type: "module", types: `${NAME}.d.ts` }));
await writeFile(join(folder, "program.ts"), PROGRAM);
const module = await import(pathToFileURL(join(folder, `${NAME}.js`)).href);
const { MatrixAdminClient, MatrixAdminError, User } = module;

/** @type {Record<string, unknown>} */
const ALICE = JSON.parse(`{
  "name": "@alice:example.com", "displayname": "Alice", "threepids": [], "avatar_url": null, "is_guest": false,
  "admin": false, "deactivated": false, "erased": false, "shadow_banned": false, "creation_ts": 1560432506,
  "appservice_id": null, "consent_server_notice_sent": null, "consent_version": null, "consent_ts": null,
  "external_ids": [], "user_type": null, "locked": false, "suspended": false, "last_seen_ts": null
}`);

/** A client whose requests are kept, and answered so. @param {unknown} body @param {number} [status] */
function answered(body, status = 200) {
  /** @type {Request[]} */
  const requests = [];
  const fetch = async (/** @type {Request} */ request) => {
    requests.push(request);
    return Response.json(body, { status });
  };
  const options = { baseUrl: "https://matrix.example.com", accessToken: "syt_secret", fetch };
  return { client: new MatrixAdminClient(options), requests };
}

/** What it throws or rejects with. @param {() => unknown} run */
async function thrown(run) {
  try {
    await run();
  } catch (error) {
    return error;
  }
  throw new Error("it threw nothing");
}

check("says before it is initialised that it has to be", async () => {
  const { client, requests } = answered({});
  const error = await thrown(() => client.user("@alice:example.com").get());
  ok(error instanceof module.LoadError, `it is ${error}`);
  includes(error.message, "is not loaded: await init() first");
  equal(requests.length, 0, "the number of requests");
});

check("is initialised by the bytes beside it", async () => {
  module.initSync({ module: await readFile(join(folder, `${NAME}_bg.wasm`)) });
  equal(answered({}).client.baseUrl, "https://matrix.example.com");
});

check("exports every class that its types declare", async () => {
  const types = await readFile(join(folder, `${NAME}.d.ts`), "utf8");
  const declared = [...types.matchAll(/^export class (\w+)/gm)].map(([, name = ""]) => name);
  for (const name of ["MatrixAdminClient", "User", "NotFoundError"])
    ok(declared.includes(name), `${name} is declared`);
  // These two come with lists and jobs, and nobody makes one.
  for (const name of declared.filter((name) => !["PagePromise", "Job"].includes(name)))
    equal([typeof module[name], module[name]?.name], ["function", name], name);
});

check("makes a call, and gives what came", async () => {
  const { client, requests } = answered(ALICE);
  const details = await client.user("@alice:example.com").get();
  equal(details, { ...ALICE, creation_ts: 1560432506000 }, "the user, whose seconds are milliseconds now");
  const [{ url = "", method = "", headers = new Headers() } = {}] = requests;
  equal([method, url], ["GET", "https://matrix.example.com/_synapse/admin/v2/users/%40alice%3Aexample.com"]);
  equal(headers.get("Authorization"), "Bearer syt_secret");
});

check("goes through a list", async () => {
  const { client, requests } = answered({ users: [ALICE, ALICE], total: 2 });
  const names = [];
  for await (const { name } of client.users.list({ limit: 5 })) names.push(name);
  equal([names, requests.length], [[ALICE.name, ALICE.name], 1], "the names, and the number of requests");
});

check("rejects with the error of its class", async () => {
  const { client } = answered({ errcode: "M_NOT_FOUND", error: "User not found" }, 404);
  const error = await thrown(() => new User(client, "@nobody:example.com").get());
  ok(error instanceof module.NotFoundError && error instanceof MatrixAdminError, `it is ${error}`);
  equal([error.code, error.status, error.errcode], ["NOT_FOUND", 404, "M_NOT_FOUND"]);
});

check("throws for an id that is none, and sends nothing", async () => {
  const { client, requests } = answered({});
  const error = await thrown(() => client.user("alice"));
  ok(error instanceof module.InvalidArgumentError, `it is ${error}`);
  includes(error.message, "userId: expected a user ID such as @alice:example.com");
  equal(requests.length, 0, "the number of requests");
});

check("refuses a reply that is not as declared", async () => {
  const { client } = answered({ ...ALICE, creation_ts: "yesterday" });
  const error = await thrown(() => client.user("@alice:example.com").get());
  ok(error instanceof module.ResponseError, `it is ${error}`);
  equal([error.at, error.expected, error.received], ["creation_ts", "integer or null", "string"]);
});

for (const compiler of ["typescript-5.4", "typescript", "typescript-7"]) {
  const { version, bin } = require(`${compiler}/package.json`);
  check(`has types that are right for TypeScript ${version}`, () => {
    const tsc = join(dirname(require.resolve(`${compiler}/package.json`)), bin.tsc);
    const options =
      "--noEmit --strict --skipLibCheck false --target ES2022 --module NodeNext --lib ES2022,DOM,DOM.Iterable";
    const { status, stdout } = spawnSync(process.execPath, [tsc, ...options.split(" "), "program.ts"], {
      cwd: folder,
      encoding: "utf8",
    });
    equal([status, stdout], [0, ""]);
  });
}

let failed = 0;
for (const { name, run } of checks) {
  try {
    await run(/** @type {any} */ (undefined));
  } catch (error) {
    failed += 1;
    console.log(`failed: ${name}: ${/** @type {Error} */ (error)?.stack ?? error}`);
  }
}
await rm(folder, { recursive: true });
console.log(`${checks.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
