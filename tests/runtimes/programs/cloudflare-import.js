import * as sdk from "matrix-admin-sdk";
import { worker } from "./cloudflare.js";

export default worker(sdk);
