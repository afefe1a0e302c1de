import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { PROVIDER } from "../../provider/program/dynamic/reference";
import type { ProviderClient } from "./engine/double/provider-client";
import { startProvider } from "./engine/double/provider-host";
import { readProject } from "./engine/project";
import type { Props } from "./engine/value";

/** Pulumi's own dynamic provider host with this package in it, driven over gRPC, and an emulator. */
export interface HostWorld {
  emulator: Emulator;
  client: ProviderClient;
  /** What the host printed: in a real run the user sees it. */
  printed: string[];
  token: string;
}

const urn =
  "urn:pulumi:dev::policies::pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy::it";
export const subject = (id: string) => ({ urn, id });
export { urn };

/** Inputs as the engine sends them, with the reference to the code. */
export const sent = (inputs: Props): Props => ({ ...inputs, __provider: PROVIDER });

/** Runs a test against a host of its own. */
export async function withHost(
  test: (world: HostWorld) => Promise<void>,
  options: { emulator?: EmulatorOptions; config?: Props; env?: Record<string, string> } = {},
): Promise<void> {
  const emulator = await startEmulator(options.emulator);
  const token = emulator.issueToken();
  const printed: string[] = [];
  const project = readProject(join(__dirname, "programs/policies"));
  const host = await startProvider("pulumi-nodejs", options.config ?? {}, {
    project,
    env: {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
      ...options.env,
    },
    // Hosts of one engine tell each other what they declare.
    engineAddress: `engine-${randomUUID()}`,
    print: (line) => printed.push(line),
  });
  try {
    await test({ emulator, client: host.client, printed, token });
  } finally {
    await host.stop();
    await emulator.close();
  }
}
