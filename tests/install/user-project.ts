import { execFile, execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, realpathSync } from "node:fs";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { promisify } from "node:util";
import { environment } from "../support/engine/project";
import { type Entry, programs } from "../support/user-program";
import { filesOf, folderOf } from "./files";
import { managers } from "./managers";
import { findNode, findTool, pathWith, shelf, type Tool } from "./tools";
import type { Way } from "./ways";

/** The programs that a way needs. */
export interface Kit {
  manager: Tool;
  node: Tool;
}

/** A process of Node.js or Bun that ran in the project, as it recorded itself. */
interface Ran {
  runtime: string;
  script: string;
}

/** What a way needs, or why it cannot be had. */
export function kitFor({ manager, node }: Way): Kit | string {
  const { command, spec } = managers[manager];
  const [tool, runtime] = [findTool(command, spec), findNode(node)];
  if (typeof tool === "string") return tool;
  return typeof runtime === "string" ? runtime : { manager: tool, node: runtime };
}

/** A user's project, installed from the registry with the tarball in it. */
export class UserProject {
  readonly #top = mkdtempSync(join(realpathSync(shelf), "project-"));
  readonly folder: string;
  readonly #record = join(this.#top, "ran.jsonl");

  constructor(
    private readonly way: Way,
    private readonly kit: Kit,
  ) {
    this.folder = join(this.#top, folderOf(way));
  }

  get env(): Record<string, string> {
    const { node, manager } = this.kit;
    const { env, loader } = managers[this.way.manager];
    const first = loader === undefined ? undefined : join(this.#top, loader);
    return {
      ...env?.(join(shelf, "cache", this.way.manager.replaceAll(" ", "-"))),
      PATH: pathWith(node, manager),
      ...(first !== undefined && existsSync(first) && { NODE_OPTIONS: `--require=${first}` }),
    };
  }

  /** For the engine's steps: each process of Node.js records itself too. */
  get recordingEnv(): Record<string, string> {
    const recorder = join(this.#top, "recorder.cjs");
    writeFileSync(
      recorder,
      `const fs = require("fs");
const [, script] = process.argv;
const { bun, node } = process.versions;
const ran = () => JSON.stringify({ runtime: bun ? "Bun " + bun : "Node.js " + node, script: fs.realpathSync(script) });
if (script) fs.appendFileSync(${JSON.stringify(this.#record)}, ran() + "\\n");
`,
    );
    const options = [this.env["NODE_OPTIONS"], `--require=${recorder}`];
    return { ...this.env, NODE_OPTIONS: options.join(" ").trim() };
  }

  async install(tarball: string): Promise<void> {
    for (const [name, text] of Object.entries(filesOf(this.way, tarball))) {
      const file = join(this.#top, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    const { command, options = [] } = managers[this.way.manager];
    const where = { cwd: this.folder, env: environment(this.env), timeout: 300_000 };
    try {
      await promisify(execFile)(command, ["install", ...options], where);
    } catch (error) {
      // yarn and pnpm say on stdout what is wrong.
      const { stdout = "" } = error as { stdout?: string };
      throw new Error(`${command} install failed: ${stdout}`, { cause: error });
    }
  }

  /** Writes the program for one of the package's two classes. */
  declare(entry: Entry): void {
    const { file, text } = programs[this.way.form];
    writeFileSync(join(this.folder, file), text(entry));
    const lines = ["name: infra", `runtime: ${this.way.manager === "bun" ? "bun" : "nodejs"}`];
    if (entry === "pulumi-wechat-cloudbase/native") {
      const path = relative(this.folder, join(this.#home, "plugin"));
      lines.push("plugins:", "  providers:", "    - name: wechat-cloudbase", `      path: ${path}`);
    }
    writeFileSync(join(this.folder, "Pulumi.yaml"), `${lines.join("\n")}\n`);
  }

  /** The processes since the last question, by script, as paths below the top folder. */
  ran(): Ran[] {
    const lines = readFileSync(this.#record, "utf8").trim().split("\n");
    rmSync(this.#record);
    const all = lines.map((line) => JSON.parse(line) as Ran);
    return all.map(({ script, ...rest }) => ({ ...rest, script: relative(this.#top, script) }));
  }

  get sdk(): string {
    const question = ["-p", 'require("@pulumi/pulumi/package.json").version'];
    const where = { cwd: this.folder, env: environment(this.env), encoding: "utf8" } as const;
    return execFileSync("node", question, where).trim();
  }

  remove(): void {
    rmSync(this.#top, { recursive: true, force: true });
  }

  /** Where the package lies: some package managers put all of a workspace's into the top folder, PnP unplugs it. */
  get #home(): string {
    const unplugged = join(this.#top, ".yarn/unplugged");
    const names = existsSync(unplugged) ? readdirSync(unplugged) : [];
    const folders = [this.folder, this.#top, ...names.map((name) => join(unplugged, name))];
    const homes = folders.map((folder) => join(folder, "node_modules/pulumi-wechat-cloudbase"));
    const home = homes.find(existsSync);
    if (home === undefined) throw new Error("pulumi-wechat-cloudbase lies nowhere");
    return home;
  }
}
