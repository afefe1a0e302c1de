import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { settingKeys, sourceKeys, variableOf } from "../../provider/wechat/settings";
import { withErrorTables } from "../../scripts/readme-errors";
import { findEngines } from "../support/engine";
import { project } from "../support/installed";
import { PRODUCTION, World } from "../support/world";
import { type Compiled, compile } from "./compile";
import { column, readme, readmeProgram, section } from "./readme";

describe("the README's tables", () => {
  let compiled: Compiled;
  beforeAll(() => {
    compiled = compile(readmeProgram());
  });

  it("has the errors that the provider knows; npx tsx scripts/readme-errors.ts writes them", () => {
    expect(withErrorTables(readme) === readme).toBe(true);
  });

  it("has each setting with its variable, sources in the order of precedence", () => {
    const keys = column("Configuration", 0);
    expect([...keys].sort()).toEqual([...settingKeys].sort());
    expect(column("Configuration", 1)).toEqual(
      keys.map((key) => variableOf(key as (typeof settingKeys)[number])),
    );
    expect(keys.slice(0, sourceKeys.length)).toEqual(sourceKeys);
  });

  it("has each input", () => {
    const inputs = compiled.membersOf("CloudAccessTokenPolicyArgs");
    expect(column("Inputs", 0).sort()).toEqual([...inputs].sort());
  });

  it("has each output that is more than an input as given", () => {
    const inputs = compiled.membersOf("CloudAccessTokenPolicyArgs");
    const outputs = compiled.membersOf("CloudAccessTokenPolicy");
    const own = outputs.filter((name) => !inputs.includes(name));
    expect(column("Outputs", 0).sort()).toEqual([...own, "apiWhitelist", "open"].sort());
  });

  it("has each answer to onDelete", () => {
    const words = column("Destroy", 0).map((cell) => /^"(\w+)"/.exec(cell)?.[1]);
    expect(words).toEqual(["restore", "retain", "revoke"]);
  });
});

describe("the README's links", () => {
  it("lead to headings", () => {
    const links = [...readme.matchAll(/\]\(#([^)]*)\)/g)].map(([, anchor]) => anchor);
    const headings = [...readme.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replace(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    );
    expect(links.filter((anchor) => !headings.includes(anchor ?? ""))).toEqual([]);
  });
});

describe("the README's program", () => {
  const { engines, skipped } = findEngines();

  it("has ten lines and compiles against the types that the package ships", () => {
    const program = readmeProgram();
    expect(program.trimEnd().split("\n")).toHaveLength(10);
    expect(compile(program).errors).toEqual([]);
  });

  it("would not compile with a wrong input", () => {
    const program = readmeProgram().replace("apiWhitelist:", "api_whitelist:");
    expect(compile(program).errors).toEqual([expect.stringContaining("api_whitelist")]);
  });

  it("is installed with one command, and run with one", () => {
    expect(section("Use it in your project")).toContain("npm install pulumi-wechat-cloudbase\n");
    expect(section("Use it in your project")).toContain("pulumi up\n");
  });

  for (const engine of engines) {
    it(`runs in a project of its own [${engine.kind}]`, async () => {
      const own = project("npm");
      writeFileSync(join(own.folder, "index.ts"), readmeProgram());
      writeFileSync(
        join(own.folder, "Pulumi.yaml"),
        "name: own\nruntime: nodejs\nmain: index.ts\n",
      );
      const world = await World.on(engine, { projectDir: own.folder });
      try {
        expect((await world.up()).outputs).toEqual({ version: 2 });
        expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual([
          "/wxa/getwxacode",
          "/wxa/msg_sec_check",
        ]);
        await world.succeeds(() => world.stack.destroy());
        expect(world.emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
      } finally {
        await world.remove();
        own.remove();
      }
    });
  }
  for (const reason of skipped)
    it.skip(`runs in a project of its own skipped: ${reason}`, () => undefined);
});
