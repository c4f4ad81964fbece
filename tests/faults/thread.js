// The server that misbehaves, in a thread of its own, so that nothing delays it.
import { parentPort } from "node:worker_threads";
import { start } from "./server.js";

const { close: _, ...faults } = await start();
parentPort?.postMessage(faults);
