import { PROVIDER } from "../../provider/program/dynamic/reference";
import { urn as dynamicUrn, withHost } from "../support/host";
import { urn as pluginUrn, withPlugin } from "../support/plugin";
import { soon } from "../support/soon";
import { PRODUCTION } from "../support/world";

const lines = (world: { printed?: string[]; logged?: string[] }) => [
  ...(world.printed ?? []),
  ...(world.logged ?? []),
];

describe.each([
  ["the dynamic host", withHost, dynamicUrn, { __provider: PROVIDER }],
  ["the plugin", withPlugin, pluginUrn, {}],
])("with onUnauthorized keep %s", (_which, withProcess, urn, own) => {
  it("keeps the policy of a merchant who left, drops it at delete, and writes nothing", () =>
    withProcess(
      async (world) => {
        const { client, emulator } = world;
        const inputs = { env: PRODUCTION, apiWhitelist: ["/a"], ...own };
        const { outputs } = await client.create(urn, inputs);
        const subject = { urn, id: PRODUCTION };
        emulator.clearJournal();
        emulator.faults.add({ errcode: 61003, times: Infinity });

        expect((await client.read(subject, { inputs, outputs }))?.outputs).toEqual(outputs);
        const update = client.update(subject, { inputs, outputs }, { ...inputs, apiWhitelist: [] });
        await expect(update).rejects.toThrow(/update failed: 61003 .*set onUnauthorized to keep/);
        await client.delete(subject, { inputs, outputs });

        expect(emulator.requests({ action: "set" })).toEqual([]);
        const told = () => lines(world).filter((line) => line.includes("onUnauthorized is keep"));
        await soon(() => told().length > 0);
        expect(told()).toHaveLength(1);
      },
      { env: { WECHAT_CLOUDBASE_ON_UNAUTHORIZED: "keep" } },
    ));
});
