import { setTimeout as sleep } from "node:timers/promises";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { structOf } from "../../support/engine/double/engine-service";
import { ask, type ProviderClient } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { type PluginWorld, refusal, subject, urn, withPlugin } from "../../support/plugin";
import { type TokenCommand, tokenCommand } from "../../support/token-command";
import { PRODUCTION } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };

/** As withPlugin, with the token from a command. */
function withCommand(
  test: (world: PluginWorld & { command: TokenCommand }) => Promise<void>,
): Promise<void> {
  const command = tokenCommand("not yet");
  return withPlugin(
    (world) => {
      command.gives(world.token);
      return test({ ...world, command });
    },
    {
      env: {
        WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
        WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: command.command,
      },
    },
  );
}

describe("time", () => {
  const slowly = (
    test: (world: PluginWorld & { seconds: () => number }) => Promise<void>,
  ): Promise<void> =>
    withPlugin(async (world) => {
      world.emulator.faults.add({ on: {}, times: 100, hang: true });
      const start = performance.now();
      await test({ ...world, seconds: () => (performance.now() - start) / 1000 });
    });

  const outputs = structOf({ ...good, open: true, version: 2, managesOpen: false, restoreTo: [] });
  const inputs = structOf(good);
  const operations: Record<string, (client: ProviderClient) => Promise<unknown>> = {
    create: ({ rpc }) => {
      const request = new proto.CreateRequest().setUrn(urn).setProperties(inputs).setTimeout(0.2);
      return ask((done) => rpc.create(request, done));
    },
    update: ({ rpc }) => {
      const request = new proto.UpdateRequest().setUrn(urn).setTimeout(0.2);
      const news = structOf({ ...good, apiWhitelist: ["/c"] });
      return ask((done) => rpc.update(request.setOlds(outputs).setNews(news), done));
    },
    delete: ({ rpc }) => {
      const request = new proto.DeleteRequest().setUrn(urn).setTimeout(0.2);
      return ask((done) => rpc.delete(request.setProperties(outputs), done));
    },
    refresh: ({ rpc }) => {
      const request = new proto.ReadRequest().setUrn(urn).setId(PRODUCTION).setTimeout(0.2);
      return ask((done) => rpc.read(request.setProperties(outputs), done));
    },
    import: ({ rpc }) => {
      const request = new proto.ReadRequest().setUrn(urn).setId(PRODUCTION).setTimeout(0.2);
      return ask((done) => rpc.read(request, done));
    },
  };

  it.each(Object.keys(operations))(
    "that customTimeouts give is the bound of the whole operation: %s",
    (name) =>
      slowly(async ({ client, seconds }) => {
        const { message } = await refusal(operations[name]?.(client) ?? Promise.resolve());
        expect(message).toContain("DEADLINE");
        // The default is two minutes, a request's is ten seconds.
        expect(seconds()).toBeLessThan(8);
      }),
  );

  it("that is more than a timer can tell is a day, and not a moment", () =>
    withCommand(async ({ client: { rpc }, logged }) => {
      const state = structOf({ ...good, open: true, version: 1, managesOpen: false });
      // Two, of which one waits for the other's token.
      const reads = [0, 1].map(() => {
        const request = new proto.ReadRequest().setUrn(urn).setId(PRODUCTION);
        request.setProperties(state).setTimeout(600 * 3600);
        return ask<proto.ReadResponse>((done) => rpc.read(request, done));
      });
      for (const found of await Promise.all(reads)) expect(found.getId()).toBe(PRODUCTION);
      // Node warns of a timer that it makes a millisecond.
      expect(logged).toEqual([]);
    }));

  it("ends for all at cancel, also for those that wait for others", () =>
    slowly(async ({ client, seconds }) => {
      const creates = ["/a", "/b"].map((path) =>
        refusal(client.create(urn, { env: PRODUCTION, apiWhitelist: [path] })),
      );
      await sleep(300);
      await ask<Empty>((done) => client.rpc.cancel(new Empty(), done));
      for (const { message } of await Promise.all(creates)) expect(message).toContain("CANCELLED");
      expect(seconds()).toBeLessThan(8);
    }));
});

it("a fleet that waits for one token prints nothing", () =>
  withCommand(async ({ client, emulator, logged, command }) => {
    const old = { inputs: good, outputs: { ...good, open: true, version: 1, managesOpen: false } };
    const reads = Array.from({ length: 50 }, () => client.read(subject(PRODUCTION), old));
    for (const found of await Promise.all(reads)) expect(found?.id).toBe(PRODUCTION);
    expect(command.runs()).toHaveLength(1);
    expect(emulator.requests({ action: "get" })).toHaveLength(50);
    expect(logged).toEqual([]);
  }));
