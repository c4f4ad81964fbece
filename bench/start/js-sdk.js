import "matrix-js-sdk";
process.exit();
