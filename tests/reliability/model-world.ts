import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, startEmulator, type VersionRule } from "../../emulator";
import { Lifecycle } from "../../provider/core/lifecycle";
import { normalizeWhitelist, type Policy, type PolicyState } from "../../provider/core/policy";
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

/** The time that one request may take: long enough for a loaded machine, short for a hanging one. */
const REQUEST_TIMEOUT_MS = 250;

/** The real things: an emulator, and one process of the provider at a time. */
export class ModelWorld {
  life!: Lifecycle;
  /** Every token there ever was: none may be seen anywhere. */
  readonly tokens: string[] = [];
  readonly warnings: string[] = [];
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

  static async begin(setup: Setup): Promise<ModelWorld> {
    const { rule, stale, open, whitelists } = setup;
    const environments = Object.fromEntries(
      ENVS.map((env, index) => [
        env,
        { apiWhitelist: whitelists[index] ?? [], version: index + 1 },
      ]),
    );
    const emulator = await startEmulator({
      versionRule: rule,
      staleVersion: stale,
      accounts: { [ACCOUNT]: { open, environments } },
    });
    return new ModelWorld(emulator, setup);
  }

  /** The process ends, with all that it remembered, and another one begins. */
  restart(): void {
    this.client?.close();
    const environment = {
      WECHAT_CLOUDBASE_ENDPOINT: this.emulator.url,
      WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: `${REQUEST_TIMEOUT_MS}`,
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

  /** From now on the source gives this token, and WeChat takes it. */
  giveToken(): void {
    const token = this.emulator.issueToken({ token: `canary/+=${this.tokens.length}~of.a-run` });
    this.tokens.push(token);
    writeFileSync(this.tokenFile, token);
  }

  /** WeChat takes the present token no more, and the source has no other. */
  killToken(): void {
    this.emulator.expireToken(this.tokens.at(-1) ?? "");
  }

  rollToken(): void {
    this.killToken();
    this.giveToken();
  }

  /** What is live, in the model's form. */
  live(env: string): Content {
    const { open, apiWhitelist } = this.emulator.policy(env);
    return contentOf({ open, apiWhitelist });
  }

  /** What state must say after success. */
  liveState(env: string): Pick<PolicyState, "open" | "apiWhitelist" | "version"> {
    return { ...this.live(env), version: this.emulator.policy(env).version };
  }

  async end(): Promise<void> {
    this.client?.close();
    rmSync(this.folder, { recursive: true });
    await this.emulator.close();
  }
}

/** A policy as the model compares it. */
export function contentOf({
  open,
  apiWhitelist,
}: Readonly<Omit<Policy, "apiWhitelist">> & {
  readonly apiWhitelist: readonly string[];
}): Content {
  return { open, apiWhitelist: normalizeWhitelist(apiWhitelist) };
}
