import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { serveEngine } from "./engine/double/engine-service";
import { type ProviderClient, ProviderError } from "./engine/double/provider-client";
import { type ProviderHost, startProvider } from "./engine/double/provider-host";
import { readProject } from "./engine/project";
import type { Props } from "./engine/value";

/** The plugin's process, driven over gRPC, with an engine to log to and an emulator. */
export interface PluginWorld {
  emulator: Emulator;
  client: ProviderClient;
  host: ProviderHost;
  engine: { address: string; close(): void };
  /** What the plugin had the engine show: `severity: message`, or `severity of urn: message`. */
  logged: string[];
  token: string;
}

export const urn = "urn:pulumi:dev::policies::wechat-cloudbase:index:CloudAccessTokenPolicy::it";
export const subject = (id: string) => ({ urn, id });

/** Runs a test against a plugin of its own; preview with a look at WeChat is off, as in a World. */
export async function withPlugin(
  test: (world: PluginWorld) => Promise<void>,
  options: {
    emulator?: EmulatorOptions;
    config?: Props;
    env?: Record<string, string | undefined>;
  } = {},
): Promise<void> {
  const emulator = await startEmulator(options.emulator);
  const token = emulator.issueToken();
  const logged: string[] = [];
  const none = () => Promise.reject(new Error("there is no program"));
  const engine = await serveEngine({
    register: none,
    registerOutputs: none,
    invoke: none,
    log: (severity, message, about) =>
      logged.push(`${severity}${about && ` of ${about}`}: ${message}`),
  });
  const host = await startProvider("wechat-cloudbase", options.config ?? {}, {
    project: readProject(join(__dirname, "programs/policies")),
    env: {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
      ...options.env,
    },
    engineAddress: engine.address,
    print: (line) => logged.push(`printed: ${line}`),
  });
  try {
    await test({ emulator, client: host.client, host, engine, logged, token });
  } finally {
    await host.stop();
    engine.close();
    await emulator.close();
  }
}

/** What a call is refused with. */
export async function refusal(call: Promise<unknown>): Promise<ProviderError> {
  const error = await call.catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(ProviderError);
  return error as ProviderError;
}
