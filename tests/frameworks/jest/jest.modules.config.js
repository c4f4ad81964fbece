module.exports = {
  testMatch: ["**/test/*.mjs"],
  transform: {},
};
