import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { structOf } from "../../support/engine/double/engine-service";
import { ask } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { subject, urn, withPlugin } from "../../support/plugin";
import { PRODUCTION } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a"] };
const other = urn.replace(/::it$/, "::shop::other");

describe("two resources for one environment", () => {
  it("are refused by the check of the second, with both names", () =>
    withPlugin(async ({ client }) => {
      const [first, again, second] = [urn, urn, other].map((each) =>
        client.check({ urn: each }, {}, good),
      );
      expect((await first)?.failures).toEqual([]);
      expect((await again)?.failures).toEqual([]);
      expect((await second)?.failures).toEqual([
        {
          property: "env",
          reason: expect.stringContaining('two resources, "it" and "shop::other"') as string,
        },
      ]);
    }));
});

describe("a delete with customTimeouts", () => {
  it("sees what the program declares, as any other", () =>
    withPlugin(async ({ client, emulator }) => {
      await client.check({ urn }, {}, good);
      const { outputs } = await client.create(urn, good);
      const request = new proto.DeleteRequest().setUrn(urn).setTimeout(60);
      request.setProperties(structOf(outputs));
      await ask<Empty>((done) => client.rpc.delete(request, done));
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a"]);
    }));
});

describe("a delete that knows the id alone", () => {
  const remove = (id: string) =>
    withPlugin(async ({ client, emulator, logged }) => {
      const request = new proto.DeleteRequest().setUrn(urn).setId(id);
      await ask<Empty>((done) => client.rpc.delete(request, done));
      expect(emulator.applies()).toEqual([]);
      expect(logged).toEqual(id === PRODUCTION ? [expect.stringContaining("restoreTo")] : []);
    });

  it("leaves the policy as it is, and says why", () => remove(PRODUCTION));
  it("finds nothing to do where there is no environment", () => remove("none"));
});

describe("a plugin that an engine attaches to", () => {
  it("knows the program until the engine cancels it or another one attaches", () =>
    withPlugin(async ({ client, emulator, logged, engine }) => {
      const { outputs } = await client.create(urn, good);
      const old = { inputs: good, outputs };
      const puts = async () => {
        const before = logged.length;
        await client.delete(subject(PRODUCTION), old);
        return logged.slice(before).join().includes("this environment in another resource")
          ? "nothing"
          : emulator.policy(PRODUCTION).apiWhitelist;
      };
      const attach = (address: string) =>
        ask<Empty>((done) => client.rpc.attach(new PluginAttach().setAddress(address), done));

      await client.check({ urn }, {}, good);
      expect(await puts()).toBe("nothing");
      // A program's second provider is configured in the middle of it.
      await attach(engine.address);
      await client.configure({});
      expect(await puts()).toBe("nothing");

      await ask<Empty>((done) => client.rpc.cancel(new Empty(), done));
      await client.configure({});
      expect(await puts()).toEqual(["/*"]);

      await client.check({ urn: other }, {}, good);
      await attach("127.0.0.1:1");
      await client.configure({});
      expect((await client.check({ urn }, {}, good)).failures).toEqual([]);
    }));
});
