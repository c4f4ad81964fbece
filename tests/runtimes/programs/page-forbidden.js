// A page that may not run WebAssembly: both entries say what forbids it, and what allows it.
import * as slim from "../../node_modules/matrix-admin-sdk/dist/slim.js";
import * as web from "../../node_modules/matrix-admin-sdk/dist/web.js";
import { isError, rejection } from "../tools.js";
import { end, print } from "./page.js";

end(async () => {
  const counts = { passed: 0, failed: 0 };
  const message = /a policy forbids WebAssembly, which script-src 'wasm-unsafe-eval' allows$/;
  const client = new web.MatrixAdminClient({ baseUrl: location.origin, accessToken: "token" });
  for (const call of [() => web.init(), () => slim.init(), () => client.user("@alice:example.com").isAdmin()]) {
    try {
      isError(await rejection(call), web.LoadError, { code: "LOAD", message });
      counts.passed++;
    } catch (error) {
      print(`failed: ${call}: ${error}`);
      counts.failed++;
    }
  }
  return counts;
});
