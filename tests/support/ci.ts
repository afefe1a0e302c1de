import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { stringify } from "yaml";
import { project } from "./installed";
import { run } from "./processes";
import type { Adapter } from "./world";

const root = join(__dirname, "../..");

/** What a job did: its exit code, all that it printed, and what it left for GitHub. */
export interface Done {
  code: number | null;
  log: string;
  outputs: Record<string, string>;
  summary: string;
}

/** A script of a job with the variables that its file gives it. */
export interface Script {
  script: string;
  env: Record<string, string>;
}

/** A runner: the quickstart's program in a project of its own, and what jobs find on PATH. */
export class Runner {
  readonly folder: string;
  /** What `gh` was called with, a line each, and the body of the issue that is open. */
  readonly gh: { calls: () => string; issue: () => string | undefined };
  readonly #bin = mkdtempSync(join(tmpdir(), "runner-"));
  readonly #path: string;
  readonly #remove: () => void;

  /** `pulumi` is the double's without the folder of a real one. */
  constructor(adapter: Adapter, cliFolder?: string) {
    const { folder, remove } = project("npm");
    this.folder = folder;
    this.#remove = remove;
    const program = readFileSync(join(root, "examples/quickstart/index.ts"), "utf8");
    const module = `pulumi-wechat-cloudbase${adapter === "native" ? "/native" : ""}`;
    writeFileSync(join(folder, "index.ts"), program.replace("pulumi-wechat-cloudbase", module));
    const path = "node_modules/pulumi-wechat-cloudbase/plugin";
    const plugins = { providers: [{ name: "wechat-cloudbase", path }] };
    const file = { name: "own", runtime: "nodejs", main: "index.ts", plugins };
    writeFileSync(join(folder, "Pulumi.yaml"), stringify(file));
    // What a user brings: the client of a token server. This one has the token as its key.
    mkdirSync(join(folder, "ci"));
    writeFileSync(
      join(folder, "ci/wechat-token.js"),
      `const key = process.env.TOKEN_SERVER_KEY;
if (key) console.log(key);
else throw new Error("the token server is closed");
`,
    );
    this.#program("npm", '[ "$*" = ci ]');
    const tsx = require.resolve("tsx");
    const double = join(__dirname, "engine/double/pulumi.ts");
    if (cliFolder === undefined)
      this.#program("pulumi", `exec "${process.execPath}" --import "${tsx}" "${double}" "$@"`);
    this.gh = this.#issues();
    this.#path = [this.#bin, cliFolder, process.env["PATH"]].filter(Boolean).join(delimiter);
  }

  /** Runs the scripts of a job one after the other, until one fails. `shell` is how the platform starts bash. */
  async run(shell: string[], scripts: Script[], env: Record<string, string>): Promise<Done> {
    const output = join(this.#bin, "output");
    const summary = join(this.#bin, "summary");
    for (const file of [output, summary]) writeFileSync(file, "");
    let [code, log]: [Done["code"], string] = [0, ""];
    for (const { script, env: own } of scripts) {
      const ended = await run("bash", [...shell, "-c", script], {
        cwd: this.folder,
        // Nothing of this process' environment: a secret that a file does not hand over is not there.
        env: {
          PATH: this.#path,
          HOME: join(this.#bin, "home"),
          PULUMI_HOME: join(this.#bin, "home/.pulumi"),
          PULUMI_SKIP_UPDATE_CHECK: "true",
          GITHUB_OUTPUT: output,
          GITHUB_STEP_SUMMARY: summary,
          ...env,
          ...own,
        },
      });
      code = ended.code;
      log += ended.stdout + ended.stderr;
      if (code !== 0) break;
    }
    const outputs = outputsOf(readFileSync(output, "utf8"));
    return { code, log, outputs, summary: readFileSync(summary, "utf8") };
  }

  remove(): void {
    this.#remove();
    rmSync(this.#bin, { recursive: true });
  }

  #program(name: string, body: string): void {
    writeFileSync(join(this.#bin, name), `#!/bin/bash\n${body}\n`, { mode: 0o755 });
  }

  /** GitHub's CLI with one issue at most: number 1. */
  #issues() {
    const [calls, issue] = [join(this.#bin, "gh-calls"), join(this.#bin, "gh-issue")];
    this.#program(
      "gh",
      `echo "$*" >> "${calls}"
case "$1 $2" in
  "label create") ;;
  "issue list") if [ -e "${issue}" ]; then echo 1; fi ;;
  "issue create") cp "\${@: -1}" "${issue}" ;;
  "issue edit") [ "$3" = 1 ] && cp "\${@: -1}" "${issue}" ;;
  "issue close") [ "$3" = 1 ] && rm "${issue}" ;;
  *) exit 64 ;;
esac`,
    );
    const read = (file: string) => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
    return { calls: () => read(calls) ?? "", issue: () => read(issue) };
  }
}

/** Reads a GITHUB_OUTPUT file: `name=value`, and `name<<END` with lines until `END`. */
function outputsOf(file: string): Record<string, string> {
  const entries = file.matchAll(/^(\w+)(?:=(.*)|<<(\w+)\n([\s\S]*?)\n\3)$/gm);
  return Object.fromEntries(
    [...entries].map(([, name = "", short, , long = ""]) => [name, short ?? long]),
  );
}
