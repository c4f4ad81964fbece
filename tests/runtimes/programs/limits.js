// How long `fetch` waits here: a program, a page and a Worker, told by the server's address.

const { document, location, Bun, Deno, process } = /** @type {any} */ (globalThis);

const DISPATCHER = Symbol.for("undici.globalDispatcher.1");
/** What lifts the limit, as docs/platforms.md has it. */
const LIFTED = {
  timeout: false,
  ...(process && !Bun && !Deno && {
    dispatcher: {
      dispatch: (/** @type {object} */ options, /** @type {object} */ handler) =>
        /** @type {any} */ (globalThis)[DISPATCHER].dispatch(
          { ...options, headersTimeout: 0, bodyTimeout: 0 },
          handler,
        ),
    },
  }),
};

/** @type {[name: string, path: string, options: object][]} */
const WAYS = [
  ["GET, headers late", "/get", { headers: { Authorization: "Bearer token" } }],
  ["POST, headers late", "/post", { method: "POST" }],
  ["GET, body late", "/body", {}],
  ["POST, headers late, limit lifted", "/post", { method: "POST", ...LIFTED }],
  ["GET, body late, limit lifted", "/body", LIFTED],
];

/** @param {string} url @param {(line: string) => void} print */
export async function ask(url, print) {
  await Promise.all(
    WAYS.map(async ([name, path, options]) => {
      const start = Date.now();
      const outcome = await fetch(url + path, options)
        .then((response) => response.text())
        .then(() => "the answer", describe);
      print(`${name}: ${outcome} after ${Math.round((Date.now() - start) / 1000)} s`);
    }),
  );
  return { passed: WAYS.length, failed: 0 };
}

/** @param {any} error @returns {string} */
function describe(error) {
  const { name, code, message, cause } = error;
  return `${name} ${code} "${message}"${cause ? `, of ${describe(cause)}` : ""}`;
}

const [given] = Deno ? Deno.args : (process?.argv?.slice(2) ?? []);

if (document) {
  /** @type {string[]} */
  const lines = [];
  /** @type {object | undefined} */
  let counts;
  Object.assign(globalThis, { report: () => ({ lines: lines.splice(0), counts }) });
  const { url } = JSON.parse(decodeURIComponent(location.hash.slice(1)));
  ask(url, (line) => void lines.push(line)).then((all) => (counts = all));
} else if (given) {
  const { passed } = await ask(JSON.parse(given).url, (line) => console.log(`failed: ${line}`));
  console.log(`${passed} passed, 0 failed`);
}
