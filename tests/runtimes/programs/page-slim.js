import * as sdk from "../../node_modules/matrix-admin-sdk/dist/slim.js";
import { main } from "./page.js";

main(sdk);
