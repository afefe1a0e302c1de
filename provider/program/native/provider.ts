import * as pulumi from "@pulumi/pulumi";
import { NAMESPACE } from "../../core/constants";

/**
 * How a provider of its own reaches WeChat. A key that is left out is taken from the environment
 * alone; if both are there the environment wins, as everywhere.
 */
export interface ProviderArgs {
  /**
   * A component or authorizer access token. Better given by the environment, a file or a command: it
   * lives two hours at most. A secret.
   */
  accessToken?: pulumi.Input<string | undefined>;
  /** A file with the token, read for every request. */
  accessTokenFile?: pulumi.Input<string | undefined>;
  /** A command that prints the token. */
  accessTokenCommand?: pulumi.Input<string | undefined>;
  /** The third-party platform's app id: the provider then obtains tokens itself. */
  componentAppId?: pulumi.Input<string | undefined>;
  /** The platform's secret. A secret. */
  componentAppSecret?: pulumi.Input<string | undefined>;
  /** The newest ticket that WeChat has pushed to the platform; it lives twelve hours. A secret. */
  componentVerifyTicket?: pulumi.Input<string | undefined>;
  /** The account of resources that name none. */
  authorizerAppId?: pulumi.Input<string | undefined>;
  /** The refresh token of the account in `authorizerAppId`. Left out, and for other accounts: looked up. A secret. */
  authorizerRefreshToken?: pulumi.Input<string | undefined>;
  /** Base URL, default `https://api.weixin.qq.com`. Plain http only to a loopback address. */
  endpoint?: pulumi.Input<string | undefined>;
  /** Milliseconds for one request, default 10000. */
  requestTimeoutMs?: pulumi.Input<number | undefined>;
  /** Milliseconds for one create, read, update or delete with all its requests, default 120000. */
  operationTimeoutMs?: pulumi.Input<number | undefined>;
  /**
   * `auto` (default), `current` or `next`: which version a write carries. No public source says which
   * is right.
   */
  versionStrategy?: pulumi.Input<"auto" | "current" | "next" | undefined>;
  /**
   * `fail` (default) or `keep`: what becomes of a policy whose account has withdrawn its authorization
   * (61003, 61007, 48001, 85105, -501019), is punished (50004), does not exist any more (40013) or closed cloud
   * development (85088), or whose environment is halted (-501005).
   * With `keep` a read leaves it in state as it is, and a delete drops it from state without a write; both warn.
   */
  onUnauthorized?: pulumi.Input<"fail" | "keep" | undefined>;
  /** An upper bound on requests to WeChat of one process in a second. Default: none. */
  requestsPerSecond?: pulumi.Input<number | undefined>;
  /**
   * Whether every preview and up looks at WeChat first, so that drift shows without `--refresh`.
   * Default: true.
   */
  refreshBeforeUpdate?: pulumi.Input<boolean | undefined>;
}

/** A provider with a configuration of its own, for other credentials or another endpoint. */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs = {}, opts?: pulumi.ResourceOptions) {
    const secret = (value: pulumi.Input<string | undefined>) =>
      value === undefined ? undefined : pulumi.secret(value);
    // A provider's properties travel as text.
    const text = (value: pulumi.Input<number | boolean | undefined>) =>
      value === undefined ? undefined : pulumi.output(value).apply((given) => given?.toString());
    const properties = {
      ...args,
      accessToken: secret(args.accessToken),
      componentAppSecret: secret(args.componentAppSecret),
      componentVerifyTicket: secret(args.componentVerifyTicket),
      authorizerRefreshToken: secret(args.authorizerRefreshToken),
      requestTimeoutMs: text(args.requestTimeoutMs),
      operationTimeoutMs: text(args.operationTimeoutMs),
      requestsPerSecond: text(args.requestsPerSecond),
      refreshBeforeUpdate: text(args.refreshBeforeUpdate),
    };
    super(NAMESPACE, name, properties, opts);
  }
}
