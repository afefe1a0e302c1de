import { Mutex } from "async-mutex";
import { ApiError } from "../core/errors";
import type { Deadline } from "../core/timing";
import { type Authorizer, ComponentApi, type IssuedToken } from "./component-api";
import type { Redactor } from "./redact";
import type { Wire } from "./request";
import { type ComponentSetting, variableOf } from "./settings";
import type { Grant, TokenSource } from "./token-source";
import { Tokens } from "./tokens";

/** A token is given up this long before WeChat does, but never before half its life. */
const MARGIN_MS = 300_000;

/**
 * Obtains tokens as a third-party platform: one component_access_token, and with it an
 * authorizer_access_token for each account that is named. Without an account the component token
 * itself is used (batch cloud development).
 */
export function createComponentSource(
  setting: ComponentSetting,
  wire: Wire,
  warn: (message: string) => void,
): TokenSource {
  const { name, value: appId, authorizer } = setting;
  const { redactor } = wire;
  for (const secret of [setting.appSecret, setting.verifyTicket, authorizer?.refreshToken]) {
    if (secret !== undefined) redactor.learn(secret);
  }
  const api = new ComponentApi(wire, appId);
  const remedy = `Look at the credentials that go with ${name}`;
  const component = new Tokens(
    {
      name,
      isSingleAccount: false,
      remedy,
      fetch: async (_account, deadline) =>
        kept(await api.componentToken(complete(setting), deadline)),
    },
    redactor,
  );
  const book = new RefreshTokens(redactor, (offset, deadline) =>
    api.authorizers(component, offset, deadline),
  );
  if (authorizer) book.remember(authorizer);

  const authorizerToken = async (account: string, deadline: Deadline): Promise<Grant> => {
    const refreshToken = await book.find(account, deadline);
    const issued = await api.authorizerToken(component, { appId: account, refreshToken }, deadline);
    if (issued.refreshToken !== refreshToken) {
      book.remember({ appId: account, refreshToken: issued.refreshToken });
      if (refreshToken === authorizer?.refreshToken) warn(changedWarning(account));
    }
    return kept(issued);
  };
  return {
    name,
    isSingleAccount: false,
    remedy,
    fetch: async (account, deadline, refused) =>
      account === ""
        ? { token: await component.get("", deadline, refused), keepMs: 0 }
        : authorizerToken(account, deadline),
  };
}

/** The accounts' refresh tokens: given ones, and those that WeChat lists, looked up once a process. */
class RefreshTokens {
  private readonly known = new Map<string, string>();
  private readonly turn = new Mutex();
  private offset = 0;
  private isComplete = false;

  constructor(
    private readonly redactor: Redactor,
    private readonly page: (offset: number, deadline: Deadline) => Promise<Authorizer[]>,
  ) {}

  remember({ appId, refreshToken }: Authorizer): void {
    this.redactor.learn(refreshToken);
    this.known.set(appId, refreshToken);
  }

  /** One caller at a time goes on through the pages, so that each page is asked for once. */
  async find(account: string, deadline: Deadline): Promise<string> {
    const known =
      this.known.get(account) ??
      (await this.turn.runExclusive(() => this.search(account, deadline)));
    if (known !== undefined) return known;
    throw new ApiError({
      failure: "denied",
      summary: `${account} is not among the accounts that have authorized this third-party platform`,
      remedy: "Correct authorizerAppId, or let the account authorize the platform",
    });
  }

  private async search(account: string, deadline: Deadline): Promise<string | undefined> {
    while (!this.known.has(account) && !this.isComplete) {
      const authorizers = await this.page(this.offset, deadline);
      this.offset += authorizers.length;
      this.isComplete = authorizers.length === 0;
      for (const authorizer of authorizers) {
        if (!this.known.has(authorizer.appId)) this.remember(authorizer);
      }
    }
    return this.known.get(account);
  }
}

function complete({ name, appSecret, verifyTicket }: ComponentSetting) {
  if (appSecret !== undefined && verifyTicket !== undefined) return { appSecret, verifyTicket };
  const missing = variableOf(
    appSecret === undefined ? "componentAppSecret" : "componentVerifyTicket",
  );
  throw new ApiError({
    failure: "auth",
    summary: `${name} is set without ${missing}`,
    remedy: `Set ${missing} as well, or the configuration key of that name`,
  });
}

function kept({ token, expiresInMs }: IssuedToken): Grant {
  return { token, keepMs: expiresInMs - Math.min(MARGIN_MS, expiresInMs / 2) };
}

function changedWarning(account: string): string {
  return (
    `WeChat has changed the authorizer_refresh_token of ${account}; the configured one works for a few ` +
    "minutes more at most. Leave it out of the configuration, and the provider looks it up, or take the " +
    "current one from api_get_authorizer_list"
  );
}
