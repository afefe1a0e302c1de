import { debuglog } from "node:util";
import type { PolicyApi } from "../core/api";
import { createPolicyApi } from "./policy-api";
import { Redactor } from "./redact";
import type { Settings } from "./settings";
import { createTokenSource } from "./token-source";
import { Tokens } from "./tokens";
import { createTransport } from "./transport";

const debug = debuglog("wechat-cloudbase");

/** WeChat as the settings describe it, and what the adapters must know of the token source. */
export interface WechatClient {
  api: PolicyApi;
  /** The token source's name, where its token serves one account only. */
  singleAccountSource?: string;
  /** Closes the kept connections. */
  close(): void;
}

/** Connects what this folder has. Sends no request and asks for no token yet. */
export function connect(
  settings: Settings,
  environment: Readonly<Record<string, string | undefined>>,
): WechatClient {
  const { endpoint, requestTimeoutMs, authorizerAppId = "", source } = settings;
  const redactor = new Redactor();
  const tokenSource = createTokenSource(source, environment);
  const transport = createTransport(endpoint);
  debug("token source: %s, endpoint: %s", tokenSource.name, endpoint.origin);
  return {
    api: createPolicyApi({
      transport,
      tokens: new Tokens(tokenSource, redactor),
      redactor,
      requestTimeoutMs,
      defaultAccount: authorizerAppId,
    }),
    ...(tokenSource.isSingleAccount && { singleAccountSource: tokenSource.name }),
    close: () => transport.close(),
  };
}
