// In place of matrix-bot-sdk's native module for encryption, which comes from no package registry. No measurement
// encrypts anything; without the module matrix-bot-sdk starts faster than it would.
const anything = new Proxy(class {}, { get: (_, name) => (name === "prototype" ? Object.prototype : 0) });
module.exports = new Proxy({}, { get: () => anything });
