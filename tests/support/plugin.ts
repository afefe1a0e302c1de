import { setTimeout as sleep } from "node:timers/promises";
import { serveEngine } from "./engine/double/engine-service";
import { ProviderError } from "./engine/double/provider-error";
import { type ProcessOptions, type ProcessWorld, withProcess } from "./host";

/** The plugin's process with an engine to log to. */
export interface PluginWorld extends ProcessWorld {
  engine: { address: string; close(): void };
  /** What the plugin had the engine show: `severity: message`, or `severity of urn: message`. */
  logged: string[];
}

export const urn = "urn:pulumi:dev::policies::wechat-cloudbase:index:CloudAccessTokenPolicy::it";
export const subject = (id: string) => ({ urn, id });

/** Runs a test against a plugin of its own. */
export async function withPlugin(
  test: (world: PluginWorld) => Promise<void>,
  options: ProcessOptions = {},
): Promise<void> {
  const logged: string[] = [];
  const none = () => Promise.reject(new Error("there is no program"));
  const engine = await serveEngine({
    register: none,
    registerOutputs: none,
    invoke: none,
    log: async (severity, message, about) => {
      // An answer that does not wait until this was heard comes before it.
      await sleep(20);
      logged.push(`${severity}${about && ` of ${about}`}: ${message}`);
    },
  });
  const print = (line: string) => void logged.push(`printed: ${line}`);
  const context = { engineAddress: engine.address, print };
  try {
    await withProcess("wechat-cloudbase", context, options, (world) =>
      test({ ...world, engine, logged }),
    );
  } finally {
    engine.close();
  }
}

/** A test of a plugin of its own. */
export function onPlugin(
  claim: string,
  test: (world: PluginWorld) => Promise<void>,
  options?: ProcessOptions,
): void {
  it(claim, () => withPlugin(test, options));
}

/** The error with which a call is refused. */
export async function refusal(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}
