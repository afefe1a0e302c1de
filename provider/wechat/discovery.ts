import type { AuthorizedAccount, CloudBaseEnvironment } from "../core/discovery";
import { ApiError } from "../core/errors";
import { variableOf } from "../core/setting-names";
import type { Deadline } from "../core/timing";
import type { AuthorizerList } from "./authorizer-list";
import type { AuthorizerInfo, ComponentApi } from "./component-api";
import { integer, type ReplyBody, unreadableReply } from "./reply";
import { request, retrying, type Wire, withToken } from "./request";
import type { Tokens } from "./tokens";

/** What is left of an API's quota. */
export interface Quota {
  dailyLimit: number;
  used: number;
  remain: number;
}

/** What the credentials can see. Every method rejects with ApiError and changes nothing. */
export interface Discovery {
  /** The accounts that have authorized the platform, in WeChat's order. */
  accounts(deadline: Deadline): Promise<AuthorizedAccount[]>;
  details(account: string, deadline: Deadline): Promise<AuthorizerInfo>;
  /** The account's environments; none if it has no cloud development. "" is the configuration's account. */
  environments(account: string, deadline: Deadline): Promise<CloudBaseEnvironment[]>;
  /** The ids of the platform's environments of cloud hosting. */
  cloudRunEnvironments(deadline: Deadline): Promise<Set<string>>;
  /** What is left of the quota of the API at this path. */
  quota(path: string, account: string, deadline: Deadline): Promise<Quota>;
}

/** The platform that is asked: absent if only a token is known. */
export interface Platform {
  api: ComponentApi;
  /** Whose tokens are the platform's own. */
  component: Tokens;
  authorizers: AuthorizerList;
}

/** What discovery works with. */
export interface DiscoveryOptions extends Wire {
  /** The accounts' tokens. */
  tokens: Tokens;
  platform?: Platform;
}

const NO_CLOUD_DEVELOPMENT = 85088;

/** WeChat's endpoints that list what there is (getEnvInfo, getAuthorizerList and their neighbours). */
export function createDiscovery(options: DiscoveryOptions): Discovery {
  const post = (
    { account, path }: { account: string; path: string },
    body: object,
    deadline: Deadline,
  ): Promise<ReplyBody> =>
    retrying(deadline, () =>
      withToken(options.tokens, { account, deadline }, (token) =>
        request(options, { path, query: { access_token: token }, body }, deadline),
      ),
    );
  const platform = (): Platform => {
    if (options.platform) return options.platform;
    throw new ApiError(noPlatform);
  };
  return {
    accounts: async (deadline) =>
      (await platform().authorizers.all(deadline)).map(
        ({ appId, refreshToken, authorizedAt }): AuthorizedAccount => ({
          authorizerAppId: appId,
          ...(authorizedAt !== undefined && { authorizedAt }),
          hasRefreshToken: refreshToken !== undefined,
        }),
      ),
    details: (account, deadline) => {
      const { api, component } = platform();
      return api.authorizerInfo(component, account, deadline);
    },
    environments: async (account, deadline) => {
      try {
        const reply = await post({ account, path: "/tcb/getenvinfo" }, {}, deadline);
        return list(reply, "info_list").map(environmentOf);
      } catch (error) {
        const isNone = error instanceof ApiError && error.problem.errcode === NO_CLOUD_DEVELOPMENT;
        if (isNone) return [];
        throw error;
      }
    },
    cloudRunEnvironments: async (deadline) => {
      const path = "/componenttcb/describecloudbaserunenvs";
      const reply = await post({ account: "", path }, {}, deadline);
      return new Set(list(reply, "env_list").map((item) => required(item, "env_id")));
    },
    quota: async (cgiPath, account, deadline) => {
      const path = "/cgi-bin/openapi/quota/get";
      const { quota } = await post({ account, path }, { cgi_path: cgiPath }, deadline);
      const { daily_limit, used, remain } = (quota ?? {}) as ReplyBody;
      const told = {
        dailyLimit: integer(daily_limit),
        used: integer(used),
        remain: integer(remain),
      };
      if (Object.values(told).includes(undefined))
        throw new ApiError(unreadableReply("a quota without numbers"));
      return told as Quota;
    },
  };
}

const noPlatform = {
  failure: "invalid",
  summary: "only a third-party platform can list the accounts that have authorized it",
  remedy: `Set ${variableOf("componentAppId")}, also if the token comes from elsewhere`,
} as const;

function environmentOf(item: ReplyBody): CloudBaseEnvironment {
  return {
    env: required(item, "env"),
    alias: textOf(item["alias"]),
    status: textOf(item["status"]),
    createTime: textOf(item["create_time"]),
  };
}

function list(reply: ReplyBody, key: string): ReplyBody[] {
  const items = reply[key];
  if (Array.isArray(items)) return items.map((item) => (item ?? {}) as ReplyBody);
  throw new ApiError(unreadableReply(`ok without ${key}`));
}

function required(item: ReplyBody, key: string): string {
  const value = textOf(item[key]);
  if (value !== "") return value;
  throw new ApiError(unreadableReply(`a list with an entry without ${key}`));
}

const textOf = (value: unknown) => (typeof value === "string" ? value : "");
