import { setTimeout as sleep } from "node:timers/promises";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ask } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { type PluginWorld, refusal, subject, urn, withPlugin } from "../../support/plugin";
import { tokenCommand } from "../../support/token-command";
import { PRODUCTION } from "../../support/world";
import { answer, type Verb } from "./answer";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };
const outputs = { ...good, open: true, version: 1, managesOpen: false };
const id = PRODUCTION;

/** As withPlugin, with the token from a command, and how often that ran. */
function withCommand(
  test: (world: PluginWorld & { runs: () => string[] }) => Promise<void>,
): Promise<void> {
  const { command, gives, runs } = tokenCommand("not yet");
  const env = {
    WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
    WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: command,
  };
  return withPlugin(
    (world) => {
      gives(world.token);
      return test({ ...world, runs });
    },
    { env },
  );
}

describe("time", () => {
  /** A plugin whose WeChat never answers; the test takes less than the default bounds allow. */
  const slowly = (test: (world: PluginWorld) => Promise<void>) =>
    withPlugin(async (world) => {
      world.emulator.faults.add({ on: {}, times: 100, hang: true });
      const start = performance.now();
      await test(world);
      // The default is two minutes, a request's is ten seconds.
      expect(performance.now() - start).toBeLessThan(8_000);
    });

  const news = { ...good, apiWhitelist: ["/c"] };
  it.each<[string, Verb, Parameters<typeof answer>[2]]>([
    ["create", "create", { properties: good }],
    ["update", "update", { olds: outputs, news }],
    ["delete", "delete", { properties: { ...outputs, restoreTo: [] } }],
    ["refresh", "read", { id, properties: outputs }],
    ["import", "read", { id }],
  ])("that customTimeouts give bounds the whole operation: %s", (_name, verb, fields) =>
    slowly(async ({ client }) => {
      const { message } = await refusal(answer(client, verb, { ...fields, timeout: 0.2 }));
      expect(message).toContain("DEADLINE");
    }),
  );

  it("that is more than a timer can tell is a day, and not a moment", () =>
    withCommand(async ({ client, logged }) => {
      const fields = { id, properties: outputs, timeout: 600 * 3600 };
      // Two, of which one waits for the other's token.
      const reads = [0, 1].map(() => answer(client, "read", fields));
      for (const found of await Promise.all(reads)) expect(found.getId()).toBe(PRODUCTION);
      // Node warns of a timer that it makes a millisecond.
      expect(logged).toEqual([]);
    }));

  it("ends for all at cancel, also for those that wait for others", () =>
    slowly(async ({ client }) => {
      const creates = [0, 1].map(() => refusal(client.create(urn, good)));
      await sleep(300);
      await ask<Empty>((done) => client.rpc.cancel(new Empty(), done));
      for (const { message } of await Promise.all(creates)) expect(message).toContain("CANCELLED");
    }));
});

it("a fleet that waits for one token prints nothing", () =>
  withCommand(async ({ client, emulator, logged, runs }) => {
    const reads = Array.from({ length: 50 }, () =>
      client.read(subject(PRODUCTION), { inputs: good, outputs }),
    );
    for (const found of await Promise.all(reads)) expect(found?.id).toBe(PRODUCTION);
    expect(runs()).toHaveLength(1);
    expect(emulator.requests({ action: "get" })).toHaveLength(50);
    expect(logged).toEqual([]);
  }));
