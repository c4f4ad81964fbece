import * as sdk from "../../node_modules/matrix-admin-sdk/dist/web.js";
import { foreign } from "../../faults/foreign.js";
import { begin } from "../checks/early.js";
import { run } from "../suite.js";

addEventListener("message", async ({ data }) => {
  const early = await begin(sdk);
  await sdk.init();
  postMessage(await run({ sdk, foreign: foreign(), early, ...data }, postMessage));
});
