import type { Fault } from "../../emulator";
import { ACCOUNT } from "../support/connected";
import { type Answer, loopback } from "../support/loopback";
import {
  AUTHORIZER_LIST,
  AUTHORIZER_TOKEN,
  COMPONENT_TOKEN,
  connectedAsPlatform,
  type PlatformOptions,
  target,
} from "../support/platform";
import { withCalls } from "./calls";

/** A client that obtains its tokens as a third-party platform; its calls name an account. */
export const platform = async (options?: PlatformOptions) =>
  withCalls(await connectedAsPlatform(options), target);

/** Tokens as WeChat gives them, if a test is not about them. */
export const issued: Readonly<Record<string, unknown>> = {
  [COMPONENT_TOKEN]: { component_access_token: "C", expires_in: 7200 },
  [AUTHORIZER_TOKEN]: { authorizer_access_token: "A", expires_in: "7200" },
};

/** A platform whose server answers as the test says. */
export async function platformAgainst(answer: Answer, environment: Record<string, string> = {}) {
  const server = await loopback(answer);
  const world = await platform({
    environment: { WECHAT_CLOUDBASE_ENDPOINT: server.url, ...environment },
  });
  return { ...world, server };
}

/** What a get or a set is refused with if this fault meets every request that it is for. */
export async function refusedWith(fault: Fault, call: "getProblem" | "setProblem" = "getProblem") {
  const world = await platform();
  world.always(fault);
  return { problem: await world[call](), emulator: world.emulator };
}

/** Each endpoint on the way to an account's token, and what is missing if it fails. */
export const endpoints = [
  [COMPONENT_TOKEN, "no component_access_token"],
  [AUTHORIZER_LIST, "no list of the authorized accounts"],
  [AUTHORIZER_TOKEN, `no authorizer_access_token for ${ACCOUNT}`],
] as const;
