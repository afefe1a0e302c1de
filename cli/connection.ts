import { ApiError } from "../provider/core/errors";
import { withoutCredentials } from "../provider/core/quote";
import type { PolicyTarget } from "../provider/core/policy";
import { Deadline, systemClock } from "../provider/core/timing";
import { checkTarget } from "../provider/core/validation";
import { connect, type WechatClient } from "../provider/wechat";
import type { Redactor } from "../provider/wechat/redact";
import { readSettings, type SettingInputs, type Settings } from "../provider/wechat/settings";
import { noSource } from "../provider/wechat/token-source";
import { UsageError } from "./command";
import { readGiven } from "./inputs";
import type { Output } from "./output";

/** WeChat as the provider would speak to it from here. */
export interface Connection extends WechatClient {
  settings: Settings;
  /** The bound on one operation as the provider has it, or a nearer one. Milliseconds. */
  deadline: (atMostMs?: number) => Deadline;
}

/** Who looks does not wait for a minute's quota to come back. Milliseconds. */
export const PATIENCE_MS = 45_000;

/** What ends a command early, and how fast it may be. */
interface Limits {
  signal?: AbortSignal;
  /** Requests to WeChat a second at most. Default: no bound. */
  requestsPerSecond?: number;
}

/** Connects; sends nothing yet. Throws ApiError if a setting is wrong. */
export function open(
  given: SettingInputs,
  options: { redactor: Redactor; warn: (message: string) => void } & Limits,
): Connection {
  const { signal, requestsPerSecond } = options;
  const settings = {
    ...readSettings(given),
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
  };
  return {
    ...connect(settings, { environment: given.environment, ...options }),
    settings,
    deadline: (atMostMs = Infinity) =>
      new Deadline(systemClock, Math.min(settings.operationTimeoutMs, atMostMs), signal),
  };
}

/**
 * The same from the environment and a `--config` file, where warnings are lines beside the result. Throws
 * ApiError as well if neither has a token source.
 */
export async function openGiven(
  config: string | undefined,
  out: Output,
  limits: Limits = {},
): Promise<Connection> {
  const { redactor } = out;
  const warn = (message: string) => out.note(`warning: ${message}`);
  const connection = open(await readGiven(config, redactor), { redactor, warn, ...limits });
  if (!connection.settings.source) throw new ApiError(noSource);
  return connection;
}

/** Which policy is meant. Throws UsageError that names what is wrong. */
export function targetOf(env: string | undefined, account: string | undefined): PolicyTarget {
  if (env === undefined) throw new UsageError("no environment id given");
  refuseCredential("the environment", "environment id", env);
  refuseCredential("--account", "app id", account);
  const { inputs, failures } = checkTarget({ env, authorizerAppId: account }, () => false);
  const [wrong] = failures;
  if (wrong === undefined) return inputs as unknown as PolicyTarget;
  throw new UsageError(
    `${wrong.property === "env" ? "the environment" : "--account"} ${wrong.reason}`,
  );
}

/** What may be a credential is neither sent, since WeChat could send it back, nor printed. */
function refuseCredential(name: string, what: string, value = ""): void {
  if (withoutCredentials(value) === value) return;
  throw new UsageError(
    `${name} looks like a credential and not like an ${what}: it was neither sent nor printed`,
  );
}
