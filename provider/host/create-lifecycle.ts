import { ApiError } from "../core/errors";
import { Lifecycle } from "../core/lifecycle";
import { ProcessState } from "../core/process-state";
import { Deadline, systemClock } from "../core/timing";
import { named } from "../core/quote";
import { UNKNOWN } from "../core/constants";
import { EngineDeclarations } from "./engine-declarations";
import type {
  GetAuthorizedAccountsResult,
  GetCloudBaseEnvironmentsArgs,
  GetCloudBaseEnvironmentsResult,
} from "../program/args";
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

/** A loop over all accounts must say which of them fails. */
async function naming<T>(account: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof ApiError) || account === "") throw error;
    const { summary, ...problem } = error.problem;
    if (summary.includes(account)) throw error;
    throw new ApiError({ ...problem, summary: `${named(account)}: ${summary}` });
  }
}

/** What a process does with WeChat: the verbs for policies, and the lists. */
export interface ConnectedProvider {
  lifecycle: Lifecycle;
  /** The platform's accounts, else the one of the token. */
  accountsInView: () => Promise<string[]>;
  getAuthorizedAccounts: () => Promise<GetAuthorizedAccountsResult>;
  getCloudBaseEnvironments: (
    args: GetCloudBaseEnvironmentsArgs,
  ) => Promise<GetCloudBaseEnvironmentsResult>;
}

/**
 * The core over WeChat, as both adapters use it: one for a process, because its locks, and what it
 * knows, hold between resources. Throws ApiError if a setting is wrong; needs no token yet.
 */
export function createLifecycle(options: CreateLifecycleOptions): Lifecycle {
  return createProvider(options).lifecycle;
}

/** The same with what lists accounts and environments, over one client and its tokens. */
export function createProvider(options: CreateLifecycleOptions): ConnectedProvider {
  const { environment, warn, signal } = options;
  const settings = readSettings(options);
  const { api, discovery, singleAccountSource } = connect(settings, { environment, warn });
  const { operationTimeoutMs, versionStrategy, onUnauthorized, authorizerAppId } = settings;
  const isSecretGiven = (key: SettingKey) => secretKeys.has(key) && options.config(key);
  if (environment["PULUMI_DEBUG_GRPC"] && settingKeys.some(isSecretGiven)) warn(grpcWarning);
  const deadline = () => new Deadline(systemClock, operationTimeoutMs, signal);
  const lifecycle = new Lifecycle({
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
  return {
    lifecycle,
    accountsInView: async () =>
      settings.componentAppId === undefined
        ? [authorizerAppId ?? ""]
        : (await discovery.accounts(deadline())).map((account) => account.authorizerAppId),
    getAuthorizedAccounts: async () => ({ accounts: await discovery.accounts(deadline()) }),
    getCloudBaseEnvironments: async ({ authorizerAppId: account = authorizerAppId ?? "" }) => ({
      environments: await naming(account, discovery.environments(account, deadline())),
    }),
  };
}
