import { spawn } from "node:child_process";
import { once } from "node:events";
import { UsageWatch } from "../../bench/usage";

/** What the provider of the story holds. */
const HELD_BYTES = 100e6;
const PROVIDER = `
  const held = Buffer.alloc(${HELD_BYTES}, 1);
  const { user: before } = process.cpuUsage();
  while (process.cpuUsage().user - before < 200_000);
  console.log(held.length);
  process.stdin.resume();`;
/** Starts the provider, as an engine does, and ends when it is told to. */
const ENGINE = `
  const { spawn } = require("node:child_process");
  const child = spawn(process.execPath, ["-e", process.argv[1], "pulumi-resource-it"], { stdio: "inherit" });
  child.on("close", () => process.exit());`;

(process.platform === "linux" ? describe : describe.skip)("the use of memory and processor", () => {
  it("is told apart for the engine and the provider that it started", async () => {
    const engine = spawn(process.execPath, ["-e", ENGINE, PROVIDER], { stdio: "pipe" });
    const watch = new UsageWatch(engine.pid ?? NaN);
    await once(engine.stdout, "data");
    // It holds its memory until its input ends, so that one more look sees it.
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
});
