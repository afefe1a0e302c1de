import { once } from "node:events";
import { systemClock, Deadline } from "../../provider/core/timing";
import { connect } from "../../provider/wechat";
import { readSettings } from "../../provider/wechat/settings";

/**
 * A client in a process of its own, whose Node trusts NODE_EXTRA_CA_CERTS. Reads two policies, prints
 * the last, closes its connections, and stays until its input ends.
 */
async function main(): Promise<void> {
  const { env: environment } = process;
  const settings = readSettings({ environment, config: () => undefined });
  const client = connect(settings, { environment, warn: () => undefined });
  const deadline = new Deadline(systemClock, 20_000);
  await client.api.get({ env: "e" }, deadline);
  const policy = await client.api.get({ env: "e" }, deadline);
  client.close();
  process.stdout.write(`${JSON.stringify(policy)}\n`);
  await once(process.stdin.resume(), "end");
}

void main();
