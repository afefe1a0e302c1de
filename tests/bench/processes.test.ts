import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load } from "../../bench/import-cost";
import { start } from "../../bench/plugin-start";
import { measureRequest } from "../../bench/request-cost";
import { UsageWatch } from "../../bench/usage";

const modules = join(__dirname, "../../node_modules");
const BUSY_MS = 150;
const BUSY = `const from = performance.now(); while (performance.now() - from < ${BUSY_MS});`;

it("the cost of an import holds the module's own work, not @pulumi/pulumi's", () => {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const loading = (text: string) => {
    writeFileSync(join(folder, "entry.js"), text);
    return load(join(folder, "entry.js"));
  };
  expect(loading(BUSY).addedMs).toBeGreaterThanOrEqual(BUSY_MS);
  const { addedMs, pulumiMs } = loading(`require("${modules}/@pulumi/pulumi");`);
  expect(addedMs).toBeLessThan(pulumiMs);
  rmSync(folder, { recursive: true });
});

it("the start of a program lasts until it has printed something", async () => {
  const script = `${BUSY} console.log(0); setInterval(() => 0, 1e6);`;
  const { toPortMs, residentBytes } = await start(process.execPath, ["-e", script]);
  expect(toPortMs).toBeGreaterThanOrEqual(BUSY_MS);
  if (process.platform === "linux") expect(residentBytes).toBeGreaterThan(1e6);
});

it("the cost of a request is one request's", async () => {
  const { oursMs, bareMs, emulatorMs } = await measureRequest(4, 25);
  // Not the sum of all: a request of loopback takes no half second of a processor.
  for (const each of [oursMs, bareMs, emulatorMs]) {
    expect(each).toBeGreaterThan(0);
    expect(each).toBeLessThan(500);
  }
});

/** What the provider of the story holds. */
const HELD_BYTES = 100e6;
const PROVIDER = `
  const held = Buffer.alloc(${HELD_BYTES}, 1);
  const { user: before } = process.cpuUsage();
  while (process.cpuUsage().user - before < 200_000);
  console.log(held.length);
  process.stdin.resume();`;
/** Starts the provider, as an engine does, and ends when the provider ends. */
const ENGINE = `
  const args = ["-e", process.argv[1], "pulumi-resource-it"];
  const options = { stdio: "inherit" };
  const child = require("node:child_process").spawn(process.execPath, args, options);
  child.on("close", () => process.exit());`;

const onLinux = process.platform === "linux" ? it : it.skip;
onLinux("memory and processor time are the engine's or its provider's", async () => {
  const engine = spawn(process.execPath, ["-e", ENGINE, PROVIDER], { stdio: "pipe" });
  const watch = new UsageWatch(engine.pid ?? NaN);
  await once(engine.stdout, "data");
  // The provider holds its memory until its input ends; the watch samples every 50 ms.
  await new Promise((resolve) => setTimeout(resolve, 200));
  engine.stdin.end();
  await once(engine, "close");

  const usage = watch.stop();
  expect(usage?.provider.peakBytes).toBeGreaterThan(HELD_BYTES);
  expect(usage?.provider.cpuSeconds).toBeGreaterThanOrEqual(0.2);
  expect(usage?.engine.peakBytes).toBeGreaterThan(1e6);
  expect(usage?.engine.peakBytes).toBeLessThan(HELD_BYTES);
  expect(usage?.program).toEqual({ cpuSeconds: 0, peakBytes: 0 });
});
