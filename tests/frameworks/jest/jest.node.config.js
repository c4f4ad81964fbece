module.exports = {
  testMatch: ["**/test/*.js"],
  transformIgnorePatterns: ["/node_modules/(?!matrix-admin-sdk/)"],
};
