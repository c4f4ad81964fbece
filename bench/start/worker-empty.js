export default { test() {} };
