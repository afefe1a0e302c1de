import { join } from "node:path";
import jest from "../jest.config.js";

/** Mutates what decides and what speaks to WeChat; run with `npm run test:mutation`. */
export default {
  testRunner: "jest",
  jest: {
    projectType: "custom",
    config: {
      ...jest.projects.find(({ displayName }) => displayName === "mutation"),
      // Else each mutant would be tested once for each project of the file.
      projects: [],
      testEnvironment: join(import.meta.dirname, "../tests/mutation/environment.js"),
      // A mutant that hangs a test need not wait for Stryker's own limit.
      setupFilesAfterEnv: [],
      testTimeout: 10_000,
    },
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
  // Jest keeps what it has loaded: after a hundred runs a process held 3 GB and crawled.
  maxTestRunnerReuse: 50,
  timeoutMS: 20_000,
  thresholds: { high: 95, low: 90, break: 90 },
};
