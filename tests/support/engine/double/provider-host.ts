import { join } from "node:path";
import type { Environment } from "../engine";
import type { Project } from "../project";
import type { Props } from "../value";
import { sdkScript, start, type Start } from "./child";
import { ProviderClient } from "./provider-client";

interface HostContext {
  project: Project;
  env: Environment;
  engineAddress: string;
  /** Gets each line that the process prints. */
  print: (line: string) => void;
}

/** A provider's process. */
export interface ProviderHost {
  client: ProviderClient;
  /** Resolves when the process has ended. */
  ended: Promise<unknown>;
  stop(): Promise<void>;
}

/** Starts a package's provider and configures it. */
export async function startProvider(
  name: string,
  config: Props,
  context: HostContext,
): Promise<ProviderHost> {
  let announce: ((port: string) => void) | undefined;
  const announced = new Promise<string>((resolve) => (announce = resolve));
  const { child, ended } = start(providerCommand(name, context), (line) => {
    if (announce && /^\d+$/.test(line)) {
      announce(line);
      announce = undefined;
    } else context.print(line);
  });
  const failed = ended.then((code) => {
    throw new Error(`The provider of ${name} ended with code ${code} before it named its port`);
  });
  failed.catch(() => undefined);
  const client = new ProviderClient(`127.0.0.1:${await Promise.race([announced, failed])}`);
  const stop = async () => {
    client.close();
    child.kill("SIGKILL");
    await ended;
  };
  try {
    // The SDK's host of dynamic providers checks none.
    const isChecked = name !== "pulumi-nodejs";
    await client.configure(isChecked ? await client.checkConfig(config) : config);
  } catch (error) {
    await stop();
    throw error;
  }
  return { client, ended, stop };
}

function providerCommand(name: string, { project, env, engineAddress }: HostContext): Start {
  if (name === "pulumi-nodejs") {
    const { args, ...script } = sdkScript(project, env, "dynamic-provider");
    const names = { PULUMI_NODEJS_PROJECT: project.name, PULUMI_PROJECT: project.name };
    return { ...script, args: [...args, engineAddress], env: { ...env, ...names } };
  }
  const folder = project.plugins[name];
  if (!folder) throw new Error(`Pulumi.yaml names no plugin ${name}, so the double has none`);
  const command = join(folder, `pulumi-resource-${name}`);
  return { command, args: [engineAddress], cwd: project.root, env };
}
