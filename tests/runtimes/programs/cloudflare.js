// A Cloudflare Worker: the context comes in the body of the request, the report goes out in that of the answer.
import { foreign } from "../../faults/foreign.js";
import { begin } from "../checks/early.js";
import { run } from "../suite.js";

/** @param {typeof import("matrix-admin-sdk")} sdk */
export function worker(sdk) {
  // Possible before a request has come, which much is not.
  sdk.init();
  new sdk.MatrixAdminClient({ baseUrl: "https://matrix.example.com", accessToken: "token" }).user(
    "@alice:example.com",
  );
  return {
    async fetch(/** @type {Request} */ request) {
      /** @type {string[]} */
      const lines = [];
      const early = await begin(sdk);
      const context = { sdk, foreign: foreign(), early, .../** @type {any} */ (await request.json()) };
      const counts = await run(context, (line) => void lines.push(line));
      return Response.json({ lines, counts });
    },
  };
}
