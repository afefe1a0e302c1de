import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { PROVIDER } from "../../provider/program/dynamic/reference";
import { type ProviderHost, startProvider } from "./engine/double/provider-host";
import { readProject } from "./engine/project";
import type { Props } from "./engine/value";

export const urn =
  "urn:pulumi:dev::policies::pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy::it";
export const subject = (id: string) => ({ urn, id });

/** Inputs as the engine sends them, with the reference to the code. */
export const sent = (inputs: Props): Props => ({ ...inputs, __provider: PROVIDER });

export interface ProcessOptions {
  emulator?: EmulatorOptions;
  config?: Props;
  env?: Record<string, string | undefined>;
}

/** A provider's process, driven over gRPC, and an emulator. */
export interface ProcessWorld {
  emulator: Emulator;
  client: ProviderHost["client"];
  host: ProviderHost;
  token: string;
}

/** Runs a test against a provider's process of its own. */
export async function withProcess(
  name: string,
  { engineAddress, print }: { engineAddress: string; print: (line: string) => void },
  options: ProcessOptions,
  test: (world: ProcessWorld) => Promise<void>,
): Promise<void> {
  const emulator = await startEmulator(options.emulator);
  const token = emulator.issueToken();
  const connection = {
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
  };
  const project = readProject(join(__dirname, "programs/policies"));
  const env = { ...connection, ...options.env };
  const context = { project, env, engineAddress, print };
  const host = await startProvider(name, options.config ?? {}, context);
  try {
    await test({ emulator, client: host.client, host, token });
  } finally {
    await host.stop();
    await emulator.close();
  }
}

/** Runs a test against Pulumi's own dynamic provider host; `printed` is what its user sees. */
export async function withHost(
  test: (world: ProcessWorld & { printed: string[] }) => Promise<void>,
  options: ProcessOptions = {},
): Promise<void> {
  const printed: string[] = [];
  const print = (line: string) => void printed.push(line);
  // Hosts of one engine tell each other what they declare.
  const engineAddress = `engine-${randomUUID()}`;
  await withProcess("pulumi-nodejs", { engineAddress, print }, options, (world) =>
    test({ ...world, printed }),
  );
}
