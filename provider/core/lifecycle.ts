import { type Changes, changesOf, isSettingsOnly } from "./changes";
import type { DeclaredResource } from "./declarations";
import { deletePolicy } from "./delete";
import { writtenOverWarning } from "./conflict";
import { aboutPolicy, ApiError, failed, PolicyError, type Verb } from "./errors";
import { isIdentifier } from "./identity";
import type { LifecycleContext } from "./operation";
import {
  inputsOf,
  normalizeWhitelist,
  type Policy,
  type PolicyInputs,
  type PolicyState,
  type PolicyTarget,
  stateOf,
} from "./policy";
import { lostOriginal } from "./original";
import { reconcile } from "./reconcile";
import { observe } from "./settle";
import { closedWarning, goneSwitchWarning, leftSwitchWarning } from "./switch";
import { Deadline } from "./timing";
import { isPassedOver } from "./unauthorized";
import {
  type CheckedInputs,
  checkInputs,
  checkKnownInputs,
  type IsUnknown,
  type RawInputs,
} from "./validation";

/** What the lifecycle of a policy needs beside WeChat. */
export interface LifecycleOptions extends LifecycleContext {
  /** The account of resources that name none, if the configuration says so. */
  defaultAccount?: string;
  /** The name of the token source, if it serves one account only. */
  singleAccountSource?: string;
  isUnknown: IsUnknown;
}

/** Pulumi's verbs for one policy. Errors are PolicyError; everything else is a bug. */
export class Lifecycle {
  constructor(private readonly options: LifecycleOptions) {}

  /**
   * Validates and normalizes, and declares the environment in this process. No request, no token,
   * never throws. Lists are ordered like those of the inputs before, `olds`. An adapter that is told which
   * resource it is hands that over.
   */
  check(
    raw: RawInputs,
    { olds = {}, resource }: { olds?: RawInputs; resource?: DeclaredResource } = {},
  ): CheckedInputs {
    const { processState, singleAccountSource, isUnknown, secrets } = this.options;
    const { inputs, failures } = checkInputs(raw, isUnknown, { olds, secrets });
    const { env, authorizerAppId, open } = inputs;
    if (typeof env !== "string" || isUnknown(env) || !isIdentifier(env))
      return { inputs, failures };
    const isAccountKnown = failures.length === 0 && !isUnknown(authorizerAppId);
    const declaration = {
      env,
      ...(isAccountKnown && { account: this.accountKey(inputs) }),
      ...(typeof open === "boolean" && { open }),
      ...(resource && { resource }),
    };
    failures.push(...processState.declarations.declare(declaration, singleAccountSource));
    return { inputs, failures };
  }

  /** Compares what is stored with checked inputs. No request, no token. */
  diff(state: PolicyState, inputs: RawInputs): Changes {
    const { processState, secrets } = this.options;
    const changes = changesOf(inputsOf(state), inputs);
    const isReplaced = changes.replaces.length > 0;
    // An environment is of one account, also if the resource begins to name it.
    const accounts = (isReplaced ? [state] : [state, inputs]).map((of) => this.accountKey(of));
    processState.remember(state, accounts, secrets);
    if (isReplaced) return changes;
    const environment = processState.environment(state.env);
    // Of a refresh, which comes before the program, the engine asks for a leftover's diff too.
    if (processState.declarations.has(state.env)) environment.declaredOriginal = state.original;
    if (changes.changed.length > 0) return changes;
    environment.kept = state;
    // A delete that came before this resource's check did not know that the environment is declared.
    return { ...changes, changed: processState.putBackOf(inputsOf(state), this.accountKey(state)) };
  }

  /** Makes the policy what the inputs say; if it already is, nothing is written. */
  async create(raw: RawInputs): Promise<{ id: string; state: PolicyState }> {
    const inputs = this.requireInputs(raw, "create");
    const state = await this.apply("create", inputs);
    this.tellClosedSwitch(state);
    return { id: inputs.env, state };
  }

  /** The live state, or undefined if WeChat clearly says that the environment does not exist. */
  async read(state: PolicyState): Promise<PolicyState | undefined> {
    const { processState, secrets } = this.options;
    processState.remember(state, [this.accountKey(state)], secrets);
    try {
      const live = await this.observe(state, state);
      if (!live) {
        this.tellGone(state);
        return undefined;
      }
      const next = stateOf(inputsOf(state), live, state.original);
      this.tellClosedSwitch(next);
      return next;
    } catch (error) {
      if (isPassedOver(error, state, this.options)) return state;
      throw failed(error, state, "read");
    }
  }

