import init from "matrix-admin-sdk";
await init();
process.exit();
