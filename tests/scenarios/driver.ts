import type { Emulator } from "../../emulator";
import { PolicyError } from "../../provider/core/errors";
import { inputsOf, type PolicyState } from "../../provider/core/policy";
import type { CheckFailure } from "../../provider/core/validation";
import { connected } from "../support/connected";
import type { ProviderClient } from "../support/engine/double/provider-client";
import { ProviderError } from "../support/engine/double/provider-error";
import { type Props, unwrap } from "../support/engine/value";

/** Pulumi's verbs, as one adapter takes them: plain values in and out. */
export interface Driver {
  emulator: Emulator;
  /** What it has told so far that is no error. */
  warnings: () => string[];
  check(inputs: Props): Promise<{ inputs: unknown; failures: CheckFailure[] }>;
  diff(state: Props, inputs: Props): Promise<{ hasChanges: boolean; replaces: string[] }>;
  create(inputs: Props): Promise<Props>;
  read(state: Props): Promise<{ state: Props; inputs: unknown } | undefined>;
  update(state: Props, inputs: Props): Promise<Props>;
  delete(state: Props): Promise<void>;
  import(env: string): Promise<{ state: Props; inputs: unknown } | undefined>;
}

/** The core itself: what the adapters are compared with. */
export async function coreDriver(): Promise<Driver> {
  const { emulator, lifecycle, said } = await connected();
  const stored = (state: Props) => state as unknown as PolicyState;
  const found = (state: PolicyState | undefined) =>
    state && { state: plain(state), inputs: plain(inputsOf(state)) };
  return {
    emulator,
    warnings: () => said,
    check: (inputs) => Promise.resolve(lifecycle.check(unwrap(inputs))),
    diff: (state, inputs) => {
      const { changed, replaces } = lifecycle.diff(stored(state), unwrap(inputs));
      return Promise.resolve({ hasChanges: changed.length > 0, replaces });
    },
    create: async (inputs) => {
      const { id, state } = await lifecycle.create(unwrap(inputs));
      return identified({ id, outputs: plain(state) });
    },
    read: (state) => lifecycle.read(stored(state)).then(found),
    update: (state, inputs) => lifecycle.update(stored(state), unwrap(inputs)).then(plain),
    delete: (state) => lifecycle.delete(stored(state)),
    import: (env) => lifecycle.find({ env }).then(found),
  };
}

/** An adapter's process, over gRPC. */
export function processDriver(options: {
  emulator: Emulator;
  client: ProviderClient;
  urn: string;
  /** Everything that its user would see. */
  lines: readonly string[];
  /** The engine's own inputs, beside the program's. */
  own: Props;
}): Driver {
  const { emulator, client, urn, lines, own } = options;
  const given = (inputs: Props) => ({ ...inputs, ...own });
  const subject = (state: Props) => ({ urn, id: state["env"] as string });
  const old = (state: Props) => ({
    inputs: given(plain(inputsOf(state as unknown as PolicyState))),
    outputs: given(state),
  });
  const found = (read: Awaited<ReturnType<ProviderClient["read"]>>) =>
    read && { state: identified(read), inputs: bare(read.inputs ?? {}) };
  return {
    emulator,
    warnings: () =>
      lines.flatMap((line) => /^warning(?: of \S+)?: (.*)/.exec(line)?.slice(1) ?? []),
    check: async (inputs) => {
      const answer = await client.check({ urn }, {}, given(inputs));
      return { inputs: bare(answer.inputs), failures: answer.failures };
    },
    diff: async (state, inputs) => {
      const answer = await client.diff(subject(state), old(state), given(inputs), []);
      const { hasChanges, replaces, deleteBeforeReplace } = answer;
      expect(deleteBeforeReplace).toBe(false);
      return { hasChanges, replaces };
    },
    create: (inputs) => client.create(urn, given(inputs)).then(identified),
    read: (state) => client.read(subject(state), old(state)).then(found),
    update: async (state, inputs) =>
      bare((await client.update(subject(state), old(state), given(inputs))).outputs),
    delete: (state) => client.delete(subject(state), old(state)),
    import: (env) => client.read({ urn, id: env }, { inputs: {}, outputs: {} }).then(found),
  };
}

/** As it is after a way through JSON: without what is undefined. */
const plain = (value: object) => JSON.parse(JSON.stringify(value)) as Props;

/** Without the marks of secrets and the reference to the code. */
function bare(props: Props): Props {
  const entries = Object.entries(unwrap(props)).filter(([key]) => key !== "__provider");
  return Object.fromEntries(entries);
}

/** The outputs; a policy's id is its environment. */
function identified({ id, outputs }: { id: string; outputs: Props }): Props {
  expect(id).toBe(outputs["env"]);
  return bare(outputs);
}

/** What an adapter says in place of an answer, and what is to be stored all the same. */
export function refusalOf(error: unknown): { message: string; partial?: Props | undefined } {
  if (error instanceof PolicyError)
    return { message: error.message, partial: error.partial && plain(error.partial) };
  if (!(error instanceof ProviderError)) throw error;
  const { partial, message } = error;
  return { message: partial?.reasons.join() ?? message, partial: partial && identified(partial) };
}
