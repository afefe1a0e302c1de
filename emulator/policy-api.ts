import type { Accounts } from "./accounts";
import type { Component } from "./component";
import type { Journal } from "./journal";
import { Refusal } from "./refusal";
import { apiReply, type Reply } from "./reply";
import { isStringList, readPost, type ApiRequest } from "./request";
import type { Grant, Tokens } from "./tokens";

/** What the handlers of the API work on. */
export interface World {
  readonly accounts: Accounts;
  readonly tokens: Tokens;
  readonly component: Component;
  readonly journal: Journal;
  /** What a set with a version that the rule does not accept meets, see EmulatorOptions. */
  readonly staleVersion: "refuse" | "ignore";
  readonly staleErrcode: number;
}

/** How a fault bends the handling of one request from inside. */
export interface Bend {
  /** A set answers ok and is not applied. */
  readonly lose?: boolean;
  /** A get answers what was true before the last write. */
  readonly stale?: boolean;
}

/** Answers one request; throws a Refusal for an errcode. */
export type Handler = (request: ApiRequest, world: World, bend: Bend) => Reply;

interface GetCall {
  readonly action: "get";
  readonly env: string;
}

interface SetCall {
  readonly action: "set";
  readonly env: string;
  readonly open: boolean;
  readonly apiWhitelist: readonly string[];
  readonly version: number;
}

type Fields = Readonly<Record<string, unknown>>;

/** The value of a parameter: 40101 if it is absent, 40097 if it is not what the page asks. */
function read<T>(fields: Fields, name: string, is: (value: unknown) => value is T): T {
  const value = fields[name];
  if (value === undefined || value === null || value === "") throw new Refusal(40101, name);
  if (!is(value)) throw new Refusal(40097, name);
  return value;
}

const isAction = (value: unknown): value is "get" | "set" => value === "get" || value === "set";
const isString = (value: unknown): value is string => typeof value === "string";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isVersion = (value: unknown): value is number => Number.isSafeInteger(value);
const isPathList = (value: unknown): value is readonly string[] =>
  isStringList(value) && value.every((path) => path.startsWith("/"));

function readCall(fields: Fields): GetCall | SetCall {
  const action = read(fields, "action", isAction);
  const env = read(fields, "env", isString);
  if (action === "get") return { action, env };
  return {
    action,
    env,
    open: read(fields, "open", isBoolean),
    apiWhitelist: read(fields, "api_whitelist", isPathList),
    version: read(fields, "version", isVersion),
  };
}

/** Whether this token may manage this environment, and whether there is anything to manage. */
function admit(env: string, grant: Grant, { accounts, component }: World): void {
  if (grant.appId !== undefined) component.checkAuthorization(grant.appId);
  const owner = accounts.ownerOf(env);
  const account = grant.appId ?? owner;
  if (account !== undefined && !accounts.hasCloudDevelopment(account)) throw new Refusal(85088);
  if (owner === undefined) throw new Refusal(-501000);
  if (owner !== account) throw new Refusal(61007);
  if (accounts.details(env).status === "HALTED") throw new Refusal(-501005);
}

function get({ env }: GetCall, { accounts }: World, { stale = false }: Bend): Reply {
  const { open, apiWhitelist, version } = stale
    ? accounts.previousPolicy(env)
    : accounts.policy(env);
  const fields = { errcode: 0, errmsg: "ok", open, api_whitelist: apiWhitelist, version };
  return apiReply(fields);
}

function set(id: number, call: SetCall, world: World, { lose = false }: Bend): Reply {
  const { env, open, apiWhitelist, version } = call;
  const accepted = world.accounts.accepts(env, version);
  if (!accepted && world.staleVersion === "refuse") {
    throw new Refusal(world.staleErrcode, `version ${version} is not accepted`);
  }
  if (accepted && !lose) {
    world.journal.applied(id, world.accounts.write(env, { open, apiWhitelist }));
  }
  const fields = { errcode: 0, errmsg: "ok", open };
  return apiReply(fields);
}

/** Where WeChat's page puts the endpoint. */
export const policyPath = "/tcb/usecloudaccesstoken";

/**
 * `POST /tcb/usecloudaccesstoken?access_token=…`: WeChat's setCloudAccessToken. The order of the
 * checks (token, method, body, parameters, environment) is the emulator's own choice.
 */
export const policyApi: Handler = (request, world, bend) => {
  const grant = world.tokens.check(request.query.get("access_token") ?? undefined);
  const call = readCall(readPost(request));
  admit(call.env, grant, world);
  return call.action === "get" ? get(call, world, bend) : set(request.id, call, world, bend);
};
