// The public names, the same in every entry.
import * as raw from "./wasm/matrix_admin_sdk.js";
import { constructible } from "./wasm/constructible.js";

/* exports */
