import * as sdk from "matrix-admin-sdk";
import { main } from "./node.js";

await main(sdk);
