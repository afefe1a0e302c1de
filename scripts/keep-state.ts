import { join } from "node:path";
import { version } from "../package.json";
import { findCli } from "../tests/support/engine/cli/find-cli";
import { keepStates } from "../tests/support/released-programs";

/**
 * Keeps the states that the present version writes, for every later version to be tried on. A release runs
 * it once; needs the Pulumi CLI, as a state of the double is none that a user has.
 */
const cli = findCli();
if (typeof cli === "string") throw new Error(cli);
void keepStates(cli, join(__dirname, "../tests/support/states", version));
