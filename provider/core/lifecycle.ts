import { type Changes, changesOf, isSettingsOnly } from "./changes";
import { claimOpen, declareAccount } from "./claims";
import { duplicateProblem } from "./conflict";
import type { Environment } from "./environment";
import { ApiError, PolicyError, type Problem, type Verb } from "./errors";
import { formatId } from "./identity";
import type { Account } from "./memory";
import { quote } from "./paths";
import {
  inputsOf,
  type Observation,
  type Policy,
  type PolicyInputs,
  type PolicyState,
  type PolicyTarget,
  stateOf,
} from "./policy";
import { observe, reconcile, type ReconcileContext, type Reconciled } from "./reconcile";
import { Deadline } from "./timing";
import {
  type CheckedInputs,
  type CheckFailure,
  checkInputs,
  hasUnknown,
  type IsUnknown,
  type RawInputs,
} from "./validation";
import { restore, whitelistAfterDelete } from "./restore";
import { translated } from "./translate";

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
    failures.push(
      ...claimOpen(this.account(target), target.env, isUnknown(open) ? undefined : open),
      ...declareAccount(memory, this.accountKey(target), singleAccountSource),
    );
    return { inputs, failures };
  }

  /** Compares what is stored with checked inputs. No request, no token. */
  diff(state: PolicyState, inputs: RawInputs): Changes {
    const changes = changesOf(inputsOf(state), inputs);
    const environment = this.environment(state);
    if (changes.replaces.length === 0) environment.keep(state);
    environment.compared = state;
    if (state.original) {
      environment.original ??= state.original;
      // An environment is of one account, also where the resource begins to name it.
      const isSame = state.env === inputs["env"];
      const targets = isSame ? [state, inputs as unknown as PolicyTarget] : [state];
      for (const target of state.managesOpen ? targets : [])
        this.account(target).originalOpen ??= state.original.open;
    }
    return changes;
  }

  /** Makes the policy what the inputs say; where it already is, nothing is written. */
  async create(raw: RawInputs): Promise<{ id: string; state: PolicyState }> {
    const inputs = this.known(raw, "create");
    const where = { id: formatId(inputs), verb: "create" } as const;
    const environment = this.environment(inputs);
    return environment.run(async () => {
      if (environment.isEstablished()) throw new PolicyError(where, duplicateProblem);
      environment.reserve();
      const { found, live } = await this.apply(inputs, where);
      const state = stateOf(inputs, live, this.originalOf(inputs, found));
      environment.created(state, found);
      return { id: where.id, state };
    });
  }

  /** The live state, or undefined where WeChat clearly says that the environment does not exist. */
  async read(state: PolicyState): Promise<PolicyState | undefined> {
    const live = await this.look(state, state);
    if (!live) return undefined;
    const next = stateOf(inputsOf(state), live, state.original);
    this.environment(state).follow(state, next);
    return next;
  }

  /** The same for a policy that no state tells of: what an import stores. */
  async find(target: PolicyTarget): Promise<PolicyState | undefined> {
    const live = await this.look(target);
    return live && stateOf({ ...target, apiWhitelist: live.apiWhitelist }, live);
  }

  /** Moves the policy from what state says to what the inputs say. */
  async update(state: PolicyState, raw: RawInputs): Promise<PolicyState> {
    const inputs = this.known(raw, "update");
    const where = { id: formatId(inputs), verb: "update" } as const;
    const environment = this.environment(inputs);
    return environment.run(async () => {
      if (environment.hasRival(state)) throw new PolicyError(where, duplicateProblem);
      const { found, live } = isSettingsOnly(state, inputs)
        ? { found: state, live: state }
        : await this.apply(inputs, where, state);
      const next = stateOf(inputs, live, this.originalOf(inputs, found, state));
      environment.updated(state, next);
      return next;
    });
  }

  /** Follows `onDelete`. An environment that is gone counts as deleted. */
  async delete(state: PolicyState): Promise<void> {
    const environment = this.environment(state);
    return environment.run(async () => {
      if (environment.isTakenOver(state)) {
        environment.leave(state);
        this.sayNotWritten(
          state,
          "another resource of this program stands for this environment now",
        );
        return;
      }
      const apiWhitelist = whitelistAfterDelete(state);
      environment.release({ isWritten: apiWhitelist !== undefined });
      if (apiWhitelist !== undefined) {
        const gone = await restore(this.options, this.accountKey(state), state, apiWhitelist);
        if (gone !== undefined) this.sayNotWritten(state, gone);
      } else if (state.onDelete !== "retain") {
        this.sayNotWritten(state, "what was there before is not known, and restoreTo is not set");
      }
    });
  }

  /** This life with another bound on its operations. Milliseconds. */
  within(operationTimeoutMs: number): Lifecycle {
    return new Lifecycle({ ...this.options, operationTimeoutMs });
  }

  private async look(target: PolicyTarget, base?: PolicyState): Promise<Observation | undefined> {
    const { api, clock, operationTimeoutMs, signal } = this.options;
    const deadline = new Deadline(clock, operationTimeoutMs, signal);
    try {
      return await observe(api, { target, deadline, ...(base && { base }) });
    } catch (error) {
      if (error instanceof ApiError && error.problem.isGone === true) return undefined;
      throw translated(error, { id: formatId(target), verb: "read" });
    }
  }

  private async apply(
    inputs: PolicyInputs,
    where: { id: string; verb: Verb },
    state?: PolicyState,
  ): Promise<Reconciled> {
    const base = state ?? this.environment(inputs).compared;
    try {
      return await reconcile(this.options, {
        target: inputs,
        account: this.account(inputs),
        ...(base && { base }),
        desiredFor: () => inputs,
        onConflict: inputs.onConflict ?? "fail",
      });
    } catch (error) {
      throw translated(error, where, ({ found, seen, unverified }) => {
        const original = this.originalOf(inputs, found, state);
        const partial = { ...stateOf(inputs, seen, original), unverified };
        if (state) this.environment(inputs).follow(state, partial);
        return partial;
      });
    }
  }

  /**
   * What delete is to put back. A create that takes the place of another resource inherits what that
   * one had found; the switch counts from when the program began to give `open`.
   */
  private originalOf(
    inputs: PolicyInputs,
    found: Policy,
    before?: PolicyState,
  ): Policy | undefined {
    const original = before ? before.original : (this.environment(inputs).original ?? found);
    if (inputs.open === undefined || before?.managesOpen === true) return original;
    const open = (this.account(inputs).originalOpen ??= found.open);
    return original && { ...original, open };
  }

  private sayNotWritten(state: PolicyState, reason: string): void {
    const id = formatId(state);
    this.options.warn(`CloudAccessTokenPolicy ${quote(id)}: delete writes nothing: ${reason}`);
  }

  private environment({ env }: PolicyTarget): Environment {
    return this.options.memory.environment(env);
  }

  private account(target: PolicyTarget): Account {
    return this.options.memory.account(this.accountKey(target));
  }

  private accountKey({ authorizerAppId }: PolicyTarget): string {
    return authorizerAppId ?? this.options.defaultAccount ?? "";
  }

  /** The inputs, which the engine hands over checked and without unknowns. */
  private known(raw: RawInputs, verb: Verb): PolicyInputs {
    const { isUnknown } = this.options;
    const { inputs, failures } = checkInputs(raw, isUnknown);
    const unknown = Object.keys(inputs).find((key) => hasUnknown(inputs[key], isUnknown));
    const wrong = failures[0] ?? (unknown === undefined ? undefined : unresolved(unknown));
    if (wrong === undefined) return inputs as unknown as PolicyInputs;
    const parts = [inputs["authorizerAppId"], inputs["env"]];
    const id = parts.filter((part) => typeof part === "string").join("/");
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
