import { type ProviderClient, ProviderError } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { refusal, subject, urn, withPlugin } from "../../support/plugin";
import { soon } from "../../support/soon";
import { PRODUCTION } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };

describe("an import", () => {
  const read = (client: ProviderClient, id: string) =>
    client.read(subject(id), { inputs: {}, outputs: {} });

  it("of an id with an account gives the account to the inputs and the outputs", () =>
    withPlugin(async ({ client }) => {
      const found = await read(client, `wx0000000000000001/${PRODUCTION}`);
      const inputs = {
        env: PRODUCTION,
        authorizerAppId: "wx0000000000000001",
        apiWhitelist: ["/*"],
      };
      expect(found).toEqual({
        id: PRODUCTION,
        inputs,
        outputs: { ...inputs, open: true, version: 1, managesOpen: false },
        refreshBeforeUpdate: true,
      });
    }));

  it("is not what a state is taken for that cannot be read", () =>
    withPlugin(async ({ client, emulator }) => {
      const strange = { inputs: good, outputs: { env: PRODUCTION, apiWhitelist: "?" } };
      const { message } = await refusal(client.read(subject(PRODUCTION), strange));
      expect(message).toBe("the stored outputs are not those of a CloudAccessTokenPolicy");
      expect(emulator.journal).toEqual([]);
    }));

  it.each(["a/b/c", "a b", "/", ""])("of %j says what an id is", (id) =>
    withPlugin(async ({ client, emulator }) => {
      const { message } = await refusal(read(client, id));
      expect(message).toBe(
        `${JSON.stringify(id)} is not the id of a CloudAccessTokenPolicy; give <env> or <authorizerAppId>/<env>`,
      );
      expect(emulator.journal).toEqual([]);
    }),
  );
});

describe("a look-up", () => {
  const FUNCTION = "wechat-cloudbase:index:getCloudAccessTokenPolicy";

  it("tells what is there and manages nothing", () =>
    withPlugin(async ({ client, emulator }) => {
      expect(await client.invoke(FUNCTION, { env: PRODUCTION })).toEqual({
        failures: [],
        result: { id: PRODUCTION, env: PRODUCTION, open: true, apiWhitelist: ["/*"], version: 1 },
      });
      expect(emulator.requests().map(({ action }) => action)).toEqual(["get"]);
    }));

  it("names a wrong argument, an environment that is not there, and a function that is none", () =>
    withPlugin(async ({ client }) => {
      const { failures } = await client.invoke(FUNCTION, { env: "a b", opn: true });
      expect(failures).toMatchObject([{ property: "env" }, { property: "opn" }]);
      const gone = await refusal(client.invoke(FUNCTION, { env: "nowhere" }));
      expect(gone.message).toMatch(
        /^CloudAccessTokenPolicy "nowhere": read failed: WeChat knows no/,
      );
      const none = await refusal(client.invoke("wechat-cloudbase:index:get", {}));
      expect(none.message).toBe("wechat-cloudbase has no function wechat-cloudbase:index:get");
    }));
});

describe("without a token", () => {
  const env = { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined };
  const off = { ...env, WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "false" };
  const outputs = { ...good, open: true, version: 2, managesOpen: false };
  const old = { inputs: good, outputs };

  it("a look before a preview is left out where it is off, and the engine says so", () =>
    withPlugin(
      async ({ client, emulator, logged }) => {
        const read = await client.read(subject(PRODUCTION), old);
        expect(read).toEqual({ id: PRODUCTION, ...old, refreshBeforeUpdate: false });
        expect(emulator.journal).toEqual([]);
        await soon(() => logged.length > 0);
        expect(logged).toEqual([
          `warning: CloudAccessTokenPolicy "${PRODUCTION}": not compared with WeChat: refreshBeforeUpdate is ` +
            "false and no access token is configured",
        ]);
      },
      { env: off },
    ));

  it("a look is an error where it is on", () =>
    withPlugin(
      async ({ client }) => {
        const { message } = await refusal(client.read(subject(PRODUCTION), old));
        expect(message).toContain("no access token is configured");
        expect(message).toContain("set WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE=false");
      },
      { env },
    ));

  it("an import is an error all the same", () =>
    withPlugin(
      async ({ client }) => {
        const none = { inputs: {}, outputs: {} };
        const { message } = await refusal(client.read(subject(PRODUCTION), none));
        expect(message).toContain("no access token is configured");
      },
      { env: off },
    ));
});

describe("an engine that is gone", () => {
  it("ends the plugin, in the middle of a request as well", () =>
    withPlugin(async ({ client, emulator, engine, host }) => {
      emulator.faults.add({ on: { action: "set" }, delayMs: 60_000 });
      const create = client.create(urn, good).catch((reason: unknown) => reason);
      await soon(() => emulator.requests({ action: "get" }).length > 0);
      engine.close();
      await host.ended;
      expect(await create).toBeInstanceOf(ProviderError);
      expect(emulator.applies()).toEqual([]);
    }));
});
