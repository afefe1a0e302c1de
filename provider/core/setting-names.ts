import { NAMESPACE } from "./constants";

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
  "onUnauthorized",
  "requestsPerSecond",
] as const;
export type SettingKey = (typeof settingKeys)[number];

/** The keys whose values never stand in plain text, neither in a state nor in what is printed. */
export const secretKeys: ReadonlySet<string> = new Set<SettingKey>([
  "accessToken",
  "componentAppSecret",
  "componentVerifyTicket",
  "authorizerRefreshToken",
]);

/** The environment variable of a key: `accessToken` is `WECHAT_CLOUDBASE_ACCESS_TOKEN`. */
export function variableOf(key: SettingKey): string {
  return `WECHAT_CLOUDBASE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

/** What to say of a secret that a stack's configuration has in plain text. */
export function plainSecretAdvice(key: SettingKey): { message: string; remedy: string } {
  const name = `${NAMESPACE}:${key}`;
  return {
    message: `${name} is plain text in the stack's configuration, and may be in its state`,
    remedy: `Set it with \`pulumi config set --secret ${name}\`, or set ${variableOf(key)} in the environment alone`,
  };
}
