import { ApiError, type Failure, type Problem } from "../core/errors";
import { named } from "../core/quote";
import type { Deadline } from "../core/timing";
import { AuthorizerList } from "./authorizer-list";
import { ComponentApi, type IssuedToken } from "./component-api";
import type { Platform } from "./discovery";
import type { Wire } from "./request";
import { type ComponentSetting } from "./settings";
import { variableOf } from "../core/setting-names";
import type { Grant, TokenSource } from "./token-source";
import { isDeadToken, Tokens } from "./tokens";

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
): TokenSource & { platform: Platform } {
  const { name, value: appId, authorizer } = setting;
  const { redactor } = wire;
  for (const secret of [setting.appSecret, setting.verifyTicket]) {
    if (secret !== undefined) redactor.learn(secret);
  }
  const remedy = `Look at the credentials that go with ${name}`;
  const api = new ComponentApi(wire, appId);
  const component = new Tokens(
    {
      name,
      remedy,
      fetch: (_account, deadline) =>
        obtained({ lack: "no component_access_token", remedy }, async () =>
          kept(await api.componentToken(complete(setting), deadline)),
        ),
    },
    redactor,
  );
  const authorizers = new AuthorizerList(redactor, (offset, deadline) =>
    obtained({ lack: "no list of the authorized accounts", remedy }, () =>
      api.authorizers(component, offset, deadline),
    ),
  );
  if (authorizer) authorizers.remember(authorizer.appId, authorizer.refreshToken);

  const authorizerToken = async (account: string, deadline: Deadline): Promise<Grant> => {
    const refreshToken = await authorizers.refreshToken(account, deadline);
    const lack = `no authorizer_access_token for ${named(account)}`;
    const issued = await obtained({ lack, remedy, isOfAccount: true }, () =>
      api.authorizerToken(component, { appId: account, refreshToken }, deadline),
    );
    if (issued.refreshToken !== refreshToken) {
      authorizers.remember(account, issued.refreshToken);
      if (refreshToken === authorizer?.refreshToken) warn(changedWarning(account));
    }
    return kept(issued);
  };
  return {
    name,
    isSingleAccount: false,
    remedy,
    platform: { api, component, authorizers },
    fetch: async (account, deadline, refused) =>
      account === ""
        ? { token: await component.get("", deadline, refused), ttlMs: 0 }
        : authorizerToken(account, deadline),
  };
}

/** A failure to obtain what a request needs, as opposed to one of that request. */
class TokenError extends ApiError {}

/** What a request needs before it can be sent. */
interface Need {
  /** What is said if it cannot be had. */
  lack: string;
  remedy: string;
  /** Whether one account's refusal is in the way, not the platform's. */
  isOfAccount?: boolean;
}

/** Translates what goes wrong in the work, unless that was done closer to it. */
async function obtained<T>(need: Need, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof TokenError || !(error instanceof ApiError)) throw error;
    throw new TokenError(withoutToken(need, error.problem));
  }
}

/**
 * A failure to obtain a token, told so that it is not taken for one of the request that needs the
 * token: that was not sent, so nothing was applied, and an environment that WeChat does not know here
 * is not gone, nor has an account left if the platform itself is refused. Trying again was done
 * where it made sense.
 */
function withoutToken({ lack, remedy, isOfAccount }: Need, problem: Problem): Problem {
  const { errcode, rid, isUnauthorized } = problem;
  // The general remedy for a dead token is to give another, which nobody gives here.
  const isGeneral = isDeadToken(problem) && !problem.remedy.endsWith(remedy);
  const failures: Partial<Record<Failure, Failure>> = { unknown: "transient", missing: "denied" };
  return {
    failure: failures[problem.failure] ?? problem.failure,
    summary: `${lack}: ${problem.summary}`,
    remedy: isGeneral ? remedy : problem.remedy,
    ...(errcode !== undefined && { errcode }),
    ...(rid !== undefined && { rid }),
    ...(isOfAccount === true && isUnauthorized === true && { isUnauthorized }),
  };
}

function complete({ name, appSecret, verifyTicket }: ComponentSetting) {
  if (appSecret !== undefined && verifyTicket !== undefined) return { appSecret, verifyTicket };
  const missing = [
    ...(appSecret === undefined ? [variableOf("componentAppSecret")] : []),
    ...(verifyTicket === undefined ? [variableOf("componentVerifyTicket")] : []),
  ].join(" and ");
  throw new ApiError({
    failure: "auth",
    summary: `${name} is set without ${missing}`,
    remedy: `Set ${missing} as well, in the environment or in the configuration`,
  });
}

function kept({ token, expiresInMs }: IssuedToken): Grant {
  return { token, ttlMs: expiresInMs - Math.min(MARGIN_MS, expiresInMs / 2) };
}

function changedWarning(account: string): string {
  return (
    `WeChat has changed the authorizer_refresh_token of ${named(account)}; the configured one works for a few ` +
    "minutes more at most. Leave authorizerRefreshToken out, and the provider looks it up, or take the " +
    "current one from api_get_authorizer_list"
  );
}
