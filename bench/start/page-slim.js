import init, { MatrixAdminClient } from "matrix-admin-sdk/slim";
import page from "./page.js";
export default () => page(init, MatrixAdminClient);
