import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { temporaryFolder } from "../support/token-command";
import { steps, workflow } from "./workflows";

const { jobs: release } = workflow("release.yml");
const scriptWith = (text: string) =>
  steps.find(({ step }) => step.run?.includes(text))?.step.run ?? "exit 1";

let cwd: string;
beforeEach(() => (cwd = temporaryFolder()));

/** Runs a step as GitHub does, with the commands in `cwd` before others. */
function run(script: string, env: Record<string, string> = {}) {
  const path = `${cwd}${delimiter}${process.env["PATH"] ?? ""}`;
  return spawnSync("bash", ["--norc", "-e", "-c", script], {
    cwd,
    encoding: "utf8",
    env: { PATH: path, ...env },
  });
}

describe("the step that publishes", () => {
  /** Runs it with an npm whose registry has this version of this commit. */
  function publish(registry: { version?: string; gitHead?: string }) {
    const npm = `#!/bin/sh
case "$*" in
  *" version") echo "${registry.version ?? ""}" ;;
  *" gitHead") echo "${registry.gitHead ?? ""}" ;;
  *) echo "$*" >> published ;;
esac
`;
    writeFileSync(join(cwd, "npm"), npm, { mode: 0o755 });
    for (const file of ["output", "published"]) writeFileSync(join(cwd, file), "");
    const env = { VERSION: "1.0.0", GITHUB_SHA: "pushed", GITHUB_OUTPUT: join(cwd, "output") };
    const { status, stderr } = run(scriptWith("npm publish"), env);
    const text = (file: string) => readFileSync(join(cwd, file), "utf8");
    return { status, stderr, published: text("published"), output: text("output") };
  }

  it("publishes the tarball of what was pushed, and runs no script", () => {
    expect(publish({})).toMatchObject({
      status: 0,
      published:
        "publish ./pulumi-wechat-cloudbase-1.0.0.tgz --ignore-scripts --provenance --access public\n",
      output: "commit=pushed\n",
    });
  });

  it("leaves a version that npm has, and has its own commit tagged", () => {
    expect(publish({ version: "1.0.0", gitHead: "earlier" })).toMatchObject({
      status: 0,
      published: "",
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

  it("has nothing tagged if npm does not say which commit the version is", () => {
    const { stderr, ...ran } = publish({ version: "1.0.0" });
    expect(ran).toEqual({ status: 1, published: "", output: "" });
    expect(stderr).toContain("npm does not say of which commit 1.0.0 is: tag that one by hand");
  });
});

it("the tarball names its commit, because npm would not know it", () => {
  writeFileSync(join(cwd, "package.json"), JSON.stringify({ name: "one" }));
  expect(run(scriptWith("npm pkg set"), { GITHUB_SHA: "pushed" }).status).toBe(0);
  const manifest: unknown = JSON.parse(readFileSync(join(cwd, "package.json"), "utf8"));
  expect(manifest).toEqual({ name: "one", gitHead: "pushed" });
});

it("a GitHub release has the changelog's text of its version", () => {
  const lines = scriptWith("gh release create").split("\n");
  const notes = lines.find((line) => line.startsWith("awk ")) ?? "exit 1";
  const changelog = "# Changelog\n\n## 1.1.0\n\n- b\n\n## 1.0.0\n\n- a\n\n## 0.1.0\n";
  writeFileSync(join(cwd, "CHANGELOG.md"), changelog);
  expect(run(notes, { VERSION: "1.0.0" }).status).toBe(0);
  expect(readFileSync(join(cwd, "notes.md"), "utf8")).toBe("\n- a\n\n");
});

it.each([0, 1, 2])("the step before tests without a CLI leaves none of %i on PATH", (count) => {
  const folders = ["a", "b"].map((name) => join(cwd, name));
  for (const [index, folder] of folders.entries()) {
    mkdirSync(folder);
    const sudo = '#!/bin/sh\nPATH=/usr/bin:/bin exec "$@"\n';
    writeFileSync(join(folder, "sudo"), sudo, { mode: 0o755 });
    if (index < count) writeFileSync(join(folder, "pulumi"), "#!/bin/sh\n", { mode: 0o755 });
  }
  // Nothing else is on PATH: the CLI of whoever runs this must stay.
  const path = `PATH='${folders.join(delimiter)}'`;
  const { status, stderr } = run(`${path}\n${scriptWith("type -aP pulumi")}`);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  expect(folders.map((folder) => readdirSync(folder))).toEqual([["sudo"], ["sudo"]]);
});
