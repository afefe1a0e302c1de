/** What a change needs, within minutes: `npm test`. All the rest is slow. */
const fast = [
  "{core,wechat,emulator,program,host,scenarios,cli}/**/*",
  "end-to-end/life",
  "docs/{snippets,links,tables,chinese,reference}",
].map((tests) => `**/tests/${tests}.test.ts`);

const project = (displayName, tests) => ({
  displayName,
  ...tests,
  testEnvironment: "node",
  setupFilesAfterEnv: ["<rootDir>/tests/support/time-limit.js"],
  transform: { "^.+\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }] },
});

const all = "<rootDir>/tests/**/*.test.ts";

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    project("fast", { testMatch: fast }),
    project("slow", { testMatch: [all, ...fast.map((tests) => `!${tests}`)] }),
    // The package in users' projects, installed from the registry.
    project("install", { testMatch: ["<rootDir>/tests/install/matrix.ts"] }),
    // What runs in one process, so that mutation testing sees it.
    project("mutation", { testMatch: ["<rootDir>/tests/mutation/all.ts"] }),
  ],
  maxWorkers: "100%",
  testSequencer: "<rootDir>/tests/support/engines-first.js",
  reporters: ["default", "<rootDir>/tests/support/count-reporter.js"],
  coverageProvider: "v8",
  // The files that are left out have types alone.
  collectCoverageFrom: [
    "provider/{core,wechat}/**/*.ts",
    "!provider/core/{api,discovery,operation}.ts",
  ],
  coverageThreshold: { global: { branches: 100, lines: 100 } },
};
