import { ApiError } from "../core/errors";
import type { VersionStrategy } from "../core/version";
import { NAMESPACE } from "../core/constants";
import { LOOPBACK } from "./classify";

/** Every key of the configuration; each is an environment variable as well. */
export const settingKeys = [
  "accessToken",
  "accessTokenFile",
  "accessTokenCommand",
  "componentAppId",
  "componentAppSecret",
  "componentVerifyTicket",
  "authorizerAppId",
  "authorizerRefreshToken",
  "endpoint",
  "requestTimeoutMs",
  "operationTimeoutMs",
  "versionStrategy",
] as const;
export type SettingKey = (typeof settingKeys)[number];

/** No bound on time is longer: a day, and less than what a timer can tell. Milliseconds. */
export const MAX_TIMEOUT_MS = 86_400_000;

/** The keys that say where a token comes from, in the order of precedence. */
export const sourceKeys = [
  "accessToken",
  "accessTokenFile",
  "accessTokenCommand",
  "componentAppId",
] as const;

/** The keys whose values never stand in plain text, neither in a state nor in what is printed. */
export const secretKeys: ReadonlySet<string> = new Set<SettingKey>([
  "accessToken",
  "componentAppSecret",
  "componentVerifyTicket",
  "authorizerRefreshToken",
]);

/** Where a token comes from: which key, where that was set, and its value. */
interface Setting {
  /** The variable or the configuration key, as the user knows it. */
  name: string;
  isFromConfiguration: boolean;
  value: string;
}

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
  /** Base URL; an origin and nothing more. */
  endpoint: URL;
  /** Bound on one request. Milliseconds, default 10,000. */
  requestTimeoutMs: number;
  /** Bound on one create, update, delete or read. Milliseconds, default 120,000. */
  operationTimeoutMs: number;
  versionStrategy: VersionStrategy;
  /** The account of resources that name none. */
  authorizerAppId?: string;
  source?: SourceSetting;
}

/** The environment, and Pulumi's configuration by key without the namespace. */
export interface SettingInputs {
  environment: Readonly<Record<string, string | undefined>>;
  config: (key: SettingKey) => unknown;
}

/** The environment variable of a key: `accessToken` is `WECHAT_CLOUDBASE_ACCESS_TOKEN`. */
export function variableOf(key: SettingKey): string {
  return `WECHAT_CLOUDBASE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/**
 * Reads the settings; the environment wins over the configuration, because Pulumi hands refresh and
 * destroy the configuration recorded at the last `up`. A variable set to nothing counts as not set.
 * Throws ApiError that names the setting where one is wrong. Needs no token.
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
  const source = findSource(inputs);
  return {
    endpoint: endpointOf(find(inputs, "endpoint")),
    requestTimeoutMs: milliseconds(find(inputs, "requestTimeoutMs"), 10_000),
    operationTimeoutMs: milliseconds(find(inputs, "operationTimeoutMs"), 120_000),
    versionStrategy: strategyOf(find(inputs, "versionStrategy")),
    ...(account && { authorizerAppId: account.value }),
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

function notPlain({ name, isFromConfiguration }: Omit<Setting, "value">): ApiError {
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

function endpointOf(found: Setting | undefined): URL {
  if (!found) return new URL("https://api.weixin.qq.com");
  const { name, value } = found;
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const isBare =
    url && `${url.username}${url.password}${url.search}${url.hash}` === "" && url.pathname === "/";
  if (!isBare) {
    throw new SettingError(
      name,
      "is not a base URL",
      "Give scheme and host alone, e.g. https://api.weixin.qq.com",
    );
  }
  if (url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname)))
    return url;
  throw new SettingError(
    name,
    "must be https; plain http goes to a loopback address only",
    "The token is in the URL: use https",
  );
}

function milliseconds(found: Setting | undefined, fallback: number): number {
  if (!found) return fallback;
  const value = Number(found.value);
  if (Number.isSafeInteger(value) && value > 0 && value <= MAX_TIMEOUT_MS) return value;
  throw new SettingError(
    found.name,
    `must be a whole number of milliseconds from 1 to ${MAX_TIMEOUT_MS}`,
    `The default is ${fallback}`,
  );
}

function strategyOf(found: Setting | undefined): VersionStrategy {
  if (!found) return "auto";
  const { name, value } = found;
  if (value === "auto" || value === "current" || value === "next") return value;
  throw new SettingError(name, "must be auto, current or next", "The default is auto");
}

/** A setting that cannot be worked with. */
export class SettingError extends ApiError {
  constructor(
    /** The variable or the configuration key, as the user knows it. */
    readonly setting: string,
    what: string,
    remedy: string,
  ) {
    super({ failure: "invalid", summary: `${setting} ${what}`, remedy });
  }
}
