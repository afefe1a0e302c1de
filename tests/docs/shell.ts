import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator } from "../../emulator";
import { bin as programs } from "../../package.json";
import { type Ended, run } from "../support/processes";
import { root } from "./page";

const NAME = "pulumi-wechat-cloudbase";

/** Lines that make what a story begins with, a project or an emulator. Tests make these themselves. */
const setUp =
  /^(npm (ci|init|install|run)\b|npx pulumi-wechat-cloudbase emulator|mkdir |python3 -m venv |\. venv|pip install )/;

/** The commands of a block, those left out that only set up. */
export function commands(code: string): string[] {
  return code.split("\n").filter((line) => line !== "" && !setUp.test(line));
}

/** A user's terminal beside an emulator: a home of its own, and nobody at the keyboard. */
export class Terminal {
  readonly #home = mkdtempSync(join(tmpdir(), "terminal-"));

  private constructor(
    readonly folder: string,
    readonly emulator: Emulator,
  ) {}

  static async open(folder: string, options: EmulatorOptions = {}): Promise<Terminal> {
    const emulator = await startEmulator(options);
    emulator.issueToken({ token: "emulator-access-token", expiresInMs: Infinity });
    return new Terminal(folder, emulator);
  }

  /** Runs commands as printed, but for the emulator's port, until one fails. */
  run(lines: string[]): Promise<Ended> {
    const script = lines.join("\n").replaceAll("http://127.0.0.1:8800", this.emulator.url);
    return run("bash", ["-e", "-c", script], {
      cwd: this.folder,
      env: {
        PATH: process.env["PATH"],
        HOME: this.#home,
        PULUMI_HOME: this.#home,
        // Wins over the login, which would be to the home of whoever runs the tests.
        PULUMI_BACKEND_URL: `file://${this.#home}`,
        PULUMI_CONFIG_PASSPHRASE: "terminal",
        PULUMI_SKIP_CONFIRMATIONS: "true",
        PULUMI_SKIP_UPDATE_CHECK: "true",
        // npx may run what is installed, and nothing else.
        npm_config_offline: "true",
        npm_config_update_notifier: "false",
      },
    });
  }

  /** The same; throws with what was printed if a command fails. */
  async succeeds(lines: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.run(lines);
    if (code !== 0) throw new Error(`exit code ${code}: ${stdout}\n${stderr}`);
    return stdout;
  }

  async close(): Promise<void> {
    await this.emulator.close();
    rmSync(this.#home, { recursive: true });
  }
}

/** A clone of the repository after `npm ci`, as far as the examples need one. */
export function clone(): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "clone-"));
  for (const built of ["dist", "plugin", "node_modules"])
    symlinkSync(join(root, built), join(folder, built));
  for (const copied of ["examples", "package.json", "Pulumi.yaml"])
    cpSync(join(root, copied), join(folder, copied), { recursive: true });
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** What npm does after an install, so that npx finds the package's own program. */
export function linkProgram(folder: string): void {
  const bin = join(folder, "node_modules/.bin");
  const target = join(folder, "node_modules/pulumi-wechat-cloudbase", programs[NAME]);
  mkdirSync(bin, { recursive: true });
  symlinkSync(target, join(bin, NAME));
  chmodSync(target, 0o755);
}
