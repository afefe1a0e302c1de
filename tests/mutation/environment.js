const { TestEnvironment } = require("jest-environment-node");

/** Skips the rest after a failure: the mutant is found, and Jest's own bail counts files. */
module.exports = class extends TestEnvironment {
  handleTestEvent({ name, test }) {
    if (name === "test_done") this.hasFailed ||= test.errors.length > 0;
    if (name === "test_start" && this.hasFailed) test.mode = "skip";
  }
};
