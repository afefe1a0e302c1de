const base = require("./jest.config.js");

/** The package in users' projects, installed from the registry: minutes, so not a part of `npm test`. */
module.exports = {
  ...base,
  roots: ["<rootDir>/tests/install"],
  testMatch: ["**/matrix.ts"],
  coverageThreshold: undefined,
};
