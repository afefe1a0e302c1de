import { Lifecycle } from "../core/lifecycle";
import { ProcessState } from "../core/process-state";
import { systemClock } from "../core/timing";
import { UNKNOWN } from "../core/constants";
import { EngineDeclarations } from "./engine-declarations";
import { connect } from "../wechat";
import { readSettings, type SettingInputs } from "../wechat/settings";
import { secretKeys, type SettingKey, settingKeys } from "../core/setting-names";

/** What Pulumi's processes say to each other has secret configuration in plain text. */
const grpcWarning =
  "PULUMI_DEBUG_GRPC is set: Pulumi writes the stack's configuration into that file, secrets too, and a token " +
  "or credentials are among them. Give them by the environment alone, and delete that file";

/** What a provider process of the engine at this address knows when it begins. */
export function beginProcessState(
  address: string | undefined,
  warn: (message: string) => void,
): ProcessState {
  return new ProcessState(
    address === undefined ? undefined : new EngineDeclarations(address, warn),
  );
}

/** What an adapter gives beside its settings. */
export interface CreateLifecycleOptions extends SettingInputs {
  /** Tells the user something that is no error. */
  warn: (message: string) => void;
  /** Aborts when Pulumi cancels. */
  signal?: AbortSignal;
  /** What the process knows already. Default: nothing. */
  processState?: ProcessState;
}

/**
 * The core over WeChat, as both adapters use it: one for a process, because its locks, and what it
 * knows, hold between resources. Throws ApiError where a setting is wrong; needs no token yet.
 */
export function createLifecycle(options: CreateLifecycleOptions): Lifecycle {
  const { environment, warn, signal } = options;
  const settings = readSettings(options);
  const { api, singleAccountSource } = connect(settings, { environment, warn });
  const { operationTimeoutMs, versionStrategy, onUnauthorized, authorizerAppId } = settings;
  const isSecretGiven = (key: SettingKey) => secretKeys.has(key) && options.config(key);
  if (environment["PULUMI_DEBUG_GRPC"] && settingKeys.some(isSecretGiven)) warn(grpcWarning);
  return new Lifecycle({
    api,
    clock: systemClock,
    processState: options.processState ?? new ProcessState(),
    operationTimeoutMs,
    versionStrategy,
    onUnauthorized,
    isUnknown: (value) => value === UNKNOWN,
    warn,
    ...(signal && { signal }),
    ...(authorizerAppId !== undefined && { defaultAccount: authorizerAppId }),
    ...(singleAccountSource !== undefined && { singleAccountSource }),
  });
}
