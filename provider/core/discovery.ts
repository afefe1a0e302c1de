/** An account (mini program) that has authorized the third-party platform. */
export interface AuthorizedAccount {
  /** Its app id. */
  authorizerAppId: string;
  /** When it authorized. Seconds since 1970; absent if WeChat does not tell. */
  authorizedAt?: number;
  /** Whether WeChat lists a refresh_token: not before the platform has called api_query_auth for it. */
  hasRefreshToken: boolean;
}

/** A cloud development environment, as WeChat's getEnvInfo tells of it. */
export interface CloudBaseEnvironment {
  /** Its id. */
  env: string;
  /** Its name in WeChat's console. */
  alias: string;
  /** `NORMAL`, `HALTED` (over its quota, or banned), `UNAVAILABLE` (being set up), or what else WeChat says. */
  status: string;
  /** WeChat's own form, e.g. `2020-04-04 14:10:28`, of no named zone. */
  createTime: string;
}
