// Where something is lacking that calls need: `node runtimes/lacking.mjs CHROMEDRIVER GECKODRIVER`.
import { drivers, page, program, serve } from "./places/tools.mjs";

const [, , Chrome, Firefox] = process.argv;
Object.assign(drivers, { Chrome, Firefox });
const policy = "default-src 'none'; script-src 'self'; connect-src 'self'";
const site = await serve(".", { "Content-Security-Policy": policy });
const address = `${site.url}/?script=/runtimes/programs/page-forbidden.js`;
const sum = { passed: 0, failed: 0 };
/** @param {import("./places/tools.mjs").Counts} counts */
const add = ({ passed, failed }) => void ((sum.passed += passed), (sum.failed += failed));

for (const platform of /** @type {const} */ (["Chrome", "Firefox", "WebKit (GTK)"])) {
  add(await page(address, { platform }, (line) => console.log(`${platform}: ${line}`)));
}
site.close();
add(await program([process.execPath, "runtimes/programs/bare.js"], /** @type {any} */ ({}), console.log));
console.log(`${sum.passed} passed, ${sum.failed} failed`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
