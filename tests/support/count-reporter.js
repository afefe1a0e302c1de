const { writeSync } = require("node:fs");

/** Ends a run with what was skipped and why, and with the plain count that CI reads. */
module.exports = class CountReporter {
  onRunComplete(_contexts, results) {
    const reasons = new Map();
    for (const { title } of results.testResults
      .flatMap(({ testResults }) => testResults)
      .filter(({ status }) => status === "pending")) {
      const reason = title.split(" skipped: ")[1] ?? title;
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    }
    for (const [reason, count] of reasons)
      process.stdout.write(`Skipped ${count} tests: ${reason}\n`);
    const { numPassedTests, numFailedTests, numPendingTests, numRuntimeErrorTestSuites } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    const counts = `${numPassedTests} passed, ${failed} failed, ${numPendingTests} skipped\n`;
    // Jest's own summary is still to come, and CI wants this to be the last line.
    process.on("exit", () => writeSync(process.stdout.fd, counts));
  }
};
