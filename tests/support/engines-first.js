const { default: Sequencer } = require("@jest/test-sequencer");

/**
 * Begins with the stories on engines. A clean clone has no times yet, and Jest then goes by size: of
 * the smallest files some take minutes, and one worker would wait for the other at the end.
 */
module.exports = class EnginesFirst extends Sequencer {
  sort(tests) {
    const isOnEngine = ({ path }) => /tests\/(reliability|end-to-end)\//.test(path);
    const sorted = super.sort(tests);
    return [...sorted.filter(isOnEngine), ...sorted.filter((test) => !isOnEngine(test))];
  }
};
