import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { bin, exports as entries } from "../../package.json";
import { pack } from "../support/installed";

const root = join(__dirname, "../..");

/** All that may ship. A new kind of file is admitted here, or it fails. */
const admitted = [
  /^README(\.zh-CN)?\.md$/,
  /^(CHANGELOG|CONTRIBUTING|SECURITY)\.md$/,
  /^(LICENSE|package\.json)$/,
  /^dist\/(cli|emulator|provider)\/([\w-]+\/)*[\w-]+\.(js|d\.ts)$/,
  /^docs\/([\w-]+\/)*[\w-]+(\.zh-CN)?\.(md|svg)$/,
  /^examples\/(github-actions|gitlab-ci)\/(README\.md|wechat-token\.js|[\w.-]+\.yml)$/,
  /^examples\/policy-pack\/[\w-]+\.(json|md|ts|yaml)$/,
  /^plugin\/(pulumi-resource-wechat-cloudbase(\.cmd)?|(bundle|index)\.js|(schema|package)\.json|PulumiPlugin\.yaml|THIRD-PARTY-LICENSES\.txt)$/,
];
/** KiB that a user downloads; 400 at 0.1.0, of which the plugin's bundle is most. */
const LIMIT = 600;

describe("the tarball", () => {
  const folder = mkdtempSync(join(tmpdir(), "tarball-"));
  const { tarball, files } = pack(folder);
  execFileSync("tar", ["-xzf", tarball, "-C", folder]);
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const at = (file: string) => join(folder, "package", file);
  afterAll(() => rmSync(folder, { recursive: true }));

  it("holds what is admitted and nothing else", () => {
    expect(files.filter((file) => !admitted.some((pattern) => pattern.test(file)))).toEqual([]);
  });

  it("holds every file to which an export, a command or the README leads", () => {
    const links = [...readme.matchAll(/\]\((?!https:|#)([^)#]+)/g)].map(([, link = ""]) => link);
    const targets = [...Object.values(entries), bin].flatMap((entry) =>
      typeof entry === "string" ? [entry] : Object.values(entry),
    );
    const isShipped = (target: string) => files.some((file) => `${file}/`.startsWith(`${target}/`));
    const paths = [...links, ...targets.map((target) => target.replace("./", ""))];
    expect(paths.filter((path) => !isShipped(path))).toEqual([]);
  });

  it("holds all files of the three examples that the README copies from it", () => {
    const copied = /`(examples\/[\w-]+)`/g;
    const names = [...readme.matchAll(copied)].map(([, folder = ""]) => folder);
    expect(names).toHaveLength(3);
    const list = execFileSync("git", ["ls-files", ...names], { cwd: root, encoding: "utf8" });
    const shipped = files.filter((file) => file.startsWith("examples/"));
    expect(shipped.sort()).toEqual(list.trim().split("\n").sort());
  });

  it("names no source map and no place on the machine that packed it", () => {
    const traces = ["sourceMappingURL=", `${root}/`, `${homedir()}/`];
    const tracesIn = (file: string) => {
      const text = readFileSync(at(file), "utf8");
      return traces.filter((trace) => text.includes(trace)).map((trace) => `${file}: ${trace}`);
    };
    expect(files.flatMap(tracesIn)).toEqual([]);
  });

  it("has one executable file, the plugin, and an interpreter's line in each command", () => {
    const executables = files.filter((file) => (statSync(at(file)).mode & 0o111) !== 0);
    expect(executables).toEqual(["plugin/pulumi-resource-wechat-cloudbase"]);
    for (const file of Object.values(bin))
      expect(readFileSync(at(file), "utf8")).toMatch(/^#!\/usr\/bin\/env node\n/);
  });

  it(`is at most ${LIMIT} KiB`, () => {
    expect(statSync(tarball).size / 1024).toBeLessThan(LIMIT);
  });

  it.each([
    ["publint", ["run", tarball, "--strict"]],
    ["attw", [tarball]],
  ])("passes %s", (tool, args) => {
    const program = join(root, "node_modules/.bin", tool);
    const { status, stdout } = spawnSync(program, args, { encoding: "utf8" });
    if (status !== 0) throw new Error(stdout);
  });
});
