import "matrix-bot-sdk";
process.exit();
