import * as sdk from "matrix-admin-sdk";
import { main } from "./page.js";

main(sdk);
