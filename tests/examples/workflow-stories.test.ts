import { existsSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { startEmulator, type Emulator } from "../../emulator";
import { type Done, Runner } from "../support/ci";
import { adapters, type Adapter, PRODUCTION, STAGING } from "../support/world";
import {
  type GithubFile,
  githubScripts,
  githubShell,
  gitlab,
  gitlabScripts,
  gitlabShards,
  gitlabShell,
  workflow,
} from "./workflows";

/** The CLI if it is on PATH: shell steps find it nowhere else. Without it the double plays it. */
const cli = (process.env["PATH"] ?? "")
  .split(delimiter)
  .find((folder) => existsSync(join(folder, "pulumi")));
const engine = cli === undefined ? "double" : "cli";
const declared = ["/wxa/msg_sec_check", "/wxa/getwxacode"];

/** How a job ends without a token: with the command's reason, before pulumi misses the stack. */
const withoutToken = {
  code: 1,
  outputs: {},
  log: expect.stringContaining("the token server is closed") as string,
};
/** How a preview of a fork ends: it shows the new resource. */
const planned = { code: 0, log: expect.stringMatching(/\bcreate\b/) as string };

/** A repository with its CI, at an emulator. */
class Ci {
  private constructor(
    readonly runner: Runner,
    readonly emulator: Emulator,
    readonly token: string,
  ) {}

  static async with(adapter: Adapter, story: (ci: Ci) => Promise<void>): Promise<void> {
    const emulator = await startEmulator();
    const ci = new Ci(new Runner(adapter, cli), emulator, emulator.issueToken());
    try {
      await story(ci);
    } finally {
      ci.runner.remove();
      await emulator.close();
    }
  }

  /** A job of a workflow, with the secrets that its file names. */
  github(
    file: GithubFile,
    job: string,
    more: Record<string, string> = {},
    variables: Record<string, string> = {},
  ): Promise<Done> {
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
    const shared = this.#shared(file === "preview-fork.yml");
    return this.runner.run(githubShell, scripts, { ...shared, ...variables });
  }

  /** A job of GitLab's, with the variables of its environment. */
  gitlab(name: string, key = this.token, SHARD = ""): Promise<Done> {
    const job = SHARD === "" ? gitlab.jobs[name] : gitlabShards.jobs[name];
    if (!job) throw new Error(`there is no job ${name}`);
    const secrets: Record<string, string> = job.environment ? { TOKEN_SERVER_KEY: key } : {};
    const shared = this.#shared(job.environment === undefined);
    return this.runner.run(gitlabShell, gitlabScripts(job), { ...shared, ...secrets, SHARD });
  }

  /** What the stack's owner has done once. */
  async initStack(): Promise<void> {
    const script = "pulumi login && pulumi stack init production";
    const run = this.runner.run(githubShell, [{ script, env: {} }], this.#shared(false));
    expect(await run).toMatchObject({ code: 0 });
  }

  get whitelist(): readonly string[] {
    return this.emulator.policy(PRODUCTION).apiWhitelist;
  }

  /** A file plays Pulumi's backend; a fork has none. */
  #shared(isFork: boolean): Record<string, string> {
    const backend = {
      PULUMI_BACKEND_URL: `file://${this.runner.folder}`,
      PULUMI_CONFIG_PASSPHRASE: "ci",
    };
    return { WECHAT_CLOUDBASE_ENDPOINT: this.emulator.url, ...(isFork ? {} : backend) };
  }
}

describe(`the workflows of examples/github-actions [${engine}]`, () => {
  it("go up, find drift, keep one issue of it, revert it, and tell drift from an error", () =>
    Ci.with("dynamic", async (ci) => {
      const { gh } = ci.runner;
      const look = () => ci.github("drift.yml", "look");
      const report = async ({ outputs: { code = "", report = "" } }: Done) => {
        const needs = "needs.look.outputs";
        const given = { [`${needs}.code`]: code, [`${needs}.report`]: report };
        expect(await ci.github("drift.yml", "issue", given)).toMatchObject({ code: 0 });
      };
      const jobs: [GithubFile, string][] = [
        ["up.yml", "up"],
        ["preview.yml", "preview"],
        ["drift.yml", "look"],
      ];
      for (const [file, job] of jobs) {
        const done = await ci.github(file, job, { "secrets.TOKEN_SERVER_KEY": "" });
        expect(done).toMatchObject(withoutToken);
      }
      await ci.initStack();
      expect(await ci.github("up.yml", "up")).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);

      const calm = await look();
      expect(calm).toMatchObject({ code: 0, outputs: { code: "0" } });
      expect(calm.summary).toMatch(/^No drift\n/);
      await report(calm);
      expect(gh.calls()).not.toMatch(/issue (create|edit|close)/);

      ci.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*"] });
      const drift = await look();
      expect(drift).toMatchObject({ code: 7, outputs: { code: "7" } });
      expect(drift.summary).toMatch(/^Drift: [\s\S]*^ {4}.*apiWhitelist[\s\S]*"\/\*"/m);
      await report(drift);
      expect(gh.issue()).toContain('"/*"');
      expect(gh.issue()).toContain("Seen by https://github.test/shop/infra/actions/runs/42");
      await report(drift);
      expect(gh.calls().match(/issue (create|edit)/g)).toEqual(["issue create", "issue edit"]);

      const preview = await ci.github("preview.yml", "preview");
      expect(preview).toMatchObject({ code: 0, log: expect.stringContaining('"/*"') as string });

      const healed = await ci.github("up.yml", "up", { "inputs.refresh || false": "true" });
      expect(healed).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);
      await report(await look());
      expect(gh.issue()).toBeUndefined();

      ci.emulator.faults.add({ errcode: 40164, times: Infinity });
      const failed = await look();
      expect([0, 7]).not.toContain(failed.code);
      expect(failed.outputs["code"]).toBe(String(failed.code));
      expect(failed.summary).toMatch(/^Could not look for drift: [\s\S]*40164/);
      for (const { log, summary } of [drift, preview, failed])
        expect(log + summary).not.toContain(ci.token);
    }));

  it.each(adapters)("preview a fork without a token or a request [%s]", (adapter) =>
    Ci.with(adapter, async (ci) => {
      expect(await ci.github("preview-fork.yml", "preview")).toMatchObject(planned);
      expect(ci.emulator.journal).toEqual([]);
    }),
  );
});

