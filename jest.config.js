/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  setupFilesAfterEnv: ["<rootDir>/jest.setup.js"],
  testMatch: ["**/*.test.ts"],
  transform: { "^.+\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }] },
  maxWorkers: "100%",
  reporters: ["default", "<rootDir>/tests/support/count-reporter.js"],
  coverageProvider: "v8",
  collectCoverageFrom: ["provider/core/**/*.ts", "provider/wechat/**/*.ts"],
  coverageThreshold: { global: { branches: 100, lines: 100 } },
};
