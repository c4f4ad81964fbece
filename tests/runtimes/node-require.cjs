const sdk = require("matrix-admin-sdk");
const { main } = require("./node.js");

main(sdk);
