import init, { MatrixAdminClient } from "matrix-admin-sdk";
import page from "./page.js";
export default () => page(init, MatrixAdminClient);
