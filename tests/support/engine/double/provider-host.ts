import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { environment, type Project } from "../project";
import type { Environment } from "../engine";
import { ended, start, type Start } from "./child";
import { ProviderClient } from "./provider-client";
import type { Props } from "../value";

/** What a provider's process gets to know about the step that starts it. */
export interface HostContext {
  project: Project;
  env: Environment;
  engineAddress: string;
  /** What the process prints, line by line. */
  print: (line: string) => void;
}

/** A provider's process; it lives for one phase of one step, so that nothing survives in its memory. */
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
  let announce: (port: string) => void = () => undefined;
  const announced = new Promise<string>((resolve) => (announce = resolve));
  let isAnnounced = false;
  const child = start(providerCommand(name, context), (line) => {
    const isPort = !isAnnounced && /^\d+$/.test(line);
    isAnnounced ||= isPort;
    if (isPort) announce(line);
    else context.print(line);
  });
  const end = ended(child);
  const failed = end.then((code) => {
    throw new Error(`The provider of ${name} ended with code ${code} before it named its port`);
  });
  failed.catch(() => undefined);
  const client = new ProviderClient(`127.0.0.1:${await Promise.race([announced, failed])}`);
  try {
    await client.configure(await client.checkConfig(config));
  } catch (error) {
    client.close();
    child.kill("SIGKILL");
    throw error;
  }
  return {
    client,
    ended: end,
    async stop() {
      client.close();
      child.kill("SIGKILL");
      await end;
    },
  };
}

/** The one place that knows how a package's provider is started. */
function providerCommand(name: string, { project, env, engineAddress }: HostContext): Start {
  if (name !== "pulumi-nodejs") {
    const folder = project.plugins[name];
    if (folder === undefined) {
      throw new Error(`The engine double knows no plugin of ${name}: name its path in Pulumi.yaml`);
    }
    return {
      command: join(folder, `pulumi-resource-${name}`),
      args: [engineAddress],
      cwd: project.root,
      env: environment(env),
    };
  }
  return {
    command: nodeOf(env),
    args: [sdkFile(project, env, "cmd/dynamic-provider"), engineAddress],
    cwd: project.programDir,
    env: environment(env, { PULUMI_NODEJS_PROJECT: project.name, PULUMI_PROJECT: project.name }),
  };
}

/** The Node.js of a step: the first on the PATH that the stack's environment gives, else this process'. */
export function nodeOf(env: Environment): string {
  return env["PATH"] === undefined ? process.execPath : "node";
}

/** A script of the @pulumi/pulumi that the program itself would load; a Node.js of the step's own is asked, as the CLI asks. */
export function sdkFile({ programDir }: Project, env: Environment, name: string): string {
  const script = `@pulumi/pulumi/${name}`;
  if (env["PATH"] === undefined) return createRequire(join(programDir, "index.js")).resolve(script);
  const question = ["-p", `require.resolve(${JSON.stringify(script)})`];
  const where = { cwd: programDir, env: environment(env), encoding: "utf8" } as const;
  return execFileSync("node", question, where).trim();
}
