import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { engines, version } from "../../package.json";

const folder = join(__dirname, "../../plugin");
const index = join(folder, "index.js");
const executable = join(folder, "pulumi-resource-wechat-cloudbase");

const needed = engines.node.replace(">=", "");

function expectRefusal(said: string, command: string, args: string[], env = process.env): void {
  const { status, stderr } = spawnSync(command, args, { encoding: "utf8", env });
  const needs = `pulumi-resource-wechat-cloudbase needs Node.js ${needed} or newer`;
  expect({ status, stderr }).toEqual({ status: 1, stderr: `${needs}, and ${said}\n` });
}

describe("the plugin's folder", () => {
  it("says which Node.js it needs if that is too old", () => {
    const old = `Object.defineProperty(process, "versions", { value: { node: "20.18.9" } }); require(${JSON.stringify(index)})`;
    expectRefusal(`runs on ${process.version}`, process.execPath, ["-e", old]);
  });

  it("says which Node.js it needs if there is none", () => {
    expectRefusal("finds no node on PATH", executable, [], { PATH: "/nowhere" });
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
