import { type Changes, changesOf, isSettingsOnly } from "./changes";
import { claimOpen, refuseManyAccounts } from "./claims";
import { duplicateProblem } from "./conflict";
import { ApiError, PolicyError, type Problem, type Verb } from "./errors";
import { formatId } from "./identity";
import type { Account } from "./memory";
import {
  inputsOf,
  type Observation,
  type PolicyInputs,
  type PolicyState,
  type PolicyTarget,
  stateOf,
} from "./policy";
import { reconcile, type ReconcileContext, type Reconciled } from "./reconcile";
import { Deadline } from "./timing";
import {
  type CheckedInputs,
  type CheckFailure,
  checkInputs,
  hasUnknown,
  type IsUnknown,
  type RawInputs,
} from "./validation";
import { type Desired, UnsettledError } from "./write";

/** What the life of a policy needs beside WeChat. */
export interface LifecycleOptions extends ReconcileContext {
  /** Tells the user something that is no error. */
  warn: (message: string) => void;
  /** The account of resources that name none, where the configuration says so. */
  defaultAccount?: string;
  /** The name of the token source, where it serves one account only. */
  singleAccountSource?: string;
  isUnknown: IsUnknown;
}

/** Pulumi's verbs for one policy. Errors are PolicyError; everything else is a bug. */
export class Lifecycle {
  constructor(private readonly options: LifecycleOptions) {}

  /** Validates and normalizes. No request, no token, never throws. */
  check(raw: RawInputs): CheckedInputs {
    const { isUnknown, memory, singleAccountSource } = this.options;
    const { inputs, failures } = checkInputs(raw, isUnknown);
    const { env, authorizerAppId, open } = inputs;
    if (failures.length > 0 || isUnknown(env) || isUnknown(authorizerAppId))
      return { inputs, failures };
    const target = inputs as unknown as PolicyTarget;
    const account = this.account(target);
    failures.push(
      ...claimOpen(account, formatId(target), isUnknown(open) ? undefined : open),
      ...refuseManyAccounts(memory, singleAccountSource),
    );
    return { inputs, failures };
  }

  /** Compares what is stored with checked inputs. No request, no token. */
  diff(state: PolicyState, inputs: RawInputs): Changes {
    return changesOf(inputsOf(state), inputs, this.options.isUnknown);
  }

  /** Makes the policy what the inputs say; where it already is, nothing is written. */
  async create(raw: RawInputs): Promise<{ id: string; state: PolicyState }> {
    const inputs = this.known(raw, "create");
    const id = formatId(inputs);
    const { memory } = this.options;
    const where = { id, verb: "create" } as const;
    if (memory.isEstablished(id)) throw new PolicyError(where, duplicateProblem);
    memory.reserve(id);
    try {
      const { found, live } = await this.apply(inputs, where);
      const state = stateOf(inputs, live, found);
      memory.establish(id, state, found);
      return { id, state };
    } catch (error) {
      memory.release(id);
      throw error;
    }
  }

  /** The live state, or undefined where WeChat clearly says that the environment does not exist. */
  async read(state: PolicyState): Promise<PolicyState | undefined> {
    const where = { id: formatId(state), verb: "read" } as const;
    const { api, clock, operationTimeoutMs, signal } = this.options;
    try {
      const live = await api.get(state, new Deadline(clock, operationTimeoutMs, signal));
      return stateOf(inputsOf(state), live, state.original);
    } catch (error) {
      if (error instanceof ApiError && error.problem.isGone === true) return undefined;
      throw translated(error, where);
    }
  }

  /** Moves the policy from what state says to what the inputs say. */
  async update(state: PolicyState, raw: RawInputs): Promise<PolicyState> {
    const inputs = this.known(raw, "update");
    const id = formatId(inputs);
    if (isSettingsOnly(state, inputs)) return stateOf(inputs, state, state.original);
    const { found, live } = await this.apply(inputs, { id, verb: "update" }, state);
    const next = stateOf(inputs, live, state.original);
    this.options.memory.establish(id, next, found);
    return next;
  }

