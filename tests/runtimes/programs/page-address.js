import * as sdk from "../../node_modules/matrix-admin-sdk/dist/web.js";
import { main } from "./page.js";

main(sdk);