/** A program of two shards, with an environment each. */
function intoShards({ folder }: Runner): void {
  const shards = { "shard-01": PRODUCTION, "shard-02": STAGING };
  for (const shard of Object.keys(shards))
    writeFileSync(join(folder, `Pulumi.${shard}.yaml`), "config: {}\n");
  writeFileSync(
    join(folder, "index.ts"),
    `import { getStack } from "@pulumi/pulumi";
import { CloudAccessTokenPolicy } from "pulumi-wechat-cloudbase";
const env = ${JSON.stringify(shards)}[getStack() as "shard-01"];
new CloudAccessTokenPolicy("it", { env, apiWhitelist: ${JSON.stringify(declared)} });
`,
  );
}

describe(`a platform in shards [${engine}]`, () => {
  it.each(["github", "gitlab"] as const)("goes up wave by wave, each verified [%s]", (platform) =>
    Ci.with("dynamic", async (ci) => {
      intoShards(ci.runner);
      const { env } = workflow("shards.yml");
      const { outputs } = await ci.github("shards.yml", "waves", {}, env);
      expect(outputs).toEqual({ first: '["shard-01"]', others: '["shard-02"]' });
      const run = (job: string, shard: string) =>
        platform === "github"
          ? ci.github("shards.yml", job, { "matrix.shard": shard })
          : ci.gitlab(job, ci.token, shard);
      const done = expect.objectContaining({ code: 0 }) as Done;

      expect(await run("first", "shard-01")).toEqual(done);
      expect([ci.whitelist, ci.emulator.policy(STAGING).apiWhitelist]).toEqual([declared, ["/*"]]);
      expect(await run("others", "shard-02")).toEqual(done);
      expect(ci.emulator.policy(STAGING).apiWhitelist).toEqual(declared);

      const after = () => {
        ci.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/console"] });
      };
      ci.emulator.editInConsole(PRODUCTION, { apiWhitelist: [] });
      ci.emulator.faults.add({ on: { action: "get" }, skip: 2, times: 1, after });
      expect((await run("first", "shard-01")).code).not.toBe(0);
    }),
  );
});

describe(`the jobs of examples/gitlab-ci [${engine}]`, () => {
  it("go up, find drift, revert it, and tell drift from an error; a fork sends nothing", () =>
    Ci.with("native", async (ci) => {
      expect(await ci.gitlab("preview-fork")).toMatchObject(planned);
      expect(ci.emulator.journal).toEqual([]);
      for (const name of ["up", "preview", "drift", "heal"])
        expect(await ci.gitlab(name, "")).toMatchObject(withoutToken);
      await ci.initStack();
      expect(await ci.gitlab("up")).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);
      ci.emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*"] });
      const log = expect.stringContaining('"/*"') as string;
      expect(await ci.gitlab("drift")).toMatchObject({ code: 7, log });
      expect(await ci.gitlab("preview")).toMatchObject({ code: 0, log });
      expect(await ci.gitlab("heal")).toMatchObject({ code: 0 });
      expect(ci.whitelist).toEqual(declared);
      expect(await ci.gitlab("drift")).toMatchObject({ code: 0 });
      ci.emulator.faults.add({ errcode: 40164, times: Infinity });
      const failed = await ci.gitlab("drift");
      expect([0, 7]).not.toContain(failed.code);
      expect(failed.log).toContain("40164");
    }));
});

if (cli === undefined)
  it.skip("the stories on the CLI: there is no pulumi on PATH", () => undefined);
