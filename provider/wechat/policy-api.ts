import type { PolicyApi } from "../core/api";
import { ApiError } from "../core/errors";
import type { Observation, PolicyTarget } from "../core/policy";
import type { Deadline } from "../core/timing";
import type { Redactor } from "./redact";
import { unreadableReply, integer, type ReplyBody } from "./reply";
import { request, retrying, type Wire, withToken } from "./request";
import type { Tokens } from "./tokens";

/** The endpoint that the whole project is about. */
const PATH = "/tcb/usecloudaccesstoken";

/** What the client works with. */
export interface PolicyApiOptions extends Wire {
  tokens: Tokens;
  /** The account of targets that name none. */
  defaultAccount: string;
}

/** WeChat's `get` and `set` over HTTP. */
export function createPolicyApi(options: PolicyApiOptions): PolicyApi {
  const call = (
    { authorizerAppId: account = options.defaultAccount, env }: PolicyTarget,
    action: "get" | "set",
    fields: object,
    deadline: Deadline,
  ): Promise<ReplyBody> => {
    const body = { action, env, ...fields };
    const isWrite = action === "set";
    return withToken(options.tokens, { account, deadline, isWrite }, (token) =>
      request(options, { path: PATH, query: { access_token: token }, body }, deadline),
    );
  };
  return {
    get: (target, deadline) =>
      retrying(deadline, async () =>
        observationOf(await call(target, "get", {}, deadline), options.redactor),
      ),
    set: async (target, { open, apiWhitelist, version }, deadline) => {
      await call(target, "set", { open, api_whitelist: apiWhitelist, version }, deadline);
    },
  };
}

/** Takes the known keys only. The translated page spells `api_Whitelist`: both are read. */
function observationOf(body: ReplyBody, redactor: Redactor): Observation {
  const { open } = body;
  const paths = body["api_whitelist"] ?? body["api_Whitelist"] ?? [];
  const version = integer(body["version"]);
  // The next version is to be sent as well, and must be exact.
  const isVersion = version !== undefined && Number.isSafeInteger(version + 1);
  const isComplete = typeof open === "boolean" && isVersion && isTexts(paths);
  if (!isComplete)
    throw new ApiError(unreadableReply("a get without open, api_whitelist or version"));
  // What is taken here goes into the state, and into messages.
  const isLeaking = paths.some((path) => redactor.hide(path) !== path);
  if (isLeaking) throw new ApiError(unreadableReply("an api_whitelist with the token in it"));
  return { open, apiWhitelist: [...paths], version };
}

/** Half a character is no text: a state could not hold it. */
function isTexts(value: unknown): value is string[] {
  const isText = (item: unknown) => typeof item === "string" && !/\p{Cs}/u.test(item);
  return Array.isArray(value) && value.every(isText);
}
