import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json";

const root = join(__dirname, "../..");
const NAME = "pulumi-resource-wechat-cloudbase";

describe("npm run build -- --archive", () => {
  // Not here: it makes the folder anew from which other tests run the plugin meanwhile.
  const folder = mkdtempSync(join(tmpdir(), "archive-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("makes an archive for each platform, with the plugin as Pulumi runs it and the licences", () => {
    const parts = ["provider", "emulator", "cli", "scripts", "package.json"];
    for (const part of [...parts, "tsconfig.json", "tsconfig.build.json"])
      cpSync(join(root, part), join(folder, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(folder, "node_modules"));
    const build = ["run", "--silent", "build", "--", "--archive"];
    execFileSync("npm", build, { cwd: folder, stdio: "inherit" });

    const artifacts = join(folder, "artifacts");
    const platforms = "darwin-amd64 darwin-arm64 linux-amd64 linux-arm64 windows-amd64".split(" ");
    const archives = readdirSync(artifacts).sort();
    expect(archives).toEqual(platforms.map((name) => `${NAME}-v${version}-${name}.tar.gz`));
    for (const archive of archives) {
      const list = (flags: string) =>
        execFileSync("tar", [flags, join(artifacts, archive)], { encoding: "utf8" });
      const files = list("-tzf").match(/(?<=^\.\/).*[^/\n]$/gm) ?? [];
      const ours = ["THIRD-PARTY-LICENSES.txt", "bundle.js", "index.js", NAME, `${NAME}.cmd`];
      expect(files.sort()).toEqual([...ours, "schema.json"]);
      expect(list("-tvzf")).toMatch(new RegExp(`^-rwxr-xr-x .* \\./${NAME}$`, "m"));
    }
  });
});
