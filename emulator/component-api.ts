import type { Handler, World } from "./policy-api";
import { Refusal } from "./refusal";
import { jsonReply } from "./reply";
import { readPost, type ApiRequest } from "./request";

type Fields = Readonly<Record<string, unknown>>;

const maxCount = 500;

/** The value of a text parameter, `""` if it is absent or something else. */
function text(fields: Fields, name: string): string {
  const value = fields[name];
  return typeof value === "string" ? value : "";
}

/** 40013 for what cannot be an app id. */
function readAppId(fields: Fields, name: string): string {
  const appId = text(fields, name);
  if (!/^wx\w+$/.test(appId)) throw new Refusal(40013);
  return appId;
}

function checkComponent(fields: Fields, { component }: World): void {
  const appId = readAppId(fields, "component_appid");
  if (appId !== component.credentials.appId) throw new Refusal(61011);
}

/** The fields of a call that a component token allows; old pages and new ones name it differently. */
function readComponentCall(request: ApiRequest, world: World): Fields {
  const { query } = request;
  const token = query.get("component_access_token") ?? query.get("access_token") ?? undefined;
  const grant = world.tokens.check(token, 40001);
  if (grant.appId !== undefined) throw new Refusal(40001);
  const fields = readPost(request);
  checkComponent(fields, world);
  return fields;
}

/** `POST …/api_component_token`: a component_access_token for secret and ticket. */
const componentToken: Handler = (request, world) => {
  const { component } = world;
  const fields = readPost(request);
  checkComponent(fields, world);
  const secret = text(fields, "component_appsecret");
  if (secret === "") throw new Refusal(41004);
  if (secret !== component.credentials.appSecret) throw new Refusal(40125);
  component.checkTicket(text(fields, "component_verify_ticket"));
  return jsonReply(200, {
    component_access_token: component.issueComponentToken(),
    expires_in: Math.floor(component.expiresInMs / 1000),
  });
};

/** `POST …/api_authorizer_token`: an authorizer_access_token for a refresh token. */
const authorizerToken: Handler = (request, world) => {
  const { component } = world;
  const fields = readComponentCall(request, world);
  const appId = readAppId(fields, "authorizer_appid");
  const refreshToken = text(fields, "authorizer_refresh_token");
  const issued = component.issueAuthorizerToken(appId, refreshToken);
  return jsonReply(200, {
    authorizer_access_token: issued.token,
    expires_in: Math.floor(component.expiresInMs / 1000),
    authorizer_refresh_token: issued.refreshToken,
  });
};

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;

/** `POST …/api_get_authorizer_list`: a page of the accounts that have authorized the platform. */
const authorizerList: Handler = (request, world) => {
  const { offset, count } = readComponentCall(request, world);
  if (!isCount(offset) || !isCount(count)) throw new Refusal(40097);
  if (count > maxCount) throw new Refusal(40170);
  const authorized = world.component.authorizations();
  const list = authorized
    .slice(offset, offset + count)
    .map(({ appId, refreshToken, authTime }) => ({
      authorizer_appid: appId,
      ...(world.accounts.account(appId).refreshToken && { refresh_token: refreshToken }),
      auth_time: authTime,
    }));
  return jsonReply(200, { total_count: authorized.length, list });
};

/** `POST …/api_get_authorizer_info`: an account's name and what it has granted. */
const authorizerInfo: Handler = (request, world) => {
  const appId = readAppId(readComponentCall(request, world), "authorizer_appid");
  if (!world.component.isAuthorized(appId)) throw new Refusal(61003);
  const { name, permissionSets } = world.accounts.account(appId);
  const func_info = permissionSets.map((id) => ({ funcscope_category: { id } }));
  return jsonReply(200, {
    authorizer_info: { nick_name: name, principal_name: name, MiniProgramInfo: {} },
    authorization_info: { authorizer_appid: appId, func_info },
  });
};

/**
 * The endpoints with which a third-party platform obtains tokens and looks at its accounts, by path. What they answer when all
 * is well holds no errcode. As with the policy, the order of the checks is the emulator's own.
 */
export const componentRoutes: ReadonlyMap<string, Handler> = new Map([
  ["/cgi-bin/component/api_component_token", componentToken],
  ["/cgi-bin/component/api_authorizer_token", authorizerToken],
  ["/cgi-bin/component/api_get_authorizer_list", authorizerList],
  ["/cgi-bin/component/api_get_authorizer_info", authorizerInfo],
]);
