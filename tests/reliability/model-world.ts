import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator, type VersionRule } from "../../emulator";
import { Lifecycle } from "../../provider/core/lifecycle";
import { normalizeWhitelist, type PolicyState } from "../../provider/core/policy";
import { ProcessState } from "../../provider/core/process-state";
import { connect, type WechatClient } from "../../provider/wechat";
import { readSettings } from "../../provider/wechat/settings";
import { ACCOUNT, UNKNOWN } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import type { Content } from "./model-oracle";

/** Three environments of one account. */
export const ENVS = ["env-a", "env-b", "env-c"] as const;

/** What differs from run to run before the first command. */
export interface Setup {
  rule: VersionRule;
  stale: "refuse" | "ignore";
  source: "file" | "command";
  open: boolean;
  whitelists: string[][];
}

/** Something that goes wrong, or happens elsewhere, during the next operation. */
export type Armed =
  | { kind: "fault"; name: string; action: "get" | "set"; skip: number; isLasting: boolean }
  | { kind: "edit"; moment: "before" | "after"; content: Partial<Content> }
  | { kind: "roll"; action: "get" | "set" };

/** What the stack holds of one environment. */
export interface Slot {
  state?: PolicyState | undefined;
  /** Whether the last operation left an error in state: the engine then updates in any case. */
  isUnsettled: boolean;
}

/** Long enough for a busy machine, short for a request that hangs. */
const REQUEST_TIMEOUT_MS = "250";

/** An emulator, one process of the provider at a time, and what the commands know of both. */
export class World {
  life!: Lifecycle;
  /** Every token so far: none may be seen anywhere. */
  readonly tokens: string[] = [];
  readonly warnings: string[] = [];
  readonly slots: Record<string, Slot> = {};
  armed: Armed[] = [];
  isTokenDead = false;
  /** Which `open` each environment asked for in this process. */
  readonly claims = new Map<string, boolean>();
  /** The switch before the stack managed it, as far as this process has seen. */
  originalOpen: boolean | undefined;
  private client: WechatClient | undefined;
  private readonly clock = new FakeClock();
  private readonly folder = mkdtempSync(join(tmpdir(), "wechat-cloudbase-model-"));
  private readonly tokenFile = join(this.folder, "token");

  private constructor(
    readonly emulator: Emulator,
    readonly setup: Setup,
  ) {
    this.giveToken();
    this.restart();
  }

  static async begin(setup: Setup): Promise<World> {
    const { rule: versionRule, stale: staleVersion, open, whitelists } = setup;
    const environments = Object.fromEntries(
      ENVS.map((env, at) => [env, { apiWhitelist: whitelists[at] ?? [], version: at + 1 }]),
    );
    const accounts = { [ACCOUNT]: { open, environments } };
    return new World(await startEmulator({ versionRule, staleVersion, accounts }), setup);
  }

  /** The process ends, with all that it remembered, and another one begins. */
  restart(): void {
    this.client?.close();
    this.claims.clear();
    this.originalOpen = undefined;
    const environment = {
      WECHAT_CLOUDBASE_ENDPOINT: this.emulator.url,
      WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: REQUEST_TIMEOUT_MS,
      ...(this.setup.source === "file"
        ? { WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: this.tokenFile }
        : { WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: `cat ${this.tokenFile}` }),
    };
    const settings = readSettings({ environment, config: () => undefined });
    const warn = (message: string) => this.warnings.push(message);
    this.client = connect(settings, { environment: { ...process.env, ...environment }, warn });
    this.life = new Lifecycle({
      api: this.client.api,
      clock: this.clock,
      processState: new ProcessState(),
      onUnauthorized: "fail",
      operationTimeoutMs: settings.operationTimeoutMs,
      versionStrategy: settings.versionStrategy,
      isUnknown: (value) => value === UNKNOWN,
      warn,
    });
  }

  slot(env: string): Slot {
    return (this.slots[env] ??= { isUnsettled: false });
  }

  /** From now on the source gives this token, and WeChat accepts it. */
  giveToken(): void {
    const token = this.emulator.issueToken({ token: `canary/+=${this.tokens.length}~of.a-run` });
    this.tokens.push(token);
    writeFileSync(this.tokenFile, token);
    this.isTokenDead = false;
  }

  /** WeChat no longer accepts the present token, and the source has no other. */
  killToken(): void {
    this.emulator.expireToken(this.tokens.at(-1) ?? "");
    this.isTokenDead = true;
  }

  rollToken(): void {
    this.killToken();
    this.giveToken();
  }

  live(env: string): Content {
    return contentOf(this.emulator.policy(env));
  }

  async end(): Promise<void> {
    this.client?.close();
    rmSync(this.folder, { recursive: true });
    await this.emulator.close();
  }
}

/** A policy as the model compares it. */
export function contentOf(policy: { open: boolean; apiWhitelist: readonly string[] }): Content {
  return { open: policy.open, apiWhitelist: normalizeWhitelist(policy.apiWhitelist) };
}
