// The public names, the same in every entry.
import { MatrixAdminClient as Core } from "./wasm/matrix_admin_sdk.js";
import { isArrayOf, isBoolean, isFlag, isInteger, isIntegerOrNull, isMapOf, isNumber, isObject, isSeconds, isString, isStringOrNull } from "./wasm/checks.js";
import { client, handle } from "./wasm/handles.js";

/* checks */

/* exports */
