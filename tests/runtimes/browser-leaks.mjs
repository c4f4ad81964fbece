// The many calls in Chrome, which lets a page collect its garbage: `node runtimes/browser-leaks.mjs CHROMEDRIVER`.
import { drivers, page, serve } from "./places/tools.mjs";

drivers.Chrome = process.argv[2];
const site = await serve(".");
const address = `${site.url}/?script=/runtimes/programs/page-leaks.js`;
const { passed, failed } = await page(address, { platform: "Chrome" }, console.log).finally(site.close);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
