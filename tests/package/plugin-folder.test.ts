import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json";

const folder = join(__dirname, "../../plugin");
const index = join(folder, "index.js");
const executable = join(folder, "pulumi-resource-wechat-cloudbase");

/** What a start says on stderr, and its exit code. */
function start(command: string, args: string[], env = process.env) {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8", env });
  return { status, stderr };
}

describe("the plugin's folder", () => {
  it("says which Node.js it needs where that is too old", () => {
    const old = `Object.defineProperty(process, "versions", { value: { node: "20.18.9" } }); require(${JSON.stringify(index)})`;
    expect(start(process.execPath, ["-e", old])).toEqual({
      status: 1,
      stderr: `pulumi-resource-wechat-cloudbase needs Node.js 20.19 or newer, and runs on ${process.version}\n`,
    });
  });

  it("says which Node.js it needs where there is none", () => {
    expect(start(executable, [], { PATH: "/nowhere" })).toEqual({
      status: 1,
      stderr:
        "pulumi-resource-wechat-cloudbase needs Node.js 20.19 or newer, and finds no node on PATH\n",
    });
  });

  it("names that version as package.json does", () => {
    const { engines } = JSON.parse(readFileSync(join(folder, "../package.json"), "utf8")) as {
      engines: { node: string };
    };
    expect(engines.node).toBe(">=20.19");
  });

  it("has a Node.js project for Pulumi, of the package's version, which no registry takes", () => {
    expect(readFileSync(join(folder, "PulumiPlugin.yaml"), "utf8")).toBe("runtime: nodejs\n");
    expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toEqual({
      name: "pulumi-resource-wechat-cloudbase",
      version,
      private: true,
      main: "index.js",
    });
  });
});
