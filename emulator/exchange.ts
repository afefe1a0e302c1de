import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { bendReply, skipsHandling } from "./fault-reply";
import { nameFault, type Fault, type Faults } from "./faults";
import type { ArrivedRequest, RequestEntry } from "./journal";
import { componentRoutes } from "./component-api";
import { discoveryRoutes } from "./discovery-api";
import { policyApi, policyPath, type Handler, type World } from "./policy-api";
import { Refusal } from "./refusal";
import { apiReply, textReply, type Reply } from "./reply";
import { fieldsOf, isStringList, maxBodyBytes, type ApiRequest } from "./request";
import { send, type Pause } from "./send";
import { hashToken } from "./tokens";

/** What an exchange needs beside the request. */
export interface ExchangeContext {
  readonly world: World;
  readonly faults: Faults;
  readonly latencyMs: number;
  readonly now: () => number;
  readonly pause: Pause;
}

/** The API's endpoints by path. */
const routes = new Map<string, Handler>([
  [policyPath, policyApi],
  ...componentRoutes,
  ...discoveryRoutes,
]);

/** A request id in WeChat's form: seconds, and two words that tell requests apart. */
function makeRid(id: number, now: number): string {
  const seconds = Math.floor(now / 1000) >>> 0;
  const words = createHash("sha256").update(String(id)).digest("hex");
  const first = seconds.toString(16).padStart(8, "0");
  return `${first}-${words.slice(0, 8)}-${words.slice(8, 16)}`;
}

/** What the journal keeps of a body: each field only if it has its documented type. */
function describeBody(json: unknown): Partial<ArrivedRequest> {
  const fields = fieldsOf(json) ?? {};
  const { action, env, version, open, api_whitelist: apiWhitelist } = fields;
  const { authorizer_appid: authorizerAppId } = fields;
  return {
    ...(typeof action === "string" && { action }),
    ...(typeof env === "string" && { env }),
    ...(typeof version === "number" && { version }),
    ...(typeof open === "boolean" && { open }),
    ...(isStringList(apiWhitelist) && { apiWhitelist: [...apiWhitelist] }),
    ...(typeof authorizerAppId === "string" && { authorizerAppId }),
  };
}

function describe({ id, method, path, query, json }: ApiRequest, world: World): ArrivedRequest {
  const token = query.get("access_token") ?? query.get("component_access_token");
  const body = describeBody(json);
  const owner = body.env === undefined ? undefined : world.accounts.ownerOf(body.env);
  const appId = world.tokens.appIdOf(token ?? undefined) ?? owner ?? body.authorizerAppId;
  return {
    id,
    method,
    path,
    ...body,
    ...(appId !== undefined && { appId }),
    ...(token !== null && token !== "" && { tokenHash: hashToken(token) }),
  };
}

/** The real answer; a Refusal becomes its errcode. */
function handle(request: ApiRequest, world: World, fault: Fault, rid: string): Reply {
  const handler = routes.get(request.path);
  if (handler === undefined) return textReply(404, "not found");
  try {
    return handler(request, world, fault);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return apiReply({ errcode: error.errcode, errmsg: `${error.message} rid: ${rid}` });
  }
}

/** Resets the connection if the fault says so at this moment; whether there is no reply. */
function isLost(response: ServerResponse, fault: Fault, moment: "before" | "after"): boolean {
  if (fault.reset === moment) response.socket?.resetAndDestroy();
  return fault.reset === moment || (moment === "after" && fault.hang === true);
}

async function answer(
  request: ApiRequest,
  response: ServerResponse,
  { entry, fault, context }: { entry: RequestEntry; fault: Fault; context: ExchangeContext },
): Promise<void> {
  const { world, pause } = context;
  await pause(context.latencyMs + (fault.delayMs ?? 0));
  await fault.before?.();
  if (isLost(response, fault, "before")) return;

  const rid = makeRid(request.id, context.now());
  const real = skipsHandling(fault) ? undefined : handle(request, world, fault, rid);
  await fault.after?.();
  await pause(fault.replyDelayMs ?? 0);
  if (isLost(response, fault, "after")) return;

  const reply = await bendReply(real, fault, rid);
  const { status, errcode } = reply;
  world.journal.answered(entry, errcode === undefined ? { status } : { status, errcode });
  await send(response, reply, fault, pause);
}

/** One request from its arrival in the journal to its answer, with the fault that meets it. */
export async function exchange(
  request: ApiRequest,
  response: ServerResponse,
  context: ExchangeContext,
): Promise<void> {
  const { journal } = context.world;
  const arrived = describe(request, context.world);
  const fault = context.faults.take(arrived);
  const entry = journal.arrived({ ...arrived, ...(fault && { fault: nameFault(fault) }) });
  try {
    await answer(request, response, { entry, fault: fault ?? {}, context });
  } catch (error) {
    // The emulator was closed meanwhile, or the client is gone: nobody to tell.
    if (response.headersSent || response.socket?.destroyed !== false) return;
    // A hook of the fault script threw: its author finds the reason in the answer.
    journal.answered(entry, { status: 500 });
    await send(response, textReply(500, String(error)), {}, context.pause);
  } finally {
    journal.done(entry);
  }
}

/** Refuses a body over the limit with 413, unread and beyond the reach of faults. */
export async function refuseTooLarge(
  request: ApiRequest,
  response: ServerResponse,
  context: ExchangeContext,
): Promise<void> {
  const { journal } = context.world;
  const entry = journal.arrived(describe(request, context.world));
  journal.answered(entry, { status: 413 });
  const reply = textReply(413, `a body may hold ${maxBodyBytes} bytes`);
  await send(response, reply, {}, context.pause);
  journal.done(entry);
}
