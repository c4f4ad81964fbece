import * as sdk from "../../node_modules/matrix-admin-sdk/dist/workerd.js";
import { worker } from "./cloudflare.js";

export default worker(sdk);
