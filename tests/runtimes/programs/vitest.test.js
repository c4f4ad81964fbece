// The checks as tests of Vitest, whose `beforeAll` and `test` are globals here.
import * as sdk from "matrix-admin-sdk";
import { foreign } from "../../faults/foreign.js";
import { begin } from "../checks/early.js";
import { LONGEST_CHECK_MS, checks, watchRejections } from "../suite.js";

const { beforeAll, test } = /** @type {any} */ (globalThis);
const context = { sdk, foreign: foreign(), early: await begin(sdk), ...JSON.parse(/** @type {any} */ (globalThis).process.env.GIVEN) };

beforeAll(watchRejections);
for (const { name, run } of checks) {
  test(name, () => run(context), LONGEST_CHECK_MS);
}
