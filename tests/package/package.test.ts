import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { PROVIDER, TYPE } from "../../provider/program/dynamic/reference";
import { findEngines } from "../support/engine";
import { type Layout, project } from "../support/installed";
import { goesUpAndDown, programs } from "../support/user-program";
import { World } from "../support/world";

const root = join(__dirname, "../..");

describe("the reference in every state file", () => {
  it("is this text, for ever", () => {
    expect(TYPE).toBe("pulumi-nodejs:dynamic/wechat-cloudbase:CloudAccessTokenPolicy");
    expect(PROVIDER).toBe(
      'exports.handler=()=>require("module").createRequire(process.cwd()+"/.")("pulumi-wechat-cloudbase/dynamic-provider")',
    );
    expect(Buffer.byteLength(PROVIDER)).toBeLessThanOrEqual(150);
  });
});

describe("importing the package", () => {
  it("loads neither axios nor the list of well-known paths", () => {
    const script = `
      require("pulumi-wechat-cloudbase");
      require("pulumi-wechat-cloudbase/native");
      const late = /node_modules.(axios|fastest-levenshtein)|known-paths/;
      const loaded = Object.keys(require.cache).filter((file) => late.test(file));
      process.stdout.write(JSON.stringify(loaded));`;
    const loaded = execFileSync(process.execPath, ["-e", script], { cwd: root, encoding: "utf8" });
    expect(loaded).toBe("[]");
  });
});

describe("a project of ten lines", () => {
  const { engine } = findEngines();
  const layouts: Layout[] = ["npm", "workspace", "pnpm"];

  it.each(layouts)(
    `installed as %s does it, runs up, refresh and destroy [${engine.kind}]`,
    async (layout) => {
      const { folder, remove } = project(layout);
      const { file, text } = programs.CommonJS;
      writeFileSync(join(folder, file), text("pulumi-wechat-cloudbase"));
      const world = await World.on(engine, { projectDir: folder });
      try {
        await goesUpAndDown(world);
      } finally {
        await world.remove();
        remove();
      }
    },
  );
});
