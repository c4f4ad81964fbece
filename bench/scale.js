// `node scale.js [ROUNDS]` prints what it takes to go through all users of a real Synapse: SYNAPSE_URL, SYNAPSE_ADMIN,
// SYNAPSE_PASSWORD.

import { excess, ratio, rounds, shown, spread, table } from "./rounds.js";
import { inProcess } from "./runtimes.js";

const count = Number(process.argv[2] ?? 5);
const { SYNAPSE_URL: url, SYNAPSE_ADMIN: user, SYNAPSE_PASSWORD: password } = process.env;
const login = await fetch(`${url}/_matrix/client/v3/login`, {
  method: "POST",
  body: JSON.stringify({ type: "m.login.password", identifier: { type: "m.id.user", user }, password }),
});
const { access_token: token } = await login.json();

const PAUSES = [0, 20];
/** @type {Record<string, () => Promise<any>>} */
const ways = {};
for (const pause of PAUSES) {
  for (const way of ["a loop of pages", "this library"]) {
    for (const users of [1000, 10_000]) {
      ways[`${way}, ${pause}, ${users}`] = () =>
        inProcess(["node"], "scale-here.js", { url, token, way, pause, users });
    }
  }
}
const results = await rounds(ways, count, 0);
const of = (/** @type {string} */ name, /** @type {"ms" | "peak"} */ what) =>
  results[name].map((result) => result[what]);
const rows = PAUSES.map((pause) => {
  const [page, library] = [`a loop of pages, ${pause}, 10000`, `this library, ${pause}, 10000`];
  return [
    `${pause} ms`,
    `${(spread(of(page, "ms")).median / 1000).toFixed(2)} s`,
    shown(ratio(of(library, "ms"), of(page, "ms"))),
  ];
});
console.log("10,000 users in pages of 100, with so long a pause for the work on each 100 users:\n");
console.log(table(["pause", "a loop of pages", "`for await`, times that"], rows));
console.log(
  "Memory of the whole process at its most, in MB, and how much more of it 10,000 users take than 1,000:\n",
);
const memory = ["a loop of pages", "this library"].map((way) => {
  const [few, many] = [of(`${way}, 0, 1000`, "peak"), of(`${way}, 0, 10000`, "peak")];
  return [way, shown(spread(few), 0), shown(spread(many), 0), shown(excess(many, few), 0)];
});
console.log(table(["", "1,000 users", "10,000 users", "more"], memory));
