import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Inventory } from "../../cli/inventory/row";
import { startEmulator } from "../../emulator";
import { runCli } from "../support/cli";
import { closeAfterTest } from "../support/connected";
import { temporaryFolder } from "../support/token-command";
import { accountsOf, platformOf } from "../support/platform";

/** A platform's merchants: every eighth has two environments. */
const accounts: Record<string, { environments: Record<string, object> }> = accountsOf(3_000);
for (let index = 0; index < 3_000; index += 8)
  Object.assign(accounts[`wx${index}`]?.environments ?? {}, { [`more-${index}`]: {} });
const ENVIRONMENTS = 3_375;

it("an inventory of 3,000 accounts asks for no more than it must, within 200 MB", async () => {
  const emulator = closeAfterTest(await startEmulator({ accounts }));
  const file = join(temporaryFolder(), "inventory.json");
  const peak = "process.on('exit', () => console.error('peak', process.resourceUsage().maxRSS))";
  const options = `--import "data:text/javascript,${encodeURIComponent(peak)}"`;
  const env = { NODE_OPTIONS: options, ...platformOf(emulator) };
  const args = ["inventory", "--format", "json", "--out", file];
  const { code, stderr } = await runCli(args, { env });
  expect(code).toBe(0);
  expect((JSON.parse(readFileSync(file, "utf8")) as Inventory).rows).toHaveLength(ENVIRONMENTS);
  // Six pages of 500, the component's token, and for each account a token and the environments.
  expect(emulator.requests()).toHaveLength(6 + 1 + 2 * 3_000 + ENVIRONMENTS);
  const [, kilobytes] = /peak (\d+)/.exec(stderr) ?? [];
  expect(Number(kilobytes)).toBeLessThan(200 * 1024);
});
