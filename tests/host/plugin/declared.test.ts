import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { ask } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { onPlugin, subject, urn, withPlugin } from "../../support/plugin";
import { PRODUCTION } from "../../support/world";
import { answer } from "./answer";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a"] };
const other = urn.replace(/::it$/, "::other");

it.each([
  ["leaves the policy as it is, and says why", PRODUCTION, ["restoreTo"]],
  ["finds nothing to do if there is no environment", "none", []],
])("a delete that knows the id alone %s", (_what, id, told) =>
  withPlugin(async ({ client, emulator, logged }) => {
    await answer(client, "delete", { id });
    expect(emulator.applies()).toEqual([]);
    expect(logged).toEqual(told.map((words) => expect.stringContaining(words) as string));
  }),
);

onPlugin(
  "a plugin knows the program until the engine cancels it or another one attaches",
  async ({ client, emulator, logged, engine }) => {
    const { outputs } = await client.create(urn, good);
    const puts = async () => {
      const before = logged.length;
      await client.delete(subject(PRODUCTION), { inputs: good, outputs });
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
  },
);
