import { ApiError } from "../core/errors";
import type { Deadline } from "../core/timing";
import { unreadableReply, integer, type ReplyBody } from "./reply";
import { request, retrying, type Wire, withToken } from "./request";
import type { Tokens } from "./tokens";

/** A token as WeChat issues it. */
export interface IssuedToken {
  token: string;
  /** How long it lives. Milliseconds; two hours as far as documented. */
  expiresInMs: number;
}

/** An account that has authorized the third-party platform. */
export interface Authorizer {
  appId: string;
  /** Absent before the platform has called api_query_auth for the account. */
  refreshToken: string | undefined;
  /** When the account authorized. Seconds since 1970. */
  authorizedAt: number | undefined;
}

/** What WeChat tells of an account to the platform that it has authorized. */
export interface AuthorizerInfo {
  name: string;
  /** The ids of the permission sets that the account has granted. */
  permissionSets: number[];
}

/** Some of the accounts that have authorized the platform. */
export interface AuthorizerPage {
  authorizers: Authorizer[];
  /** How many there are in all; absent if WeChat does not say. */
  total: number | undefined;
  /** The offset of the next page; absent if this was the last. */
  next: number | undefined;
}

/** WeChat's limit of accounts a page. */
const PAGE = 500;
const FOLDER = "/cgi-bin/component";

/**
 * The endpoints with which a third-party platform obtains tokens and looks at its accounts. All are tried again if it
 * makes sense: none changes a policy. Source: WeChat's pages of api_component_token,
 * api_authorizer_token, api_get_authorizer_list and api_get_authorizer_info.
 */
export class ComponentApi {
  constructor(
    private readonly wire: Wire,
    private readonly appId: string,
  ) {}

  /** Obtains a component_access_token from the secret and the ticket that WeChat pushes. */
  componentToken(
    credentials: { appSecret: string; verifyTicket: string },
    deadline: Deadline,
  ): Promise<IssuedToken> {
    const body = {
      component_appsecret: credentials.appSecret,
      component_verify_ticket: credentials.verifyTicket,
    };
    return retrying(deadline, async () => {
      const reply = await this.post("api_component_token", { query: {}, body }, deadline);
      if (!reply.ok) throw new ApiError(reply.problem);
      return issued(reply.body, "component_access_token");
    });
  }

  /** Obtains an account's token, and the refresh token that is valid from now on. */
  authorizerToken(
    component: Tokens,
    { appId, refreshToken }: { appId: string; refreshToken: string },
    deadline: Deadline,
  ): Promise<IssuedToken & { refreshToken: string }> {
    const body = { authorizer_appid: appId, authorizer_refresh_token: refreshToken };
    return retrying(deadline, async () => {
      const reply = await this.call(component, "api_authorizer_token", body, deadline);
      return {
        ...issued(reply, "authorizer_access_token"),
        refreshToken: text(reply["authorizer_refresh_token"]) ?? refreshToken,
      };
    });
  }

  /** One page of the accounts that have authorized this platform. */
  authorizers(component: Tokens, offset: number, deadline: Deadline): Promise<AuthorizerPage> {
    return retrying(deadline, async () => {
      const body = { offset, count: PAGE };
      const reply = await this.call(component, "api_get_authorizer_list", body, deadline);
      const { list } = reply;
      const total = integer(reply["total_count"]);
      if (!Array.isArray(list))
        throw new ApiError(unreadableReply("an authorizer list without a list"));
      const next = offset + list.length;
      const isLast = list.length === 0 || next >= (total ?? Infinity);
      const authorizers = list.flatMap(authorizerOf);
      return { authorizers, total, next: isLast ? undefined : next };
    });
  }

  /** An account's name and what it has granted. */
  authorizerInfo(component: Tokens, appId: string, deadline: Deadline): Promise<AuthorizerInfo> {
    return retrying(deadline, async () => {
      const body = { authorizer_appid: appId };
      const reply = await this.call(component, "api_get_authorizer_info", body, deadline);
      const { nick_name: name } = object(reply["authorizer_info"]);
      const { func_info } = object(reply["authorization_info"]);
      if (!Array.isArray(func_info))
        throw new ApiError(unreadableReply("an account without its permission sets"));
      const ids = func_info.map((item) =>
        integer(object(object(item)["funcscope_category"])["id"]),
      );
      return {
        name: typeof name === "string" ? name : "",
        permissionSets: ids.filter((id) => id !== undefined),
      };
    });
  }

  private call(
    component: Tokens,
    name: string,
    body: object,
    deadline: Deadline,
  ): Promise<ReplyBody> {
    return withToken(component, { account: "", deadline }, (token) =>
      this.post(name, { query: { component_access_token: token }, body }, deadline),
    );
  }

  private post(
    name: string,
    { query, body }: { query: Record<string, string>; body: object },
    deadline: Deadline,
  ) {
    return request(
      this.wire,
      {
        path: `${FOLDER}/${name}`,
        query,
        body: { component_appid: this.appId, ...body },
        isErrcodeOptional: true,
      },
      deadline,
    );
  }
}

function issued(body: ReplyBody, key: string): IssuedToken {
  const token = text(body[key]);
  const seconds = integer(body["expires_in"]);
  if (token === undefined || seconds === undefined) {
    throw new ApiError(unreadableReply(`ok without ${key} or expires_in`));
  }
  return { token, expiresInMs: seconds * 1000 };
}

function authorizerOf(item: unknown): Authorizer[] {
  const entry = object(item);
  const [appId, refreshToken] = [text(entry["authorizer_appid"]), text(entry["refresh_token"])];
  const authorizedAt = integer(entry["auth_time"]);
  return appId === undefined ? [] : [{ appId, refreshToken, authorizedAt }];
}

/** An object's keys; none of anything else. */
const object = (value: unknown) => (value ?? {}) as ReplyBody;

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
