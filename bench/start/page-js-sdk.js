import * as sdk from "matrix-js-sdk";
export default () => sdk;
