// The many calls in Node.
import { run, watchMemory } from "./leaks.js";

const memory = watchMemory();
const sdk = await import("matrix-admin-sdk");
const { passed, failed } = await run({ sdk, memory: memory() });
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
