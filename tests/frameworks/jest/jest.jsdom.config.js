module.exports = {
  testEnvironment: "jest-fixed-jsdom",
  testMatch: ["**/test/*.js"],
  transformIgnorePatterns: ["/node_modules/(?!matrix-admin-sdk/)"],
};
