import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Proves that the tests would notice: builds the provider wrong in five ways, each in a copy of the
 * repository, and wants the suite to turn red each time; the untouched copy must be green.
 */
interface Wrong {
  what: string;
  file: string;
  right: string;
  wrong: string;
}

const builds: readonly Wrong[] = [
  {
    what: "sends again without reading",
    file: "provider/core/reconcile.ts",
    right: "const outcome = await this.send(live);",
    wrong:
      'let outcome = await this.send(live); if (outcome === "unknown") outcome = await this.send(live);',
  },
  {
    what: "ignores the version",
    file: "provider/core/reconcile.ts",
    right: "version: this.version.over(seen)",
    wrong: "version: (await this.context.api.get(this.change.target, this.deadline)).version",
  },
  {
    what: "leaks the token",
    file: "provider/wechat/transport.ts",
    right: 'throw new TransportError(code ?? "ERR_NETWORK");',
    wrong:
      "const { config } = error as { config?: { params?: unknown } }; throw new TransportError(`${code} ${JSON.stringify(config?.params)}`);",
  },
  {
    what: 'takes a read error for "gone"',
    file: "provider/core/lifecycle.ts",
    right: "error instanceof ApiError && error.problem.isGone === true",
    wrong: "error instanceof ApiError",
  },
  {
    what: "computes version + 1 always",
    file: "provider/core/version.ts",
    right: "return version + this.offset;",
    wrong: "return version + 1;",
  },
];

const root = join(__dirname, "..");
const copied = ["provider", "emulator", "tests", "package.json", "tsconfig.json"];
const suites = ["tests/core", "tests/wechat", "tests/reliability/grid"];

/** Runs the suites on a copy with that change; true if they are green. Says why the untouched one is not. */
function isGreen(change?: Wrong): boolean {
  const folder = mkdtempSync(join(tmpdir(), "sabotage-"));
  try {
    for (const path of [...copied, "jest.config.js"]) {
      cpSync(join(root, path), join(folder, path), { recursive: true });
    }
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    if (change) apply(change, folder);
    const { status, stderr } = spawnSync(
      "npx",
      ["jest", "--selectProjects", "fast", "slow", "--bail", "--testPathPatterns", ...suites],
      {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", "ignore", "pipe"],
        maxBuffer: Infinity,
      },
    );
    if (status !== 0 && !change) process.stderr.write(stderr);
    return status === 0;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function apply({ what, file, right, wrong }: Wrong, folder: string): void {
  const path = join(folder, file);
  // The formatter decides where lines break, so white space does not count.
  const pattern = right.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replace(/\s+/g, "\\s+");
  const parts = readFileSync(path, "utf8").split(new RegExp(pattern));
  if (parts.length !== 2)
    throw new Error(`"${what}" no longer fits ${file}: mend scripts/sabotage.ts`);
  writeFileSync(path, parts.join(wrong));
}

const say = (line: string) => process.stdout.write(`${line}\n`);
let isProven = isGreen();
say(`untouched: ${isProven ? "green, as it must be" : "RED: nothing can be proven"}`);
for (const build of isProven ? builds : []) {
  const isNoticed = !isGreen(build);
  isProven &&= isNoticed;
  say(`${build.what}: ${isNoticed ? "red, noticed" : "GREEN: the tests let it pass"}`);
}
process.exitCode = isProven ? 0 : 1;
