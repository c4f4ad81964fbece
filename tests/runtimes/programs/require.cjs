const sdk = require("matrix-admin-sdk");
const { main } = require("./command.js");

main(sdk);
