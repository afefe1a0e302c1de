const base = require("./jest.config.js");

/** The tests that run in this process: what mutation testing can see. */
module.exports = {
  ...base,
  roots: ["<rootDir>/tests/core", "<rootDir>/tests/wechat"],
  reporters: ["default"],
  coverageThreshold: undefined,
};
