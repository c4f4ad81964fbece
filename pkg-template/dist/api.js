// The public names, the same in every entry.
import { MatrixAdminClient as Core } from "./wasm/matrix_admin_sdk.js";
import { client, handle } from "./wasm/handles.js";

/* exports */
