import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "../../bench/import-cost";
import { start } from "../../bench/plugin-start";
import { measureRequest } from "../../bench/request-cost";

const modules = join(__dirname, "../../node_modules");
const BUSY_MS = 150;
const BUSY = `const from = performance.now(); while (performance.now() - from < ${BUSY_MS});`;

describe("the cost of an import", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bench-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const loading = (text: string) => {
    const file = join(folder, "entry.js");
    writeFileSync(file, text);
    return load(file);
  };

  it("holds what the module does while it loads", () => {
    expect(loading(BUSY).addedMs).toBeGreaterThanOrEqual(BUSY_MS);
  });

  it("holds nothing of @pulumi/pulumi, which is there already", () => {
    const { addedMs, pulumiMs } = loading(`require("${modules}/@pulumi/pulumi");`);
    expect(addedMs).toBeLessThan(pulumiMs);
  });
});

describe("the start of a program", () => {
  it("lasts until it has printed something", async () => {
    const { toPortMs, residentBytes } = await start(process.execPath, [
      "-e",
      `${BUSY} console.log(0); setInterval(() => 0, 1e6);`,
    ]);
    expect(toPortMs).toBeGreaterThanOrEqual(BUSY_MS);
    if (process.platform === "linux") expect(residentBytes).toBeGreaterThan(1e6);
  });
});

describe("the cost of a request", () => {
  it("is one request's, of the client and of the emulator", async () => {
    const { oursMs, bareMs, emulatorMs } = await measureRequest(4, 25);
    // More than nothing, and not the sum of all: a request of loopback takes no half second of a processor.
    for (const each of [oursMs, bareMs, emulatorMs]) {
      expect(each).toBeGreaterThan(0);
      expect(each).toBeLessThan(500);
    }
  });
});
