import { type Changes, changesOf, isSettingsOnly } from "./changes";
import type { DeclaredResource } from "./declarations";
import { deletePolicy } from "./delete";
import { aboutPolicy, ApiError, failed, PolicyError, type Verb } from "./errors";
import { isIdentifier } from "./identity";
import type { LifecycleContext } from "./operation";
import {
  inputsOf,
  type Policy,
  type PolicyInputs,
  type PolicyState,
  type PolicyTarget,
  stateOf,
} from "./policy";
import { reconcile } from "./reconcile";
import { observe } from "./settle";
import { leftSwitchWarning } from "./switch";
import { Deadline } from "./timing";
import {
  type CheckedInputs,
  checkInputs,
  checkKnownInputs,
  type IsUnknown,
  type RawInputs,
} from "./validation";

/** What the lifecycle of a policy needs beside WeChat. */
export interface LifecycleOptions extends LifecycleContext {
  /** The account of resources that name none, where the configuration says so. */
  defaultAccount?: string;
  /** The name of the token source, where it serves one account only. */
  singleAccountSource?: string;
  isUnknown: IsUnknown;
}

/** Pulumi's verbs for one policy. Errors are PolicyError; everything else is a bug. */
export class Lifecycle {
  constructor(private readonly options: LifecycleOptions) {}

  /**
   * Validates and normalizes, and declares the environment in this process. No request, no token,
   * never throws. An adapter that is told which resource it is hands that over.
   */
  check(raw: RawInputs, resource?: DeclaredResource): CheckedInputs {
    const { processState, singleAccountSource, isUnknown } = this.options;
    const { inputs, failures } = checkInputs(raw, isUnknown);
    const { env, authorizerAppId, open } = inputs;
    if (typeof env !== "string" || isUnknown(env) || !isIdentifier(env))
      return { inputs, failures };
    const isAccountKnown = failures.length === 0 && !isUnknown(authorizerAppId);
    const declaration = {
      env,
      ...(isAccountKnown && { account: this.accountKey(inputs) }),
      ...(isAccountKnown && typeof open === "boolean" && { open }),
      ...(resource && { resource }),
    };
    failures.push(...processState.declarations.declare(declaration, singleAccountSource));
    return { inputs, failures };
  }

  /** Compares what is stored with checked inputs. No request, no token. */
  diff(state: PolicyState, inputs: RawInputs): Changes {
    const { processState } = this.options;
    const changes = changesOf(inputsOf(state), inputs);
    if (changes.replaces.length > 0) {
      processState.remember(state, [this.accountKey(state)]);
      return changes;
    }
    // An environment is of one account, also where the resource begins to name it.
    processState.remember(state, [this.accountKey(state), this.accountKey(inputs)]);
    if (changes.changed.length > 0) return changes;
    const environment = processState.environment(state.env);
    environment.kept = state;
    // A delete that came before this resource's check did not know that the environment is declared.
    return environment.putBack ? { ...changes, changed: ["apiWhitelist"] } : changes;
  }

  /** Makes the policy what the inputs say; where it already is, nothing is written. */
  async create(raw: RawInputs): Promise<{ id: string; state: PolicyState }> {
    const inputs = this.requireInputs(raw, "create");
    return { id: inputs.env, state: await this.apply("create", inputs) };
  }

  /** The live state, or undefined where WeChat clearly says that the environment does not exist. */
  async read(state: PolicyState): Promise<PolicyState | undefined> {
    this.options.processState.remember(state, [this.accountKey(state)]);
    const live = await this.observe(state, state);
    return live && stateOf(inputsOf(state), live, state.original);
  }

  /** The same for a policy that no state tells of: what an import stores. */
  async find(target: PolicyTarget): Promise<PolicyState | undefined> {
    const live = await this.observe(target);
    return live && stateOf({ ...target, apiWhitelist: live.apiWhitelist }, live);
  }

  /** Moves the policy from what state says to what the inputs say. */
  async update(state: PolicyState, raw: RawInputs): Promise<PolicyState> {
    const inputs = this.requireInputs(raw, "update");
    if (isSettingsOnly(state, inputs)) return stateOf(inputs, state, state.original);
    const next = await this.apply("update", inputs, state);
    const warning = state.managesOpen && !next.managesOpen ? leftSwitchWarning(next) : undefined;
    if (warning !== undefined) this.options.warn(aboutPolicy(state, warning));
    return next;
  }

  /**
   * Follows `onDelete`, unless the program declares the environment: then another resource manages it
   * now. An environment that is gone counts as deleted.
   */
  delete(state: PolicyState): Promise<void> {
    return deletePolicy(this.options, this.accountKey(state), state);
  }

  /** This lifecycle with another bound on its operations. Milliseconds. */
  within(operationTimeoutMs: number): Lifecycle {
    return new Lifecycle({ ...this.options, operationTimeoutMs });
  }

  private async observe(target: PolicyTarget, known?: PolicyState) {
    const { api, clock, operationTimeoutMs, signal } = this.options;
    const deadline = new Deadline(clock, operationTimeoutMs, signal);
    try {
      return await observe(api, { target, known, deadline });
    } catch (error) {
      if (error instanceof ApiError && error.problem.isGone === true) return undefined;
      throw failed(error, target, "read");
    }
  }

  /** What create and update have in common: the policy becomes what the inputs say. */
  private apply(verb: Verb, inputs: PolicyInputs, before?: PolicyState): Promise<PolicyState> {
    const { processState } = this.options;
    const account = this.accountKey(inputs);
    const environment = processState.environment(inputs.env);
    const originalFor = (found: Policy) =>
      processState.originalFor({ inputs, account, before }, found);
    return environment.run(async () => {
      const { putBack } = environment;
      try {
        const { found, live } = await reconcile(this.options, {
          target: inputs,
          account,
          ...(before && { base: { ...before, ...(putBack && { unverified: putBack }) } }),
          desired: inputs,
          onConflict: inputs.onConflict ?? "fail",
        });
        environment.kept = live;
        environment.putBack = undefined;
        return stateOf(inputs, live, originalFor(found));
      } catch (error) {
        throw failed(error, inputs, verb, ({ found, seen, unverified }) => ({
          ...stateOf(inputs, seen, originalFor(found)),
          unverified,
        }));
      }
    });
  }

  private accountKey({ authorizerAppId }: RawInputs | PolicyTarget): string {
    const { defaultAccount = "" } = this.options;
    return typeof authorizerAppId === "string" ? authorizerAppId : defaultAccount;
  }

  /** The inputs, which the engine hands over checked and without unknowns. */
  private requireInputs(raw: RawInputs, verb: Verb): PolicyInputs {
    const { inputs, failures } = checkKnownInputs(raw, this.options.isUnknown);
    const [wrong] = failures;
    if (!wrong) return inputs as unknown as PolicyInputs;
    const problem = {
      failure: "invalid",
      summary: `${wrong.property} ${wrong.reason}`,
      remedy: "Correct the program",
    } as const;
    const { env } = inputs;
    throw new PolicyError({ env: typeof env === "string" ? env : "", verb }, problem);
  }
}
