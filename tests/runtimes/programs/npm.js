import * as sdk from "npm:matrix-admin-sdk";
import { main } from "./command.js";

main(sdk);
