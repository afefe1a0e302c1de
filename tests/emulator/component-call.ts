import type { Emulator } from "../../emulator";
import { appId } from "./call";

/** Where the endpoints of the third-party platform are. */
export const folder = "/cgi-bin/component/";
export const tokenName = "api_component_token";
export const authorizerName = "api_authorizer_token";
export const listName = "api_get_authorizer_list";

/** What they answer. */
export interface ComponentAnswer {
  readonly errcode?: number;
  readonly errmsg?: string;
  readonly component_access_token?: string;
  readonly authorizer_access_token?: string;
  readonly authorizer_refresh_token?: string;
  readonly expires_in?: number;
  readonly total_count?: number;
  readonly list?: { authorizer_appid: string; refresh_token: string; auth_time: number }[];
}

/** Sends a body (an object as JSON, a string as it is) to one of the three endpoints. */
export async function callComponent(
  emulator: Emulator,
  name: string,
  body: unknown,
  query: Readonly<Record<string, string>> = {},
): Promise<ComponentAnswer> {
  const search = new URLSearchParams(query).toString();
  const response = await fetch(`${emulator.url}${folder}${name}?${search}`, {
    method: "POST",
    body: typeof body === "string" ? body : JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as ComponentAnswer;
}

/** As {@link callComponent}, with a component token of its own. */
export async function callAuthorized(
  emulator: Emulator,
  name: string,
  body: unknown,
): Promise<ComponentAnswer> {
  return callComponent(emulator, name, body, { component_access_token: emulator.issueToken() });
}

/** The body that obtains a component token. */
export function componentBody({ component }: Emulator): Record<string, unknown> {
  return {
    component_appid: component.appId,
    component_appsecret: component.appSecret,
    component_verify_ticket: component.verifyTicket,
  };
}

/** Obtains a component token. */
export async function obtain(emulator: Emulator): Promise<string> {
  const answer = await callComponent(emulator, tokenName, componentBody(emulator));
  return answer.component_access_token ?? "";
}

/** The body that obtains an account's token; default: the first account's. */
export function authorizerBody(emulator: Emulator, account = appId): Record<string, unknown> {
  return {
    component_appid: emulator.component.appId,
    authorizer_appid: account,
    authorizer_refresh_token: emulator.refreshToken(account),
  };
}
