// Everything but the bytes, the same in every entry.
import { MatrixAdminClient as Core } from "./wasm/matrix_admin_sdk.js";
import { isArrayOf, isBoolean, isFlag, isInteger, isIntegerOrNull, isMapOf } from "./wasm/checks.js";
import { isNumber, isObject, isSeconds, isString, isStringOrNull } from "./wasm/checks.js";
import { client, handle } from "./wasm/handles.js";

export { default as load, initSync as loadSync } from "./wasm/matrix_admin_sdk.js";

/* checks */

/* exports */
