// The public names, the same in every entry.
import { MatrixAdminClient as Core } from "./wasm/matrix_admin_sdk.js";
import { client, handle, isObject } from "./wasm/handles.js";

/* checks */

/* exports */
