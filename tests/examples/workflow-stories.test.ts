import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { startEmulator, type Emulator } from "../../emulator";
import { type Done, Runner } from "../support/ci";
import { adapters, type Adapter, PRODUCTION } from "../support/world";
import {
  type GithubFile,
  githubScripts,
  githubShell,
  gitlabJobs,
  gitlabScripts,
  gitlabShell,
  workflow,
} from "./workflows";

/** The double, and the CLI where it is on PATH: shell steps know no other place. */
const cli = (process.env["PATH"] ?? "")
  .split(delimiter)
  .find((folder) => existsSync(join(folder, "pulumi")));
const engines: [string, string | undefined][] = [
  ["double", undefined],
  ...(cli === undefined ? [] : ([["cli", cli]] as [string, string][])),
];
const declared = ["/wxa/getwxacode", "/wxa/msg_sec_check"];

/** How a job ends where the token command fails: with its reason, before pulumi misses the stack with 6. */
const withoutToken = {
  code: 1,
  outputs: {},
  log: expect.stringContaining("the token server is closed") as string,
};

/** A repository with its CI, at an emulator. */
class Ci {
  private constructor(
    readonly runner: Runner,
    readonly emulator: Emulator,
    readonly token: string,
  ) {}

  static async on(adapter: Adapter, cliFolder?: string): Promise<Ci> {
    const emulator = await startEmulator();
    return new Ci(new Runner(adapter, cliFolder), emulator, emulator.issueToken());
  }

  /** A job of a workflow, with the secrets that its file names. */
  github(file: GithubFile, job: string, more: Record<string, string> = {}): Promise<Done> {
    const definition = workflow(file).jobs[job];
    if (!definition) throw new Error(`${file} has no job ${job}`);
    const scripts = githubScripts(definition, {
      "secrets.PULUMI_ACCESS_TOKEN": "",
      "secrets.TOKEN_SERVER_KEY": this.token,
      "inputs.refresh || false": "false",
      "github.token": "github-token",
      "github.repository": "shop/infra",
      "github.server_url": "https://github.test",
      "github.run_id": "42",
      ...more,
    });
    return this.runner.run(githubShell, scripts, this.#shared(file === "preview-fork.yml"));
  }

  /** A job of GitLab's, with the variables of its environment. */
  gitlab(name: string, key = this.token): Promise<Done> {
    const job = gitlabJobs[name];
    if (!job) throw new Error(`there is no job ${name}`);
    const secrets: Record<string, string> = job.environment ? { TOKEN_SERVER_KEY: key } : {};
    const shared = this.#shared(job.environment === undefined);
    return this.runner.run(gitlabShell, gitlabScripts(job), { ...shared, ...secrets });
  }

  /** What the stack's owner has done once. */
  async stackIsThere(): Promise<void> {
    const script = "pulumi login && pulumi stack init production";
    await expect(
      this.runner.run(githubShell, [{ script, env: {} }], this.#shared(false)),
    ).resolves.toMatchObject({ code: 0 });
  }

  async close(): Promise<void> {
    this.runner.remove();
    await this.emulator.close();
  }

  get whitelist(): readonly string[] {
    return this.emulator.policy(PRODUCTION).apiWhitelist;
  }

  /** The backend stands in for Pulumi's; a fork has none. */
  #shared(isFork: boolean): Record<string, string> {
    const backend = {
      PULUMI_BACKEND_URL: `file://${this.runner.folder}`,
      PULUMI_CONFIG_PASSPHRASE: "ci",
    };
    return { WECHAT_CLOUDBASE_ENDPOINT: this.emulator.url, ...(isFork ? {} : backend) };
  }
}

async function at(ci: Ci, story: () => Promise<void>): Promise<void> {
  try {
    await story();
  } finally {
    await ci.close();
  }
}

describe.each(engines)("the workflows of examples/github-actions [%s]", (_engine, cliFolder) => {
  it("go up, find drift, keep one issue of it, put it right, and tell drift from an error", async () => {
    const ci = await Ci.on("dynamic", cliFolder);
    const { runner, emulator } = ci;
    const issue = ({ outputs: { code = "", report = "" } }: Done) =>
      ci.github("drift.yml", "issue", {
        "needs.look.outputs.code": code,
        "needs.look.outputs.report": report,
      });
    await at(ci, async () => {
      for (const [file, job] of [
        ["up.yml", "up"],
        ["preview.yml", "preview"],
        ["drift.yml", "look"],
      ] as const)
        expect(await ci.github(file, job, { "secrets.TOKEN_SERVER_KEY": "" })).toMatchObject(
          withoutToken,
        );
      await ci.stackIsThere();
      expect(await ci.github("up.yml", "up")).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);

      const calm = await ci.github("drift.yml", "look");
      expect(calm).toMatchObject({ code: 0, outputs: { code: "0" } });
      expect(calm.summary).toMatch(/^No drift\n/);
      expect(await issue(calm)).toMatchObject({ code: 0 });
      expect(runner.gh.calls()).not.toMatch(/issue (create|edit|close)/);

      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*"] });
      const drift = await ci.github("drift.yml", "look");
      expect(drift).toMatchObject({ code: 7, outputs: { code: "7" } });
      expect(drift.summary).toMatch(/^Drift: [\s\S]*^ {4}.*apiWhitelist[\s\S]*"\/\*"/m);
      expect(await issue(drift)).toMatchObject({ code: 0 });
      expect(runner.gh.issue()).toContain('"/*"');
      expect(runner.gh.issue()).toContain("Seen by https://github.test/shop/infra/actions/runs/42");
      expect(await issue(drift)).toMatchObject({ code: 0 });
      expect(runner.gh.calls().match(/issue (create|edit)/g)).toEqual([
        "issue create",
        "issue edit",
      ]);

      const preview = await ci.github("preview.yml", "preview");
      expect(preview).toMatchObject({ code: 0 });
      expect(preview.log).toContain('"/*"');

      const healed = await ci.github("up.yml", "up", { "inputs.refresh || false": "true" });
      expect(healed).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);
      expect(await issue(await ci.github("drift.yml", "look"))).toMatchObject({ code: 0 });
      expect(runner.gh.issue()).toBeUndefined();

      emulator.faults.add({ errcode: 40164, times: Infinity });
      const failed = await ci.github("drift.yml", "look");
      expect([0, 7]).not.toContain(failed.code);
      expect(failed.outputs["code"]).toBe(String(failed.code));
      expect(failed.summary).toMatch(/^Could not look for drift: [\s\S]*40164/);
      for (const { log, summary } of [drift, preview, failed])
        expect(log + summary).not.toContain(ci.token);
    });
  });

