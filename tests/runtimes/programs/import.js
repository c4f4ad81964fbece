import * as sdk from "matrix-admin-sdk";
import { main } from "./command.js";

main(sdk);
