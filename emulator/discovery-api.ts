import type { Handler, World } from "./policy-api";
import { Refusal } from "./refusal";
import { apiReply, type Reply } from "./reply";
import { isStringList, readPost, type ApiRequest } from "./request";

/** Old pages and SDKs name the parameter of a component's token differently. */
function tokenOf({ query }: ApiRequest): string | undefined {
  return query.get("access_token") ?? query.get("component_access_token") ?? undefined;
}

/** A call of an account's own token: which account it is, if it has cloud development. */
function readAccount(request: ApiRequest, { accounts, component, tokens }: World): string {
  const { appId } = tokens.check(tokenOf(request));
  if (appId === undefined) throw new Refusal(48001);
  component.checkAuthorization(appId);
  if (!accounts.hasCloudDevelopment(appId)) throw new Refusal(85088);
  return appId;
}

/** A call of the platform's token. */
function readPlatform(request: ApiRequest, { tokens }: World): Readonly<Record<string, unknown>> {
  const { appId } = tokens.check(tokenOf(request));
  if (appId !== undefined) throw new Refusal(48001);
  return readPost(request);
}

function ok(fields: object): Reply {
  return apiReply({ errcode: 0, errmsg: "ok", ...fields });
}

const created = "2020-04-04 14:10:28";
const plan = { package_id: "basic", package_name: "basic" };

function describe(env: string, { accounts }: World) {
  const { alias, status } = accounts.details(env);
  return { alias, status, create_time: created, update_time: created, ...plan };
}

/** `POST /tcb/getenvinfo`: an account's environments, or the one that is named. */
const envInfo: Handler = (request, world) => {
  const { env = "" } = readPost(request);
  const own = world.accounts.environmentsOf(readAccount(request, world));
  const listed = env === "" ? own : own.filter((each) => each === env);
  return ok({ info_list: listed.map((each) => ({ env: each, ...describe(each, world) })) });
};

/** Those of all accounts that are of this kind. */
const ofKind = (world: World, kind: "tcb" | "run") =>
  world.accounts.list().filter((env) => world.accounts.details(env).kind === kind);

/** `POST /componenttcb/describeenvs`: the platform's environments of cloud development. */
const platformEnvs: Handler = (request, world) => {
  readPlatform(request, world);
  const listed = ofKind(world, "tcb");
  return ok({ info_list: listed.map((env) => ({ env, ...describe(env, world) })) });
};

/** `POST /componenttcb/describecloudbaserunenvs`: those of cloud hosting. */
const runEnvs: Handler = (request, world) => {
  readPlatform(request, world);
  const listed = ofKind(world, "run");
  return ok({
    env_list: listed.map((env) => ({ env_id: env, source: "qcloud", ...describe(env, world) })),
  });
};

/** `POST /componenttcb/batchgetenvid`: which environments each of these accounts has. */
const envIds: Handler = (request, world) => {
  const { appids } = readPlatform(request, world);
  if (!isStringList(appids)) throw new Refusal(40097);
  const { accounts } = world;
  const known = appids.filter((appid) => accounts.hasAccount(appid));
  const unknown = appids.filter((appid) => !accounts.hasAccount(appid));
  return ok({
    relation_data: known.map((appid) => ({ appid, env_list: accounts.environmentsOf(appid) })),
    err_list: unknown.map((appid) => ({ appid, errmsg: "invalid appid" })),
  });
};

/** `POST /cgi-bin/openapi/quota/get`: what is left of an API's quota. The emulator counts none. */
const quota: Handler = (request, { tokens, journal }) => {
  tokens.check(tokenOf(request));
  const { cgi_path: path } = readPost(request);
  if (typeof path !== "string" || !path.startsWith("/")) throw new Refusal(40097);
  const used = journal.entries.filter((entry) => "path" in entry && entry.path === path).length;
  const daily = 10_000;
  return ok({
    quota: { daily_limit: daily, used, remain: Math.max(0, daily - used) },
    rate_limit: { call_count: 0, refresh_second: 60 },
  });
};

/** The endpoints that tell which environments there are, and what is left of a quota, by path. */
export const discoveryRoutes: ReadonlyMap<string, Handler> = new Map([
  ["/tcb/getenvinfo", envInfo],
  ["/componenttcb/describeenvs", platformEnvs],
  ["/componenttcb/describecloudbaserunenvs", runEnvs],
  ["/componenttcb/batchgetenvid", envIds],
  ["/cgi-bin/openapi/quota/get", quota],
]);
