import { Empty } from "google-protobuf/google/protobuf/empty_pb";
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

describe("a plugin that an engine attaches to", () => {
  it("begins anew with each Configure, also after a Cancel", () =>
    withPlugin(async ({ client, emulator, logged }) => {
      await client.check({ urn }, {}, good);
      const { outputs } = await client.create(urn, good);
      const old = { inputs: good, outputs };
      await client.delete(subject(PRODUCTION), old);
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a"]);
      expect(logged.join()).toContain("now manages this environment");

      await ask<Empty>((done) => client.rpc.cancel(new Empty(), done));
      await client.configure({});

      expect((await client.check({ urn: other }, {}, { ...good, env: "b" })).failures).toEqual([]);
      await client.delete(subject(PRODUCTION), old);
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
    }));
});
