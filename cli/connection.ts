import type { PolicyApi } from "../provider/core/api";
import type { PolicyTarget } from "../provider/core/policy";
import { Deadline, systemClock } from "../provider/core/timing";
import { checkTarget } from "../provider/core/validation";
import { connect } from "../provider/wechat";
import type { Redactor } from "../provider/wechat/redact";
import { readSettings, type SettingInputs, type Settings } from "../provider/wechat/settings";
import { UsageError } from "./command";
import { readGiven } from "./inputs";
import type { Output } from "./output";

/** WeChat as the provider would speak to it from here. */
export interface Connection {
  api: PolicyApi;
  settings: Settings;
  /** The bound on one operation as the provider has it, or a nearer one. Milliseconds. */
  deadline: (atMostMs?: number) => Deadline;
}

/** Who looks does not wait for a minute's quota to come back. Milliseconds. */
export const PATIENCE_MS = 45_000;

/** Connects; sends nothing yet. Throws ApiError where a setting is wrong. */
export function open(
  given: SettingInputs,
  options: { redactor: Redactor; warn: (message: string) => void },
): Connection {
  const settings = readSettings(given);
  const { api } = connect(settings, { environment: given.environment, ...options });
  return {
    api,
    settings,
    deadline: (atMostMs = Infinity) =>
      new Deadline(systemClock, Math.min(settings.operationTimeoutMs, atMostMs)),
  };
}

/** The same from the environment and a `--config` file, where warnings are lines beside the result. */
export async function openGiven(config: string | undefined, out: Output): Promise<Connection> {
  const { redactor } = out;
  const warn = (message: string) => out.note(`warning: ${message}`);
  return open(await readGiven(config, redactor), { redactor, warn });
}

/** Which policy is meant. Throws UsageError that names what is wrong. */
export function targetOf(env: string | undefined, account: string | undefined): PolicyTarget {
  if (env === undefined) throw new UsageError("no environment id given");
  const { inputs, failures } = checkTarget({ env, authorizerAppId: account }, () => false);
  const [wrong] = failures;
  if (wrong === undefined) return inputs as unknown as PolicyTarget;
  throw new UsageError(
    `${wrong.property === "env" ? "the environment" : "--account"} ${wrong.reason}`,
  );
}