  /** The same for a policy that no state tells of: what an import stores. */
  async find(target: PolicyTarget): Promise<PolicyState | undefined> {
    try {
      const live = await this.observe(target);
      return (
        live && stateOf({ ...target, apiWhitelist: normalizeWhitelist(live.apiWhitelist) }, live)
      );
    } catch (error) {
      throw failed(error, target, "read");
    }
  }

  /** Moves the policy from what state says to what the inputs say. */
  async update(state: PolicyState, raw: RawInputs): Promise<PolicyState> {
    const inputs = this.requireInputs(raw, "update");
    const putBack = this.options.processState.putBackOf(inputs, this.accountKey(inputs));
    if (isSettingsOnly(state, inputs) && putBack.length === 0)
      return stateOf(inputs, state, state.original);
    const next = await this.apply("update", inputs, state);
    const left = state.managesOpen && !next.managesOpen ? leftSwitchWarning(next) : undefined;
    if (left === undefined) this.tellClosedSwitch(next);
    else this.warnOf(state, left);
    return next;
  }

  /**
   * Follows `onDelete`, unless the program declares the environment: then another resource manages it
   * now. An environment that is gone counts as deleted.
   */
  delete(state: PolicyState): Promise<void> {
    return deletePolicy(this.options, this.accountKey(state), state);
  }

  /** This lifecycle with another bound on its operations, or with secrets that no message shows. */
  with(options: Pick<Partial<LifecycleOptions>, "operationTimeoutMs" | "secrets">): Lifecycle {
    return new Lifecycle({ ...this.options, ...options });
  }

  private async observe(target: PolicyTarget, known?: PolicyState) {
    const { api, clock, operationTimeoutMs, signal } = this.options;
    const deadline = new Deadline(clock, operationTimeoutMs, signal);
    try {
      return await observe(api, { target, known, deadline });
    } catch (error) {
      if (error instanceof ApiError && error.problem.isGone === true) return undefined;
      throw error;
    }
  }

  /** What create and update have in common: the policy becomes what the inputs say. */
  private apply(verb: Verb, inputs: PolicyInputs, before?: PolicyState): Promise<PolicyState> {
    const { processState, secrets } = this.options;
    const account = this.accountKey(inputs);
    const environment = processState.environment(inputs.env);
    const originalFor = (found: Policy) =>
      processState.originalFor({ inputs, account, before }, found);
    return environment.run(async () => {
      const isKnown = environment.original !== undefined;
      try {
        const { found, live } = await reconcile(this.options, {
          target: inputs,
          account,
          ...(before && { base: processState.baseOf(before, account) }),
          desired: inputs,
          onConflict: inputs.onConflict ?? "fail",
        });
        processState.settle(inputs.env, account, live);
        if (verb === "create" && !isKnown)
          this.warnOf(inputs, writtenOverWarning(found, live, { open: inputs.open, secrets }));
        environment.declaredOriginal = originalFor(found);
        return stateOf(inputs, live, environment.declaredOriginal);
      } catch (error) {
        const translated = failed(error, inputs, verb, ({ found, seen, unverified }) => ({
          ...stateOf(inputs, seen, originalFor(found)),
          unverified,
        }));
        const isStored = translated instanceof PolicyError && translated.partial !== undefined;
        environment.isCreateFailed = verb === "create" && !isStored;
        throw translated;
      }
    });
  }

  /** Says what is lost with a resource whose environment is gone. */
  private tellGone(state: PolicyState): void {
    const { processState, secrets } = this.options;
    const key = this.accountKey(state);
    const lost = lostOriginal(state, [state], secrets);
    this.warnOf(state, `WeChat says twice that it does not exist: it leaves the state${lost}`);
    const other = processState.declarations.otherThatAsksForOpen(state.env, key);
    this.warnOf(state, goneSwitchWarning(state, other));
  }

  /** Says once for an account that its switch is closed, if the program does not manage it. */
  private tellClosedSwitch(state: PolicyState): void {
    const key = this.accountKey(state);
    const { processState } = this.options;
    const account = processState.account(key);
    if (state.open || state.managesOpen || account.isClosedTold) return;
    if (processState.declarations.otherThatAsksForOpen(state.env, key)) return;
    account.isClosedTold = true;
    this.warnOf(state, closedWarning);
  }

  private warnOf(target: PolicyTarget, warning: string | undefined): void {
    if (warning !== undefined) this.options.warn(aboutPolicy(target, warning));
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
