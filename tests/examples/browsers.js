// The browsers that the tests of the examples drive, and what they look for in them.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { deepEqual } from "node:assert/strict";

const require = createRequire(import.meta.url);
const { Builder, By, Key } = require("selenium-webdriver");
const axe = await readFile(require.resolve("axe-core/axe.min.js"), "utf8");

const [chromedriver, geckodriver] = process.argv.slice(2);
if (!geckodriver) throw new Error("expected the paths of chromedriver and geckodriver");

export { By, Key };

const PATIENCE_MS = 60_000;

export function chrome() {
  const { Options, ServiceBuilder } = require("selenium-webdriver/chrome");
  const flags = [
    "--headless=new",
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--force-prefers-reduced-motion",
  ];
  return new Builder()
    .forBrowser("chrome")
    .setChromeOptions(new Options().addArguments(...flags))
    .setChromeService(new ServiceBuilder(chromedriver))
    .build();
}

/** In dark, all the time. */
export function firefox() {
  const { Options, ServiceBuilder } = require("selenium-webdriver/firefox");
  const options = new Options().addArguments("-headless");
  options
    .setPreference("layout.css.prefers-color-scheme.content-override", 0)
    .setPreference("ui.prefersReducedMotion", 1);
  return new Builder()
    .forBrowser("firefox")
    .setFirefoxOptions(options)
    .setFirefoxService(new ServiceBuilder(geckodriver))
    .build();
}

/** What has to become true. @template T @param {() => T | Promise<T>} what @returns {Promise<T>} */
export async function eventually(what) {
  for (const end = Date.now() + PATIENCE_MS; ; await new Promise((next) => setTimeout(next, 50))) {
    try {
      return await what();
    } catch (error) {
      if (Date.now() > end) throw error;
    }
  }
}

/** Nothing in the page keeps somebody out, as far as a program can tell. @param {any} driver */
export async function isBarrierFree(driver) {
  /** @type {{ id: string, help: string, nodes: { html: string }[] }[]} */
  const found = await driver.executeAsyncScript(
    `${axe}; axe.run().then(({ violations }) => arguments[arguments.length - 1](violations))`,
  );
  deepEqual(
    found.map(({ id, help, nodes }) => [id, help, nodes.map(({ html }) => html)]),
    [],
  );
}
