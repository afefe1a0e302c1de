import { type Changes, changesOf, isSettingsOnly } from "./changes";
import { deleteConflictRemedy } from "./conflict";
import type { Declaration } from "./declarations";
import { ApiError, PolicyError, type Unsettled, type Verb } from "./errors";
import { isIdentifier } from "./identity";
import { openAfterDelete, switchWarning, whitelistAfterDelete } from "./on-delete";
import type { OperationContext } from "./operation";
import { quote } from "./paths";
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
import { Deadline } from "./timing";
import {
  type CheckedInputs,
  checkInputs,
  checkKnownInputs,
  type IsUnknown,
  type RawInputs,
} from "./validation";

/** What the lifecycle of a policy needs beside WeChat. */
export interface LifecycleOptions extends OperationContext {
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

  /**
   * Validates and normalizes, and declares the environment in this process. No request, no token,
   * never throws. An adapter that is told which resource it is hands that over.
   */
  check(raw: RawInputs, resource?: Declaration["resource"]): CheckedInputs {
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
    // An environment is of one account, also where the resource begins to name it.
    const targets = state.env === inputs["env"] ? [state, inputs] : [state];
    const accounts = targets.map((target) => this.accountKey(target));
    this.options.processState.remember(state, accounts);
    return changesOf(inputsOf(state), inputs);
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
    return this.apply("update", inputs, state);
  }

  /**
   * Follows `onDelete`, unless the program declares the environment: then another resource manages it
   * now. An environment that is gone counts as deleted.
   */
  async delete(state: PolicyState): Promise<void> {
    const { processState } = this.options;
    const environment = processState.environment(state.env);
    processState.remember(state, [this.accountKey(state)]);
    await environment.run(async () => {
      const apiWhitelist = whitelistAfterDelete(state);
      if (processState.declarations.has(state.env)) {
        this.warnOfOriginal(state, "another resource of this program now manages this environment");
      } else if (environment.isPutBack) {
        this.warnOfOriginal(state, "another delete has already put back what it had found here");
      } else if (apiWhitelist) {
        await this.putBack(state, apiWhitelist);
      } else if (state.onDelete !== "retain") {
        this.warnNotWritten(state, "what was there before is not known, and restoreTo is not set");
      }
    });
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
    const originalFor = (found: Policy) =>
      processState.originalFor({ inputs, account, before }, found);
    return processState.environment(inputs.env).run(async () => {
      try {
        const { found, live } = await reconcile(this.options, {
          target: inputs,
          account,
          ...(before && { base: before }),
          desired: inputs,
          onConflict: inputs.onConflict ?? "fail",
        });
        return stateOf(inputs, live, originalFor(found));
      } catch (error) {
        throw failed(error, inputs, verb, ({ found, seen, unverified }) => ({
          ...stateOf(inputs, seen, originalFor(found)),
          unverified,
        }));
      }
    });
  }

  private async putBack(state: PolicyState, apiWhitelist: string[]): Promise<void> {
    const { processState } = this.options;
    const account = this.accountKey(state);
    const other = processState.declarations.otherThatAsksForOpen(state.env, account);
    try {
      const reconciled = await reconcile(this.options, {
        target: state,
        account,
        base: state,
        desired: { apiWhitelist, ...openAfterDelete(state, other) },
        onConflict: state.onConflict ?? "fail",
      });
      processState.environment(state.env).isPutBack = reconciled.isWritten;
      const warning = switchWarning(state, reconciled, other);
      if (warning !== undefined) this.warn(state, warning);
    } catch (error) {
      if (!(error instanceof ApiError && error.problem.failure === "missing"))
        throw failed(error, state, "delete");
      this.warnNotWritten(state, error.problem.summary);
    }
  }

  private warnOfOriginal(state: PolicyState, reason: string): void {
    const { original } = state;
    const first = original
      ? `${reason}. At first ${JSON.stringify(original)} was there: give that whitelist as restoreTo where a later ` +
        "destroy is to put it back"
      : reason;
    this.warnNotWritten(state, first);
  }

  private warnNotWritten(state: PolicyState, reason: string): void {
    this.warn(state, `delete writes nothing: ${reason}`);
  }

  private warn({ env }: PolicyTarget, message: string): void {
    this.options.warn(`CloudAccessTokenPolicy ${quote(env)}: ${message}`);
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

/** The one translation: what the adapters get names the environment, the verb, and what is to be stored. */
function failed(
  error: unknown,
  { env }: PolicyTarget,
  verb: Verb,
  partial?: (unsettled: Unsettled) => PolicyState,
): unknown {
  if (!(error instanceof ApiError)) return error;
  const { problem, unsettled } = error;
  const isConflictOfDelete = verb === "delete" && problem.failure === "conflict";
  const told = isConflictOfDelete ? { ...problem, remedy: deleteConflictRemedy } : problem;
  return new PolicyError({ env, verb }, told, unsettled && partial?.(unsettled));
}
