// What the two ways to load the package in Node have in common.
import { run } from "./suite.js";

/** @param {typeof import("matrix-admin-sdk")} sdk */
export async function main(sdk) {
  const { SYNAPSE_URL: url, SYNAPSE_ADMIN: admin, SYNAPSE_PASSWORD: password } = process.env;
  const server = url && admin && password ? { url, admin, password } : undefined;
  const { passed, failed } = await run({ sdk, server });
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
