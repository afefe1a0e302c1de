/** What a change needs, within minutes: `npm test`. All the rest is slow. */
const fast = [
  "core/*",
  "wechat/*",
  "emulator/*",
  "program/*",
  "host/**/*",
  "scenarios/*",
  "cli/*",
  "end-to-end/life",
  "docs/{snippets,links,tables,chinese,reference}",
];

const project = (displayName, testMatch, testPathIgnorePatterns = []) => ({
  displayName,
  testMatch: testMatch.map((name) => `<rootDir>/tests/${name}.ts`),
  testPathIgnorePatterns: ["/node_modules/", ...testPathIgnorePatterns],
  testEnvironment: "node",
  setupFilesAfterEnv: ["<rootDir>/tests/support/time-limit.js"],
  transform: { "^.+\\.ts$": ["ts-jest", { tsconfig: "tsconfig.json", diagnostics: false }] },
});

const isFast =
  "<rootDir>/tests/(core|wechat|emulator|program|host|scenarios|cli)/|/end-to-end/life|/docs/(snippets|links|tables|chinese|reference)";

/** @type {import("jest").Config} */
module.exports = {
  projects: [
    project(
      "fast",
      fast.map((name) => `${name}.test`),
    ),
    project("slow", ["**/*.test"], [isFast]),
    // The package in users' projects, installed from the registry.
    project("install", ["install/matrix"]),
    // What runs in one process, so that mutation testing sees it.
    project("mutation", ["mutation/all"]),
  ],
  maxWorkers: "100%",
  reporters: ["default", "<rootDir>/tests/support/count-reporter.js"],
  coverageProvider: "v8",
  // The files that are left out have types alone.
  collectCoverageFrom: [
    "provider/{core,wechat}/**/*.ts",
    "!provider/core/{api,discovery,operation}.ts",
  ],
  coverageThreshold: { global: { branches: 100, lines: 100 } },
};
