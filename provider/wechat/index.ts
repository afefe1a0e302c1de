import { debuglog } from "node:util";
import type { PolicyApi } from "../core/api";
import { createPace } from "./pace";
import { createPolicyApi } from "./policy-api";
import { Redactor } from "./redact";
import type { Settings } from "./settings";
import { AuthorizerList } from "./authorizer-list";
import { ComponentApi } from "./component-api";
import { createComponentSource } from "./component-source";
import { createDiscovery, type Discovery, type Platform } from "./discovery";
import type { Wire } from "./request";
import { createTokenSource, missingSource, type TokenSource } from "./token-source";
import { Tokens } from "./tokens";
import { createTransport } from "./transport";

const debug = debuglog("wechat-cloudbase");

/** WeChat as the settings describe it, and what the adapters must know of the token source. */
export interface WechatClient {
  api: PolicyApi;
  discovery: Discovery;
  /** The token source's name, where its token serves one account only. */
  singleAccountSource?: string;
  /** Closes the kept connections. */
  close(): void;
}

/** What connecting takes beside the settings. */
export interface ConnectOptions {
  /** For the command that prints a token. */
  environment: Readonly<Record<string, string | undefined>>;
  /** Tells the user something that is no error. */
  warn: (message: string) => void;
  /** For who prints more than errors: learns each token before it is used. Default: one of its own. */
  redactor?: Redactor;
}

/** Connects what this folder has. Sends no request and asks for no token yet. */
export function connect(settings: Settings, options: ConnectOptions): WechatClient {
  const { endpoint, requestTimeoutMs, requestsPerSecond, authorizerAppId = "" } = settings;
  const { redactor = new Redactor() } = options;
  const transport = createTransport(endpoint);
  const pace = requestsPerSecond === undefined ? {} : { pace: createPace(requestsPerSecond) };
  const wire = { transport, redactor, requestTimeoutMs, ...pace };
  const source = sourceOf(settings, wire, options);
  debug("token source: %s, endpoint: %s", source.name, endpoint.origin);
  const tokens = new Tokens(source, redactor);
  const platform = source.platform ?? platformOf(settings, wire, tokens);
  return {
    api: createPolicyApi({ ...wire, tokens, defaultAccount: authorizerAppId }),
    discovery: createDiscovery({ ...wire, tokens, ...(platform && { platform }) }),
    ...(source.isSingleAccount && { singleAccountSource: source.name }),
    close: () => transport.close(),
  };
}

type Source = TokenSource & { platform?: Platform };

function sourceOf({ source }: Settings, wire: Wire, options: ConnectOptions): Source {
  if (!source) return missingSource;
  return source.key === "componentAppId"
    ? createComponentSource(source, wire, options.warn)
    : createTokenSource(source, options.environment);
}

/** The platform behind tokens that come from elsewhere: the one for no account is its own. */
function platformOf({ componentAppId }: Settings, wire: Wire, component: Tokens) {
  if (componentAppId === undefined) return undefined;
  const api = new ComponentApi(wire, componentAppId);
  const authorizers = new AuthorizerList(wire.redactor, (offset, deadline) =>
    api.authorizers(component, offset, deadline),
  );
  return { api, component, authorizers };
}