  /** Follows `onDelete`. An environment that is gone counts as deleted. */
  async delete(state: PolicyState): Promise<void> {
    const { memory, warn } = this.options;
    const id = formatId(state);
    const say = (reason: string) => {
      warn(`CloudAccessTokenPolicy "${id}": delete writes nothing: ${reason}`);
    };
    if (memory.isTakenOver(id, state)) {
      say("another resource of this program stands for this environment now");
      return;
    }
    memory.release(id);
    const apiWhitelist = whitelistAfterDelete(state);
    if (apiWhitelist === undefined) {
      if (state.onDelete !== "retain") {
        say("what was there before is not known, and restoreTo is not set");
      }
      return;
    }
    const account = this.account(state);
    try {
      await reconcile(this.options, {
        target: state,
        account,
        base: state,
        desiredFor: (found) => ({
          apiWhitelist,
          ...(!account.isClaimedBeside(id) && openAfterDelete(state, found)),
        }),
        onConflict: state.onConflict ?? "fail",
      });
    } catch (error) {
      if (!(error instanceof ApiError && error.problem.failure === "missing")) {
        throw translated(error, { id, verb: "delete" });
      }
    }
  }

  private async apply(
    inputs: PolicyInputs,
    where: { id: string; verb: Verb },
    base?: PolicyState,
  ): Promise<Reconciled> {
    try {
      return await reconcile(this.options, {
        target: inputs,
        account: this.account(inputs),
        ...(base && { base }),
        desiredFor: () => inputs,
        onConflict: inputs.onConflict ?? "fail",
      });
    } catch (error) {
      // A create that was begun found what is `seen`; an update keeps what its create had found.
      throw translated(error, where, (seen) => stateOf(inputs, seen, base ? base.original : seen));
    }
  }

  private account(target: PolicyTarget): Account {
    return this.options.memory.account(target.authorizerAppId ?? this.options.defaultAccount ?? "");
  }

  /** The inputs, which the engine hands over checked and without unknowns. */
  private known(raw: RawInputs, verb: Verb): PolicyInputs {
    const { isUnknown } = this.options;
    const { inputs, failures } = checkInputs(raw, isUnknown);
    const unknown = Object.keys(inputs).find((key) => hasUnknown(inputs[key], isUnknown));
    const wrong = failures[0] ?? (unknown === undefined ? undefined : unresolved(unknown));
    if (wrong === undefined) return inputs as unknown as PolicyInputs;
    const id = typeof inputs["env"] === "string" ? inputs["env"] : "";
    throw new PolicyError({ id, verb }, invalid(wrong));
  }
}

const unresolved = (property: string): CheckFailure => ({
  property,
  reason: "has a value that is not known yet",
});

function invalid({ property, reason }: CheckFailure): Problem {
  return { failure: "invalid", summary: `${property} ${reason}`, remedy: "Correct the program" };
}

/** The whitelist that delete leaves behind, or undefined where it writes nothing. */
function whitelistAfterDelete(state: PolicyState): string[] | undefined {
  switch (state.onDelete ?? "restore") {
    case "retain":
      return undefined;
    case "revoke":
      return [];
    case "restore":
      return state.restoreTo ?? state.original?.apiWhitelist;
  }
}

/** Puts the switch back only where this resource managed it and nobody moved it since. */
function openAfterDelete(state: PolicyState, found: Observation): Pick<Desired, "open"> {
  const isOurs = state.managesOpen && state.onDelete !== "revoke" && found.open === state.open;
  return isOurs && state.original ? { open: state.original.open } : {};
}

/** What the adapters get: one line, and what to store where a write was begun. */
function translated(
  error: unknown,
  where: { id: string; verb: Verb },
  partial?: (seen: Observation) => PolicyState,
): unknown {
  if (error instanceof ApiError) return new PolicyError(where, error.problem);
  if (error instanceof UnsettledError) {
    return new PolicyError(where, error.problem, partial?.(error.seen));
  }
  return error;
}
