import { readFileSync } from "node:fs";
import { arch, availableParallelism, cpus, loadavg, release, totalmem, type } from "node:os";
import { join } from "node:path";

/** The machine in one line. */
export function describeMachine(): string {
  const cores = cpus();
  const model = cores[0]?.model.trim() ?? "unknown processor";
  const gibibytes = Math.round(totalmem() / 2 ** 30);
  return `${cores.length} × ${model}, ${gibibytes} GiB, ${type()} ${release()} ${arch()}`;
}

/** Pulumi's own default of `--parallel`: four resources for each processor. */
export const defaultParallel = (): number => 4 * availableParallelism();

/** How many processes wanted to run in the last minute: more than there are cores make times long. */
export const loadAverage = (): string => (loadavg()[0] ?? 0).toFixed(1);

/** The versions of what takes part beside the engine. */
export function describeVersions(): string {
  const root = join(__dirname, "..");
  const versionOf = (folder: string) =>
    (JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { version: string }).version;
  const installed = (name: string) => `${name} ${versionOf(join(root, "node_modules", name))}`;
  return [
    `pulumi-wechat-cloudbase ${versionOf(root)}`,
    installed("@pulumi/pulumi"),
    installed("axios"),
    `Node.js ${process.versions.node}`,
  ].join(", ");
}
