import { startEmulator, type Emulator, type EmulatorOptions } from "../../emulator";
import { startCli, variablesFor } from "./cli";
import { closeAfterTest, ENV, OTHER_ENV } from "./connected";
import { soon } from "./soon";

/** The whitelist at first: two paths, in an order of their own. */
export const ORIGINAL = ["/wxa/z", "/wxa/a"];

export interface ExperimentOptions {
  emulator?: EmulatorOptions;
  /** What happens before it begins. */
  prepare?: (emulator: Emulator) => void;
  args?: string[];
  /** Sent when WeChat has received so many sets. */
  signal?: { name: "SIGINT" | "SIGTERM" | "SIGHUP"; afterSets: number };
  /** Its output ends in a closed pipe when WeChat has received so many sets. */
  unreadAfter?: number;
  env?: Record<string, string>;
}

/** Runs `doctor --probe-version` on the environment ENV to its end. */
export async function experiment(options: ExperimentOptions = {}) {
  const { prepare, args = [], signal, unreadAfter, env = {} } = options;
  const emulator = closeAfterTest(await startEmulator(options.emulator));
  emulator.editInConsole(ENV, { apiWhitelist: ORIGINAL });
  emulator.clearJournal();
  prepare?.(emulator);
  const line = ["doctor", "--probe-version", ENV, "--yes", ...args];
  const variables = { ...variablesFor(emulator, emulator.issueToken()), ...env };
  const { child, ended } = startCli(line, { env: variables });
  const received = (sets: number) =>
    soon(() => emulator.requests({ action: "set" }).length >= sets, 60_000);
  if (unreadAfter !== undefined) {
    await received(unreadAfter);
    for (const stream of [child.stdout, child.stderr]) stream.destroy();
  }
  if (signal) {
    await received(signal.afterSets);
    child.kill(signal.name);
  }
  return { emulator, ...(await ended) };
}

/** Expects, by the emulator's record, that all is as it was: whitelist, switch, other environments. */
export function expectPutBack(emulator: Emulator, open = true): void {
  expect(emulator.policy(ENV)).toMatchObject({ apiWhitelist: ORIGINAL, open });
  const applies = emulator.applies();
  expect(applies.filter(({ env }) => env !== ENV)).toEqual([]);
  expect(applies.filter(({ before, after }) => before.open !== after.open)).toEqual([]);
  expect(emulator.requests({ action: "set", env: OTHER_ENV })).toEqual([]);
}
