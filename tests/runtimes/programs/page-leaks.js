import * as sdk from "../../node_modules/matrix-admin-sdk/dist/web.js";
import { run, watchMemory } from "../leaks.js";
import { end, print } from "./page.js";

end(async () => {
  const memory = watchMemory();
  await sdk.init();
  return run({ sdk, memory: memory() }, print);
});
