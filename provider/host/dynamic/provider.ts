import type * as pulumi from "@pulumi/pulumi";
import { ApiError, PolicyError } from "../../core/errors";
import type { Lifecycle } from "../../core/lifecycle";
import { quote } from "../../core/quote";
import { inputsOf, type PolicyState } from "../../core/policy";
import { parseState } from "../../core/state";
import type { RawInputs } from "../../core/validation";
import { onEngineExit } from "../engine-exit";
import { beginProcessState, createLifecycle } from "../create-lifecycle";
import { NAMESPACE } from "../../core/constants";

/**
 * The module that Pulumi's dynamic provider host loads; its exports are the provider. It is a part of
 * every state file's contract (see reference.ts): names here are the host's, not ours.
 */

// The host is told the engine's address. Without an engine nobody stores what is written.
const engineAddress = process.argv[2];
onEngineExit(engineAddress, () => process.exit(1));

let config: pulumi.dynamic.Config | undefined;
let lifecycle: Lifecycle | undefined;

/**
 * Keeps the stack's configuration. The host does not wait for this before it calls other methods, so
 * it must have happened when the first line returns, and must not throw.
 */
export function configure(request: pulumi.dynamic.ConfigureRequest): void {
  config = request.config;
}

/** Validates and normalizes; sends nothing and needs no token. */
export function check(olds: RawInputs, news: RawInputs): Promise<pulumi.dynamic.CheckResult> {
  return answer(() => getLifecycle().check(news, { olds }));
}

/** Compares; sends nothing and needs no token. */
export function diff(
  _id: string,
  olds: RawInputs,
  news: RawInputs,
): Promise<pulumi.dynamic.DiffResult> {
  return answer(() => {
    const { changed, replaces } = getLifecycle().diff(stored(olds), news);
    return { changes: changed.length > 0, replaces, deleteBeforeReplace: false };
  });
}

/** Adopts or writes the policy. */
export function create(inputs: RawInputs): Promise<pulumi.dynamic.CreateResult> {
  return answer(async () => {
    const { id, state } = await getLifecycle().create(inputs);
    return { id, outs: state };
  }, inputs);
}

/** Reads the live policy; answers a blank id only if WeChat says that the environment is gone. */
export function read(_id: string, olds: RawInputs): Promise<pulumi.dynamic.ReadResult> {
  return answer(async () => {
    const state = await getLifecycle().read(stored(olds));
    return state ? { id: state.env, props: state, inputs: inputsOf(state) } : {};
  });
}

/** Moves the policy from what is stored to what is wanted. */
export function update(
  _id: string,
  olds: RawInputs,
  news: RawInputs,
): Promise<pulumi.dynamic.UpdateResult> {
  return answer(async () => ({ outs: await getLifecycle().update(stored(olds), news) }), news);
}

/** Follows `onDelete`. */
function remove(_id: string, olds: RawInputs): Promise<void> {
  return answer(() => getLifecycle().delete(stored(olds)));
}
export { remove as delete };

/** One for the process: its locks, and what it knows, hold between resources. */
function getLifecycle(): Lifecycle {
  return (lifecycle ??= createLifecycle({
    environment: process.env,
    config: (key) => config?.get(`${NAMESPACE}:${key}`),
    warn,
    processState: beginProcessState(engineAddress, warn),
  }));
}

function warn(message: string): void {
  process.stderr.write(`warning: ${message}\n`);
}

function stored(olds: RawInputs): PolicyState {
  const state = parseState(olds);
  if (state) return state;
  throw new Error("the stored outputs are not those of a CloudAccessTokenPolicy");
}

/** An error in the host's form: with an id and properties it becomes a resource that is to be mended. */
class HostError extends Error {
  readonly id?: string;
  readonly properties?: Record<string, unknown>;
  readonly reasons?: string[];
  private readonly title: string;

  constructor(error: Error, inputs: RawInputs | undefined) {
    super(error.message);
    // The host prints `${error}: ${error.stack}` beside the message, so these two only say whose it is.
    const where = error instanceof PolicyError ? error.where : undefined;
    this.title = where ? `CloudAccessTokenPolicy ${quote(where.env)}` : NAMESPACE;
    this.stack = where ? `${where.verb} failed` : "the configuration is wrong";
    if (!inputs || !(error instanceof PolicyError) || !error.partial) return;
    this.id = error.partial.env;
    this.reasons = [error.message];
    // The host forgets the provider's text here, and without it no later operation could load it.
    this.properties = { ...error.partial, __provider: inputs["__provider"] };
  }

  override toString(): string {
    return this.title;
  }
}

async function answer<T>(work: () => T | Promise<T>, inputs?: RawInputs): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const isExpected = error instanceof PolicyError || error instanceof ApiError;
    throw isExpected ? new HostError(error, inputs) : error;
  }
}
