import type { Policy, PolicyState } from "../../provider/core/policy";
import { type Connected, type ConnectOptions, connected, created, ENV } from "./connected";

/** A connection to an environment whose policy another process has created. */
export interface PolicyWorld extends Connected {
  state: PolicyState;
  /** The state as an import stores it: without `original`. */
  imported: PolicyState;
  /** The policy as WeChat has it now. */
  live: () => ReturnType<Connected["emulator"]["policy"]>;
  /** Changes the policy by hand, and empties the journal. */
  edit: (content: Partial<Policy>) => void;
}

/** Creates a policy that allows `/a`, with more inputs if given; the journal is empty then. */
export async function withPolicy(
  inputs: Record<string, unknown> = {},
  options: ConnectOptions = {},
): Promise<PolicyWorld> {
  const world = await connected(options);
  const state = await created(world, inputs);
  const { original: _, ...imported } = state;
  const { emulator } = world;
  return {
    ...world,
    state,
    imported,
    live: () => emulator.policy(ENV),
    edit: (content) => {
      emulator.editInConsole(ENV, content);
      emulator.clearJournal();
    },
  };
}

/** The same, and the state of a resource that another process has created over it. */
export async function withRenamed(inputs: Record<string, unknown> = {}) {
  const world = await withPolicy();
  const renamed = await created(world, inputs);
  return { ...world, renamed };
}
