/** @type {import("jest").Config} */
module.exports = {
  testEnvironment: "node",
  roots: ["<rootDir>/tests"],
  testMatch: ["**/*.test.ts"],
  transform: { "^.+\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }] },
  coverageProvider: "v8",
  collectCoverageFrom: ["provider/core/**/*.ts", "provider/wechat/**/*.ts"],
  coverageThreshold: { global: { branches: 100, lines: 100 } },
};
