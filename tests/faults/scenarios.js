// A server, a network and a user that misbehave, and what comes of it, in any runtime that has fetch: nothing in
// here, or in what it imports, is of Node. They are part of the suite, and docs/reliability.md is generated from them.

import * as answers from "./scenarios/answers.js";
import * as cancelling from "./scenarios/cancelling.js";
import * as downloads from "./scenarios/downloads.js";
import * as fetches from "./scenarios/fetches.js";
import * as guards from "./scenarios/guards.js";
import * as hooks from "./scenarios/hooks.js";
import * as limits from "./scenarios/limits.js";
import * as others from "./scenarios/others.js";
import * as retries from "./scenarios/retries.js";
import * as tokens from "./scenarios/tokens.js";

/** @typedef {import("./tools.js").Scenario} Scenario */

/** By the sections of the page that tells of them. @type {Record<string, Scenario[]>} */
export const sections = {
  answers: answers.scenarios,
  others: others.scenarios,
  retries: retries.scenarios,
  limits: limits.scenarios,
  cancelling: cancelling.scenarios,
  tokens: tokens.scenarios,
  hooks: hooks.scenarios,
  guards: guards.scenarios,
  fetch: fetches.scenarios,
  downloads: downloads.scenarios,
};
