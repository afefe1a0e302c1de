import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { runCli } from "../support/cli";
import { temporaryFolder } from "../support/token-command";

const isNode20 = process.versions.node.startsWith("20.");

/** What doctor says of the SDK in a folder with this Pulumi.yaml and this SDK. */
async function sdkIn(has: { project?: string; version?: string }, folder = "packages/infra") {
  const { project, version } = has;
  const root = temporaryFolder();
  const cwd = join(root, folder);
  const sdk = join(root, "node_modules/@pulumi/pulumi");
  for (const each of [cwd, sdk]) mkdirSync(each, { recursive: true });
  if (project !== undefined) writeFileSync(join(cwd, "Pulumi.yaml"), project);
  if (version !== undefined) writeFileSync(join(sdk, "package.json"), JSON.stringify({ version }));
  // pnpm starts a package's command with this: the SDK there is the package's, and no program's.
  const env = { NODE_PATH: resolve(__dirname, "../../node_modules") };
  const { code, stdout } = await runCli(["doctor", "--json"], { cwd, env });
  expect(code).toBe(1);
  const { checks } = JSON.parse(stdout) as { checks: { name: string; message: string }[] };
  return checks.filter(({ name }) => name === "sdk");
}

describe("doctor, about the SDK", () => {
  it.each([
    ["3.215.9", "problem"],
    ["3.216.0", "ok"],
    ["3.249.0", isNode20 ? "warning" : "ok"],
    ["4.0.0", "problem"],
  ])("judges version %s: %s", async (version, status) => {
    expect(await sdkIn({ version }, "")).toMatchObject([{ status }]);
  });

  it("finds it further up, as in a workspace", async () => {
    expect(await sdkIn({ project: "runtime: nodejs\n", version: "3.216.0" })).toMatchObject([
      { status: "ok", message: "@pulumi/pulumi 3.216.0" },
    ]);
  });

  it.each([
    "runtime: nodejs\n",
    "name: own\r\nruntime: 'nodejs' # as ever\r\nmain: index.ts\r\n",
    "runtime:\n  options:\n    typescript: false\n\n  name: nodejs\n",
    "runtime:\r\n  name: nodejs\r\n",
    "runtime: { name: nodejs }\n",
  ])("says that it is missing if Pulumi.yaml needs it: %j", async (project) => {
    const sdk = isNode20 ? "@pulumi/pulumi@3.248.0" : "@pulumi/pulumi";
    const message = "no @pulumi/pulumi found from this folder, and Pulumi.yaml says nodejs";
    const remedy = `Add it: npm install ${sdk}, pnpm add ${sdk} or yarn add ${sdk}`;
    expect(await sdkIn({ project })).toEqual([{ name: "sdk", status: "problem", message, remedy }]);
  });

  it.each([
    undefined,
    "runtime: yaml\n",
    "runtime: python\ndescription: name of nodejs\n",
    "name: nodejs\nruntime:\n  name: python\nmain: nodejs\n",
    "# runtime: nodejs\n",
  ])("does not miss it if Pulumi.yaml needs none: %j", async (project) => {
    const message = expect.stringContaining("no @pulumi/pulumi found from this folder") as string;
    const checks = await sdkIn(project === undefined ? {} : { project });
    expect(checks).toMatchObject([{ status: "skipped", message }]);
  });
});
