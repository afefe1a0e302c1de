import { execFileSync } from "node:child_process";
import { root } from "./page";

describe("the API reference", () => {
  it("is what the doc comments say; npm run docs writes it", () => {
    const check = ["--import", "tsx", "scripts/reference.ts", "--check"];
    execFileSync(process.execPath, check, { cwd: root, stdio: "pipe" });
  });
});
