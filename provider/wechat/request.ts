import { ApiError } from "../core/errors";
import { backoffMs, type Deadline } from "../core/timing";
import { cancelledProblem, readAnswer, socketProblem, tooLateProblem } from "./classify";
import type { Pace } from "./pace";
import type { Redactor } from "./redact";
import type { Reply, ReplyBody } from "./reply";
import type { Tokens } from "./tokens";
import { type Transport, TransportError } from "./transport";

/** What every request to WeChat goes through. */
export interface Wire {
  transport: Transport;
  redactor: Redactor;
  /** Bound on one request. Milliseconds. */
  requestTimeoutMs: number;
  /** Has a request wait for its turn. Default: none waits. */
  pace?: Pace;
}

/** One request: the query may hold a token, the body may hold credentials. */
export interface WireRequest {
  path: string;
  query: Readonly<Record<string, string>>;
  body: object;
  /** Token endpoints leave the errcode out when all is well. */
  isErrcodeOptional?: boolean;
}

/** How often a request that changes nothing is tried at most. */
const MAX_TRIES = 4;

/** Sends one request, once. Rejects with nothing but a fault of the provider itself. */
export async function request(
  { transport, redactor, requestTimeoutMs, pace }: Wire,
  { path, query, body, isErrcodeOptional = false }: WireRequest,
  deadline: Deadline,
): Promise<Reply> {
  const hasTurn = pace === undefined || (await pace(deadline));
  if (!hasTurn || deadline.remainingMs() === 0) {
    const { aborted } = deadline.signal;
    return { ok: false, problem: aborted ? cancelledProblem : tooLateProblem };
  }
  try {
    const answer = await transport.post({
      path,
      query,
      body,
      timeoutMs: Math.min(requestTimeoutMs, deadline.remainingMs()),
      signal: deadline.signal,
    });
    return readAnswer(answer, { redactor, isErrcodeOptional });
  } catch (error) {
    if (!(error instanceof TransportError)) throw error;
    return { ok: false, problem: socketProblem(error.code, transport.host) };
  }
}

/**
 * Sends with the account's token, and with another one if WeChat refuses the first. What writes is
 * sent once: then the refusal says that another try makes sense, and there is another token for it.
 */
export async function withToken(
  tokens: Tokens,
  subject: { account: string; deadline: Deadline; isWrite?: boolean },
  send: (token: string) => Promise<Reply>,
): Promise<ReplyBody> {
  const { account, deadline, isWrite = false } = subject;
  await tokens.pauses.wait(account, deadline);
  const token = await tokens.get(account, deadline);
  let reply = await send(token);
  if (!reply.ok) {
    reply = { ok: false, problem: tokens.pauses.note(account, reply.problem, deadline) };
    const next = await tokens.renew(account, { token, problem: reply.problem }, deadline);
    if (next !== undefined) {
      if (isWrite) throw new ApiError({ ...reply.problem, retryAfterMs: 0 });
      reply = await send(next);
    }
  }
  if (!reply.ok) throw new ApiError(reply.problem);
  return reply.body;
}

/** Tries work that changes nothing again, while its failure says that this makes sense. */
export async function retrying<T>(deadline: Deadline, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; tries < MAX_TRIES; tries++) {
    try {
      return await work();
    } catch (error) {
      const retryAfterMs = error instanceof ApiError ? error.problem.retryAfterMs : undefined;
      if (retryAfterMs === undefined) throw error;
      const waitMs = Math.max(retryAfterMs, backoffMs(tries, deadline.clock.random));
      if (!(await deadline.wait(waitMs))) throw error;
    }
  }
  return work();
}
