import { ProviderError } from "../../support/engine/double/provider-error";
import type { Props } from "../../support/engine/value";
import { onPlugin, refusal, subject, urn, withPlugin } from "../../support/plugin";
import { soon } from "../../support/soon";
import { PRODUCTION } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };
const none = { inputs: {}, outputs: {} };

describe("an import", () => {
  onPlugin("of an id with an account gives the account to inputs and outputs", async (world) => {
    const authorizerAppId = "wx0000000000000001";
    const found = await world.client.read(subject(`${authorizerAppId}/${PRODUCTION}`), none);
    const inputs = { env: PRODUCTION, authorizerAppId, apiWhitelist: ["/*"] };
    expect(found).toEqual({
      id: PRODUCTION,
      inputs,
      outputs: { ...inputs, open: true, version: 1, managesOpen: false },
      refreshBeforeUpdate: true,
    });
  });

  const wrongId =
    "is not the id of a CloudAccessTokenPolicy; give <env> or <authorizerAppId>/<env>";
  const strange = { inputs: good, outputs: { env: PRODUCTION, apiWhitelist: "?" } };
  it.each([
    ["a/b/c", none, `"a/b/c" ${wrongId}`],
    ["a b", none, `"a b" ${wrongId}`],
    ["/", none, `"/" ${wrongId}`],
    ["", none, `"" ${wrongId}`],
    [PRODUCTION, strange, "the stored outputs are not those of a CloudAccessTokenPolicy"],
  ])("of %j with the state %j is refused, and sends nothing", (id, old, words) =>
    withPlugin(async ({ client, emulator }) => {
      expect((await refusal(client.read(subject(id), old))).message).toBe(words);
      expect(emulator.journal).toEqual([]);
    }),
  );
});

describe("a look-up", () => {
  const FUNCTION = "wechat-cloudbase:index:getCloudAccessTokenPolicy";

  onPlugin("returns what is there and manages nothing", async ({ client, emulator }) => {
    expect(await client.invoke(FUNCTION, { env: PRODUCTION })).toEqual({
      failures: [],
      result: { id: PRODUCTION, env: PRODUCTION, open: true, apiWhitelist: ["/*"], version: 1 },
    });
    expect(emulator.requests().map(({ action }) => action)).toEqual(["get"]);
  });

  onPlugin("names a wrong argument, environment and function", async ({ client }) => {
    const { failures } = await client.invoke(FUNCTION, { env: "a b", opn: true });
    expect(failures).toMatchObject([{ property: "env" }, { property: "opn" }]);
    const gone = await refusal(client.invoke(FUNCTION, { env: "nowhere" }));
    const unknown = /^CloudAccessTokenPolicy "nowhere": read failed: WeChat knows no/;
    expect(gone.message).toMatch(unknown);
    const { message } = await refusal(client.invoke("wechat-cloudbase:index:get", {}));
    expect(message).toBe("wechat-cloudbase has no function wechat-cloudbase:index:get");
  });
});

describe("without a token", () => {
  const env = { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined };
  const off = { ...env, WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE: "false" };
  const old = { inputs: good, outputs: { ...good, open: true, version: 2, managesOpen: false } };

  onPlugin(
    "a read before a preview is left out if it is off, and the user is told",
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
  );

  it.each([
    ["a read before a preview", "if it is on", env, old],
    ["an import", "if it is off", off, none],
  ])("%s is an error %s", (_what, _how, variables, from) =>
    withPlugin(
      async ({ client }) => {
        const { message } = await refusal(client.read(subject(PRODUCTION), from));
        const hint = "set WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE=false";
        expect(message).toContain("no access token is configured");
        if (from === old) expect(message).toContain(hint);
      },
      { env: variables },
    ),
  );
});

onPlugin("a plugin whose engine is gone ends, in the middle of a request too", async (world) => {
  const { client, emulator, engine, host } = world;
  emulator.faults.add({ on: { action: "set" }, delayMs: 60_000 });
  const create = client.create(urn, good).catch((reason: unknown) => reason);
  await soon(() => emulator.requests({ action: "get" }).length > 0);
  engine.close();
  await host.ended;
  expect(await create).toBeInstanceOf(ProviderError);
  expect(emulator.applies()).toEqual([]);
});
