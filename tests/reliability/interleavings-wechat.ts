import * as fc from "fast-check";
import { Accounts, type AccountSeed, type Policy } from "../../emulator/accounts";
import type { VersionRule } from "../../emulator";
import type { PolicyApi } from "../../provider/core/api";
import { ApiError, type Problem } from "../../provider/core/errors";
import { Lifecycle } from "../../provider/core/lifecycle";
import { ProcessState } from "../../provider/core/process-state";
import type { VersionStrategy } from "../../provider/core/version";
import { ACCOUNT, UNKNOWN } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import type { Turn } from "../support/interleaving";
import { holds } from "../support/runs";

/** A `set` that was applied. */
export interface Applied {
  writer: string;
  env: string;
  before: Policy;
  after: Policy;
  /** What its writer had been told when it sent this. */
  known: Pick<Policy, "apiWhitelist">;
}

/**
 * What becomes of a `set` on its way: nothing, lost before or after WeChat handled it, or handled only
 * after its sender has given up.
 */
export type Loss = "none" | "before" | "after" | "late";

/** How this WeChat behaves. */
export interface Behaviour {
  rule: VersionRule;
  stale: "refuse" | "ignore";
  /** How the processes come to know the rule; default `auto`. */
  strategy?: VersionStrategy;
}

/** Plays generated scenes, each in a generated order of its turns. */
export function holdsInAnyOrder<Scene>(
  claim: string,
  scenes: fc.Arbitrary<Scene>,
  play: (scene: Scene, turn: Turn, drive: <T>(all: Promise<T>) => Promise<T>) => Promise<void>,
): Promise<void> {
  const property = fc.asyncProperty(scenes, fc.scheduler(), (scene, schedule) => {
    const turn = (label: string) => schedule.schedule(Promise.resolve(), label);
    return play(scene, turn, (all) => schedule.waitFor(all));
  });
  return holds(claim, property);
}

/** What may become of a set. Where versions are ignored, a late one lands in any case. */
export function lossOf(rule: VersionRule): fc.Arbitrary<Loss> {
  return fc.constantFrom(
    "none",
    "before",
    "after",
    ...(rule === "ignored" ? [] : ["late" as const]),
  );
}

/** What has few enough orders to play them all: finding out "next" takes too many looks. */
export function playable(rule: VersionRule): Behaviour[] {
  const strategy = rule === "next" ? "next" : "auto";
  return (["refuse", "ignore"] as const).map((stale) => ({ rule, stale, strategy }));
}

/**
 * WeChat without a network: the emulator's own accounts, and a schedule that decides when a request
 * is handled and when its answer arrives.
 */
export class ScheduledWechat {
  readonly applied: Applied[] = [];
  readonly accounts: Accounts;
  private readonly clock = new FakeClock();
  private readonly late: Promise<void>[] = [];
  private readonly told = new Map<string, Pick<Policy, "apiWhitelist">>();

  constructor(
    private readonly behaviour: Behaviour,
    seed: AccountSeed,
    private readonly turn: Turn,
  ) {
    this.accounts = new Accounts({ [ACCOUNT]: seed }, behaviour.rule);
  }

  /** A process of its own. `losses` are taken one a `set`. */
  process(writer: string, losses: readonly Loss[] = []): Lifecycle {
    return new Lifecycle({
      api: this.api(writer, [...losses]),
      clock: this.clock,
      processState: new ProcessState(),
      onUnauthorized: "fail",
      // On this clock everybody's waiting adds up.
      operationTimeoutMs: 86_400_000,
      versionStrategy: this.behaviour.strategy ?? "auto",
      isUnknown: (value) => value === UNKNOWN,
      warn: () => undefined,
    });
  }

  private api(writer: string, losses: Loss[]): PolicyApi {
    return {
      get: async ({ env }) => {
        await this.turn(`${writer}: get ${env}`);
        const { open, apiWhitelist, version } = this.accounts.policy(env);
        await this.turn(`${writer}: get ${env} answered`);
        this.told.set(`${writer} ${env}`, { apiWhitelist });
        return { open, apiWhitelist: [...apiWhitelist], version };
      },
      set: async ({ env }, { version, ...policy }) => {
        const known = this.told.get(`${writer} ${env}`) ?? { apiWhitelist: [] };
        const handle = () => this.handle({ writer, env, known }, { ...policy, version });
        const loss = losses.shift() ?? "none";
        const arrived = this.turn(`${writer}: set ${env} ${version}`);
        if (loss === "late") this.late.push(arrived.then(() => void handle()));
        else await arrived;
        const problem = loss === "none" || loss === "after" ? handle() : undefined;
        await this.turn(`${writer}: set ${env} answered`);
        if (loss !== "none") throw new ApiError(lost);
        if (problem) throw new ApiError(problem);
      },
    };
  }

  /** When everything has arrived that was late. */
  async drained(): Promise<void> {
    await Promise.all(this.late);
  }

  private handle(from: Omit<Applied, "before" | "after">, { version, ...policy }: Policy) {
    const { accounts, behaviour } = this;
    if (!accounts.accepts(from.env, version))
      return behaviour.stale === "refuse" ? stale : undefined;
    this.applied.push({ ...from, ...accounts.write(from.env, policy) });
  }
}

const stale: Problem = {
  failure: "invalid",
  summary: "40097 invalid args",
  remedy: "Do something.",
  isVersionSuspect: true,
};

const lost: Problem = {
  failure: "unknown",
  summary: "ECONNRESET",
  remedy: "Look at the network",
  retryAfterMs: 0,
};
