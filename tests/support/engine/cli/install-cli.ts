import { dirname } from "node:path";
import { PulumiCommand } from "@pulumi/pulumi/automation";
import type { CliEngine } from "./cli-engine";
import { cliIn } from "./find-cli";

const probeMs = 3_000;
const installMs = 180_000;

/** Downloads the official release of the SDK's version with Pulumi's own installer; offline it says so after a moment. */
export async function installCli(): Promise<CliEngine | string> {
  try {
    const reply = await fetch("https://get.pulumi.com/install.sh", {
      method: "HEAD",
      signal: AbortSignal.timeout(probeMs),
    });
    if (!reply.ok) return `get.pulumi.com answers ${reply.status}`;
    const { command } = await withDeadline(PulumiCommand.install(), installMs);
    return cliIn(dirname(command));
  } catch (error) {
    return `the Pulumi CLI cannot be downloaded: ${error instanceof Error ? error.message : String(error)}`;
  }
}

async function withDeadline<T>(work: Promise<T>, ms: number): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(
      () => reject(new Error(`the installer took longer than ${ms / 1000} s`)),
      ms,
    );
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
