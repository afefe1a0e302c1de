import jest from "../jest.config.js";

/** Mutates what decides and what speaks to WeChat; run with `npm run test:mutation`. */
export default {
  testRunner: "jest",
  jest: {
    projectType: "custom",
    config: jest.projects.find(({ displayName }) => displayName === "mutation"),
    enableFindRelatedTests: false,
  },
  coverageAnalysis: "perTest",
  mutate: ["provider/core/**/*.ts", "provider/wechat/**/*.ts"],
  reporters: ["clear-text", "progress-append-only", "json"],
  jsonReporter: { fileName: "reports/mutation.json" },
  clearTextReporter: { allowColor: false, logTests: false },
  ignoreStatic: true,
  incremental: true,
  incrementalFile: "reports/stryker-incremental.json",
  tempDirName: ".stryker-tmp",
  concurrency: 2,
  timeoutMS: 20_000,
  thresholds: { high: 95, low: 90, break: 90 },
};
