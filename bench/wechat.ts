import { type Emulator, startEmulator } from "../emulator";
import type { Environment } from "../tests/support/engine";
import { environments } from "./programs/workload";

const ACCOUNT = "wx0000000000000001";
/** What each environment may call before and after a stack's life. */
export const BEFORE = ["/*"];

/** An emulator with so many environments, and what the provider's environment must hold for it. */
export async function startWechat(options: {
  count: number;
  latencyMs: number;
}): Promise<{ emulator: Emulator; env: Environment }> {
  const { count, latencyMs } = options;
  const seeds = environments(count).map((env) => [env, { apiWhitelist: BEFORE }] as const);
  const emulator = await startEmulator({
    latencyMs,
    accounts: { [ACCOUNT]: { environments: Object.fromEntries(seeds) } },
  });
  // What the user has set would change the figures.
  const set = Object.keys(process.env).filter((key) => key.startsWith("WECHAT_CLOUDBASE_"));
  const env = {
    ...Object.fromEntries(set.map((key) => [key, undefined])),
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken(),
    WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "false",
  };
  return { emulator, env };
}
