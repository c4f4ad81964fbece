import * as sdk from "../../node_modules/matrix-admin-sdk/dist/web.js";
import { foreign } from "../../faults/foreign.js";
import { run } from "../suite.js";

addEventListener("message", async ({ data }) => {
  await sdk.init();
  postMessage(await run({ sdk, foreign: foreign(), ...data }, postMessage));
});
