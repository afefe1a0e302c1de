import type { PolicyApi, PolicyWrite } from "../core/api";
import { ApiError } from "../core/errors";
import type { Observation, PolicyTarget } from "../core/policy";
import { backoffMs, type Deadline } from "../core/timing";
import { readAnswer, socketProblem } from "./classify";
import type { Redactor } from "./redact";
import { garbled, integer, type Reply, type ReplyBody } from "./reply";
import type { Tokens } from "./tokens";
import { type Transport, TransportError } from "./transport";

/** The endpoint that the whole project is about. */
const PATH = "/tcb/usecloudaccesstoken";

/** How often a `get` is tried at most. */
const MAX_GETS = 4;

/** What the client works with. */
export interface PolicyApiOptions {
  transport: Transport;
  tokens: Tokens;
  redactor: Redactor;
  /** Bound on one request. Milliseconds. */
  requestTimeoutMs: number;
  /** The account of targets that name none. */
  defaultAccount: string;
}

/** WeChat's `get` and `set` over HTTP. */
export function createPolicyApi(options: PolicyApiOptions): PolicyApi {
  return {
    get: (target, deadline) => getPolicy(options, target, deadline),
    set: async (target, write, deadline) => {
      await call(options, { target, deadline, body: setBody(target, write) });
    },
  };
}

async function getPolicy(
  options: PolicyApiOptions,
  target: PolicyTarget,
  deadline: Deadline,
): Promise<Observation> {
  const body = { action: "get", env: target.env };
  for (let tries = 1; ; tries++) {
    try {
      return observationOf(await call(options, { target, deadline, body }));
    } catch (error) {
      const retryAfterMs = error instanceof ApiError ? error.problem.retryAfterMs : undefined;
      if (retryAfterMs === undefined || tries >= MAX_GETS) throw error;
      const waitMs = Math.max(retryAfterMs, backoffMs(tries, deadline.clock.random));
      if (!(await deadline.wait(waitMs))) throw error;
    }
  }
}

function setBody(target: PolicyTarget, write: PolicyWrite): object {
  const { open, apiWhitelist, version } = write;
  return { action: "set", env: target.env, open, api_whitelist: apiWhitelist, version };
}

interface Call {
  target: PolicyTarget;
  deadline: Deadline;
  body: object;
}

/** Sends one request, with another token where WeChat refuses the first: then nothing was applied. */
async function call(options: PolicyApiOptions, request: Call): Promise<ReplyBody> {
  const { tokens, defaultAccount } = options;
  const { target, deadline } = request;
  const account = target.authorizerAppId ?? defaultAccount;
  const token = await tokens.get(account, deadline);
  let reply = await send(options, request, token);
  if (!reply.ok) {
    const next = await tokens.renew(account, { token, problem: reply.problem }, deadline);
    if (next !== undefined) reply = await send(options, request, next);
  }
  if (!reply.ok) throw new ApiError(reply.problem);
  return reply.body;
}

async function send(options: PolicyApiOptions, request: Call, token: string): Promise<Reply> {
  const { transport, redactor, requestTimeoutMs } = options;
  const { deadline, body } = request;
  try {
    const answer = await transport.post({
      path: PATH,
      query: { access_token: token },
      body,
      timeoutMs: Math.min(requestTimeoutMs, deadline.remainingMs()),
      signal: deadline.signal,
    });
    return readAnswer(answer, { redactor });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { ok: false, problem: socketProblem(error.code) };
  }
}

/** Takes the known keys only. The translated page spells `api_Whitelist`: both are read. */
function observationOf(body: ReplyBody): Observation {
  const { open } = body;
  const paths = body["api_whitelist"] ?? body["api_Whitelist"] ?? [];
  const version = integer(body["version"]);
  const isComplete = typeof open === "boolean" && version !== undefined && isStrings(paths);
  if (!isComplete) throw new ApiError(garbled("a get without open, api_whitelist or version"));
  return { open, apiWhitelist: [...paths], version };
}

function isStrings(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}
