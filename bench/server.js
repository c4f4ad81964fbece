// A server that answers at once, whatever it is asked. Prints where it is, and ends with who started it.

import { createServer } from "node:http";
import { user } from "./data.js";

const reply = Buffer.from(JSON.stringify(user));
const headers = {
  "content-type": "application/json",
  "content-length": reply.length,
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "authorization",
  "access-control-max-age": "7200",
  "cross-origin-resource-policy": "cross-origin",
};
const server = createServer((_, response) => response.writeHead(200, headers).end(reply));
server.keepAliveTimeout = 60_000;
server.listen(0, "127.0.0.1", () => {
  const { port } = /** @type {import("node:net").AddressInfo} */ (server.address());
  console.log(`http://127.0.0.1:${port}`);
});
process.stdin.resume().on("end", () => process.exit());
