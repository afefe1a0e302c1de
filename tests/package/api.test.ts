import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { basename, join } from "node:path";
import { exports as entries } from "../../package.json";

const root = join(__dirname, "../..");

describe("the API reports", () => {
  it("say what each export offers: none changes unseen", () => {
    const { status, stdout } = spawnSync(
      join(root, "node_modules/.bin/tsx"),
      ["scripts/api-report.ts", "--check"],
      { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] },
    );
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("are there for the exports that there are, and for no others", () => {
    const names = Object.keys(entries).filter((path) => path !== "./package.json");
    expect(readdirSync(join(root, "etc")).sort()).toEqual(
      names.map((path) => `${path === "." ? "index" : basename(path)}.api.md`).sort(),
    );
  });
});
