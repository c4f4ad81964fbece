module.exports = {
  testMatch: ["**/test/*.ts"],
  transform: { "\\.[jt]s$": ["ts-jest", { tsconfig: "tsconfig.json" }] },
  transformIgnorePatterns: ["/node_modules/(?!matrix-admin-sdk/)"],
};
