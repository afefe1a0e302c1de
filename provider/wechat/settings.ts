import { NAMESPACE } from "../core/constants";
import type { OnUnauthorized } from "../core/policy";
import { type SettingKey, variableOf } from "../core/setting-names";
import type { VersionStrategy } from "../core/version";
import {
  endpointOf,
  milliseconds,
  oneOf,
  requestRate,
  type Setting,
  SettingError,
} from "./setting-values";

/** The keys that say where a token comes from, in the order of precedence. */
export const sourceKeys = [
  "accessToken",
  "accessTokenFile",
  "accessTokenCommand",
  "componentAppId",
] as const;

/** A source that one value describes. */
export interface ValueSetting extends Setting {
  key: "accessToken" | "accessTokenFile" | "accessTokenCommand";
}

/** A third-party platform's credentials; what is missing is found out when a token is needed. */
export interface ComponentSetting extends Setting {
  key: "componentAppId";
  appSecret?: string;
  verifyTicket?: string;
  /** The account whose refresh token is given; others are looked up. */
  authorizer?: { appId: string; refreshToken: string };
}

export type SourceSetting = ValueSetting | ComponentSetting;

/** The configuration of one process, checked. */
export interface Settings {
  /** Base URL: an origin, and the path of a relay if there is one. */
  endpoint: URL;
  /** Bound on one request. Milliseconds, default 10,000. */
  requestTimeoutMs: number;
  /** Requests to WeChat a second at most; absent: no bound. */
  requestsPerSecond?: number;
  /** Bound on one create, update, delete or read. Milliseconds, default 120,000. */
  operationTimeoutMs: number;
  versionStrategy: VersionStrategy;
  onUnauthorized: OnUnauthorized;
  /** The account of resources that name none. */
  authorizerAppId?: string;
  /** The third-party platform, whose accounts can be listed, also if the token comes from elsewhere. */
  componentAppId?: string;
  source?: SourceSetting;
}

/** The environment, and Pulumi's configuration by key without the namespace. */
export interface SettingInputs {
  environment: Readonly<Record<string, string | undefined>>;
  config: (key: SettingKey) => unknown;
}

/**
 * Reads the settings; the environment wins over the configuration, because Pulumi hands refresh and
 * destroy the configuration recorded at the last `up`. A variable set to nothing counts as not set.
 * Throws ApiError that names the setting if one is wrong. Needs no token.
 */
export function readSettings(inputs: SettingInputs): Settings {
  if (inputs.environment["NODE_TLS_REJECT_UNAUTHORIZED"] === "0") {
    throw new SettingError(
      "NODE_TLS_REJECT_UNAUTHORIZED",
      "is 0: the token would go to whoever answers",
      "Unset it, and use NODE_EXTRA_CA_CERTS for a private certificate authority",
    );
  }
  const account = find(inputs, "authorizerAppId");
  const platform = find(inputs, "componentAppId");
  const rate = find(inputs, "requestsPerSecond");
  const source = findSource(inputs);
  return {
    endpoint: endpointOf(find(inputs, "endpoint")),
    requestTimeoutMs: milliseconds(find(inputs, "requestTimeoutMs"), 10_000),
    operationTimeoutMs: milliseconds(find(inputs, "operationTimeoutMs"), 120_000),
    versionStrategy: oneOf(find(inputs, "versionStrategy"), ["auto", "current", "next"]),
    onUnauthorized: oneOf(find(inputs, "onUnauthorized"), ["fail", "keep"]),
    ...(account && { authorizerAppId: account.value }),
    ...(rate && { requestsPerSecond: requestRate(rate) }),
    ...(platform && { componentAppId: platform.value }),
    ...(source && { source }),
  };
}

/** Everything that is wrong with the settings, for who can say several things at once. */
export function wrongSettings(inputs: SettingInputs): SettingError[] {
  try {
    readSettings(inputs);
    return [];
  } catch (error) {
    if (!(error instanceof SettingError)) throw error;
    return [error, ...wrongSettings(without(inputs, error.setting))];
  }
}

function without({ environment, config }: SettingInputs, setting: string): SettingInputs {
  return {
    environment: { ...environment, [setting]: undefined },
    config: (key) => (setting === `${NAMESPACE}:${key}` ? undefined : config(key)),
  };
}

function find(inputs: SettingInputs, key: SettingKey): Setting | undefined {
  return fromEnvironment(inputs, key) ?? fromConfiguration(inputs, key);
}

function fromEnvironment({ environment }: SettingInputs, key: SettingKey): Setting | undefined {
  const name = variableOf(key);
  return settingOf(key, { name, isFromConfiguration: false, value: environment[name] ?? "" });
}

function fromConfiguration({ config }: SettingInputs, key: SettingKey): Setting | undefined {
  const name = `${NAMESPACE}:${key}`;
  const value = config(key) ?? "";
  if (typeof value !== "string" && typeof value !== "number")
    throw notPlain({ name, isFromConfiguration: true });
  return settingOf(key, { name, isFromConfiguration: true, value: value.toString() });
}

/** Nothing but white space counts as not set. Pulumi hands over what is no string as its JSON text. */
function settingOf(key: SettingKey, setting: Setting): Setting | undefined {
  const value = setting.value.trim();
  if (value === "") return undefined;
  const isArray = value.startsWith("[") && key !== "accessTokenCommand";
  if (isArray || value.startsWith("{") || /^(true|false|null)$/.test(value)) {
    throw notPlain(setting);
  }
  return { ...setting, value };
}

function notPlain({ name, isFromConfiguration }: Omit<Setting, "value">): SettingError {
  const how = isFromConfiguration ? "with `pulumi config set`, without --path" : "to it alone";
  return new SettingError(name, "must be a plain value", `Set it ${how}`);
}

/** Whether there is any source of tokens. */
export function hasSource(inputs: SettingInputs): boolean {
  return findSource(inputs) !== undefined;
}

function findSource(inputs: SettingInputs): SourceSetting | undefined {
  for (const place of [fromEnvironment, fromConfiguration]) {
    for (const key of sourceKeys) {
      const found = place(inputs, key);
      if (found) return key === "componentAppId" ? componentOf(inputs, found) : { key, ...found };
    }
  }
  return undefined;
}

function componentOf(inputs: SettingInputs, appId: Setting): ComponentSetting {
  const appSecret = find(inputs, "componentAppSecret")?.value;
  const verifyTicket = find(inputs, "componentVerifyTicket")?.value;
  const account = find(inputs, "authorizerAppId")?.value;
  const refreshToken = find(inputs, "authorizerRefreshToken");
  if (refreshToken && account === undefined) {
    const remedy = `Set ${variableOf("authorizerAppId")} to the account that it belongs to`;
    throw new SettingError(refreshToken.name, "is set without its account", remedy);
  }
  return {
    key: "componentAppId",
    ...appId,
    ...(appSecret !== undefined && { appSecret }),
    ...(verifyTicket !== undefined && { verifyTicket }),
    ...(account !== undefined &&
      refreshToken && { authorizer: { appId: account, refreshToken: refreshToken.value } }),
  };
}