  it.each(adapters)("preview a fork without a token or a request [%s]", async (adapter) => {
    const ci = await Ci.on(adapter, cliFolder);
    await at(ci, async () => {
      const { code, log } = await ci.github("preview-fork.yml", "preview");
      expect({ code, log }).toEqual({
        code: 0,
        log: expect.stringMatching(/\+.*create/) as string,
      });
      expect(ci.emulator.journal).toEqual([]);
    });
  });
});

describe.each(engines)("the jobs of examples/gitlab-ci [%s]", (_engine, cliFolder) => {
  it("go up, find drift, put it right, and tell drift from an error", async () => {
    const ci = await Ci.on("native", cliFolder);
    await at(ci, async () => {
      for (const name of ["up", "preview", "drift", "heal"])
        expect(await ci.gitlab(name, "")).toMatchObject(withoutToken);
      await ci.stackIsThere();
      expect(await ci.gitlab("up")).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);
      ci.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*"] });
      for (const [name, code] of [
        ["drift", 7],
        ["preview", 0],
      ] as const) {
        const done = await ci.gitlab(name);
        expect(done).toMatchObject({ code, log: expect.stringContaining('"/*"') as string });
      }
      expect(await ci.gitlab("heal")).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);
      expect(await ci.gitlab("drift")).toMatchObject({ code: 0 });
      ci.emulator.faults.add({ errcode: 40164, times: Infinity });
      const failed = await ci.gitlab("drift");
      expect([0, 7]).not.toContain(failed.code);
      expect(failed.log).toContain("40164");
    });
  });

  it("preview a fork without a token or a request", async () => {
    const ci = await Ci.on("native", cliFolder);
    await at(ci, async () => {
      const { code, log } = await ci.gitlab("preview-fork");
      expect({ code, log }).toEqual({
        code: 0,
        log: expect.stringMatching(/\+.*create/) as string,
      });
      expect(ci.emulator.journal).toEqual([]);
    });
  });
});

if (cli === undefined)
  it.skip("the stories on the CLI: there is no pulumi on PATH", () => undefined);
