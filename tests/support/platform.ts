import type { AccountSeed, Emulator, EmulatorOptions } from "../../emulator";
import { ACCOUNT, type ConnectOptions, type Connected, connected, ENV } from "./connected";
import { FakeClock } from "./fake-clock";

/** The credentials of the tests' third-party platform, to be found nowhere. */
export const PLATFORM = {
  appId: "wxp1a7f0000000001",
  appSecret: "s3cret/+=of~the.platform",
  verifyTicket: "ticket@@@/+=of~the.platform",
};

/** The platform's credentials, as the provider takes them from the environment. */
export const credentialsOf = ({ appId, appSecret, verifyTicket }: typeof PLATFORM) => ({
  WECHAT_CLOUDBASE_COMPONENT_APP_ID: appId,
  WECHAT_CLOUDBASE_COMPONENT_APP_SECRET: appSecret,
  WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET: verifyTicket,
});

/** What has the provider obtain tokens as this platform, and take no ready one. */
export const platformVariables = (component: typeof PLATFORM) => ({
  WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
  ...credentialsOf(component),
});

/** What leads a command to an emulator, as its platform. */
export const platformOf = ({ url, component }: Emulator) => ({
  WECHAT_CLOUDBASE_ENDPOINT: url,
  ...credentialsOf(component),
});

const FOLDER = "/cgi-bin/component";

/** Where tokens are obtained. */
export const COMPONENT_TOKEN = `${FOLDER}/api_component_token`;
export const AUTHORIZER_TOKEN = `${FOLDER}/api_authorizer_token`;
export const AUTHORIZER_LIST = `${FOLDER}/api_get_authorizer_list`;

/** A policy whose account is to be looked up. */
export const target = { env: ENV, authorizerAppId: ACCOUNT };

export interface PlatformOptions extends ConnectOptions {
  component?: EmulatorOptions["component"];
}

/** As {@link connected}, with a platform's credentials and without any token; one clock for both. */
export async function connectedAsPlatform(options: PlatformOptions = {}): Promise<Connected> {
  const { clock = new FakeClock() } = options;
  const component = { ...PLATFORM, ...options.component };
  return connected({
    ...options,
    clock,
    emulator: { now: () => clock.time, component, ...options.emulator },
    environment: { ...platformVariables(PLATFORM), ...options.environment },
  });
}

/** So many accounts, `wx0` and on, each with one environment: `env-0` and on. */
export function accountsOf(count: number): Record<string, AccountSeed> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `wx${index}`,
      { environments: { [`env-${index}`]: {} } },
    ]),
  );
}

/** The environment of an account of {@link accountsOf}. */
export const targetOf = (index: number) => ({
  env: `env-${index}`,
  authorizerAppId: `wx${index}`,
});

/** What WeChat got so far, by endpoint. */
export function requested(emulator: Emulator) {
  const count = (path: string) => emulator.requests({ path }).length;
  return {
    componentToken: count(COMPONENT_TOKEN),
    list: count(AUTHORIZER_LIST),
    authorizerToken: count(AUTHORIZER_TOKEN),
    policy: count("/tcb/usecloudaccesstoken"),
  };
}
