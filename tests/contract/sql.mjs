import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

/** Writes into the homeserver's database what no API would. @param {string} statements */
export async function sql(statements) {
  const { SYNAPSE_PYTHON = "python3", SYNAPSE_DATABASE = "" } = process.env;
  const script = fileURLToPath(new URL("sql.py", import.meta.url));
  const running = promisify(execFile)(SYNAPSE_PYTHON, [script, ...SYNAPSE_DATABASE.split("\n")]);
  running.child.stdin?.end(statements);
  await running;
}
