// The same as a Worker. Bun would take what has such a default export for a server.
import { ask } from "./limits.js";

export default {
  async fetch(/** @type {Request} */ request) {
    const { url } = /** @type {any} */ (await request.json());
    const { readable, writable } = new TransformStream();
    const writer = writable.getWriter();
    const encoder = new TextEncoder();
    const print = (/** @type {string} */ line) => void writer.write(encoder.encode(`${line}\n`));
    // What asks has a limit of its own.
    const alive = setInterval(print, 10_000, "");
    print("");
    ask(url, print).finally(() => (clearInterval(alive), writer.close()));
    return new Response(readable);
  },
};
