import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { median } from "./statistics";

/** What `require` takes in a process that has loaded `@pulumi/pulumi` already, milliseconds. */
export interface ImportCost {
  /** `@pulumi/pulumi` itself, in a process that has loaded nothing. */
  pulumiMs: number;
  /** `pulumi-wechat-cloudbase`. */
  oursMs: number;
  /** `pulumi-wechat-cloudbase/native`. */
  nativeMs: number;
}

const PROCESSES = 11;

/** Medians of some processes for each entry, in turns; the first two only warm the file system. */
export function measureImport(): ImportCost {
  const runs = Array.from({ length: PROCESSES + 1 }, () => ({
    ours: load("pulumi-wechat-cloudbase"),
    native: load("pulumi-wechat-cloudbase/native"),
  })).slice(1);
  return {
    pulumiMs: median(runs.flatMap(({ ours, native }) => [ours.pulumiMs, native.pulumiMs])),
    oursMs: median(runs.map(({ ours }) => ours.addedMs)),
    nativeMs: median(runs.map(({ native }) => native.addedMs)),
  };
}

/** Loads an entry after `@pulumi/pulumi`, in a process of its own. */
export function load(entry: string): { pulumiMs: number; addedMs: number } {
  const script = `
    const startedAt = performance.now();
    require("@pulumi/pulumi");
    const loadedAt = performance.now();
    require(${JSON.stringify(entry)});
    const addedMs = performance.now() - loadedAt;
    process.stdout.write(JSON.stringify({ pulumiMs: loadedAt - startedAt, addedMs }));`;
  const options = { cwd: join(__dirname, ".."), encoding: "utf8" } as const;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], options)) as ReturnType<
    typeof load
  >;
}
