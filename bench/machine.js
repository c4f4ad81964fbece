// `node machine.js` prints what the figures were had on, and with what.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import os from "node:os";
import { HERE, STARTED, chromium } from "./runtimes.js";

const { dependencies } = JSON.parse(readFileSync(join(HERE, "package.json"), "utf8"));
const driver = await chromium();
const browser = (await driver.getCapabilities()).getBrowserVersion();
await driver.quit();
const runtimes = Object.entries(STARTED).map(([name, [program]]) => {
  const text = execFileSync(program, ["--version"], { encoding: "utf8" });
  return `${name} ${text.match(/\d+\.\d+\.\d+/)}`;
});
const peers = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
const cpus = os.cpus();
console.log(`- ${cpus.length} × ${cpus[0].model.trim()}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, ${os.type()} ${os.arch()}
- ${[...runtimes, `Chromium ${browser}`].join(", ")}; all without flags but those that a headless browser needs
- ${peers.join(", ")}`);
