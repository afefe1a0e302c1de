const base = require("./jest.config.js");

/** The tests that run in this process: what mutation testing can see. */
module.exports = {
  ...base,
  roots: ["<rootDir>/tests/mutation"],
  testMatch: ["**/all.ts"],
  reporters: ["default"],
  coverageThreshold: undefined,
};
