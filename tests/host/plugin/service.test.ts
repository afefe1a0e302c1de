import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { version } from "../../../package.json";
import { schema } from "../../../provider/host/plugin/schema";
import { propsOf } from "../../support/engine/double/engine-service";
import { ask } from "../../support/engine/double/provider-client";
import { type Props, secret, unknown } from "../../support/engine/value";
import { onPlugin, refusal, urn } from "../../support/plugin";
import { PRODUCTION, STAGING } from "../../support/world";
import { answer } from "./answer";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };
const NATIVE = "wechat-cloudbase:index:CloudAccessTokenPolicy";
const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;

onPlugin("the plugin tells its protocol, version and schema", async ({ client: { rpc } }) => {
  const handshake = await ask<proto.ProviderHandshakeResponse>((done) =>
    rpc.handshake(new proto.ProviderHandshakeRequest(), done),
  );
  expect(handshake.toObject()).toMatchObject({ acceptSecrets: true, acceptOutputs: false });
  const info = await ask<PluginInfo>((done) => rpc.getPluginInfo(new Empty(), done));
  expect(info.getVersion()).toBe(version);
  const told = await ask<proto.GetSchemaResponse>((done) =>
    rpc.getSchema(new proto.GetSchemaRequest(), done),
  );
  expect(JSON.parse(told.getSchema())).toEqual(schema);
  expect(schema.version).toBe(version);
});

describe("the configuration", () => {
  onPlugin("has its secrets marked, and its wrong keys named", async ({ client }) => {
    const secrets = {
      accessToken: "s1",
      componentAppSecret: "s2",
      componentVerifyTicket: "s3",
      authorizerRefreshToken: "s4",
    };
    const others = { authorizerAppId: "wx", endpont: "x", versionStrategy: "?" };
    const response = await answer(client, "checkConfig", { news: { ...secrets, ...others } });
    const marked = Object.entries(secrets).map(([key, value]) => [key, secret(value)]);
    const inputs = { ...Object.fromEntries(marked), ...others } as Props;
    expect(propsOf(response.getInputs())).toEqual(inputs);
    expect(response.getFailuresList().map((failure) => failure.toObject())).toMatchObject([
      { property: "", reason: expect.stringMatching(/^"endpont" is not a key/) as string },
      { property: "versionStrategy" },
    ]);
  });

  onPlugin("changes a provider and never replaces it", async ({ client }) => {
    const diff = async (news: Props) => {
      const oldInputs = { accessToken: secret("1"), endpoint: "e" };
      const response = await answer(client, "diffConfig", { oldInputs, news });
      return [response.getChanges(), response.getReplacesList()];
    };
    expect(await diff({ endpoint: "e", accessToken: "1" })).toEqual([DIFF_NONE, []]);
    expect(await diff({ endpoint: "f", accessToken: "1" })).toEqual([DIFF_SOME, []]);
  });

  onPlugin("is refused while a key is unknown: a token could go elsewhere", async ({ client }) => {
    const { message } = await refusal(client.configure({ endpoint: unknown, accessToken: "t" }));
    expect(message).toBe("wechat-cloudbase: not known yet: endpoint");
  });

  onPlugin(
    "is read beside the environment, and so are the secrets in it",
    async ({ client, emulator, token }) => {
      await client.configure({ accessToken: secret(token), authorizerAppId: "wx1" });
      await client.create(urn, good);
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a", "/b"]);
    },
    { env: { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined } },
  );
});

describe("a preview", () => {
  const preview = true;

  onPlugin("of a create shows what is known and sends nothing", async ({ client, emulator }) => {
    const previewed = async (properties: Props) => {
      const response = await answer(client, "create", { properties, preview });
      expect(response.getId()).toBe("");
      return propsOf(response.getProperties());
    };
    const open = { ...good, open: false, apiWhitelist: secret(["/a"]) };
    expect(await previewed(open)).toEqual({
      ...open,
      ...{ managesOpen: true, version: unknown, original: secret(unknown) },
    });
    expect(await previewed({ ...good, apiWhitelist: ["/a", unknown] })).toEqual({
      ...{ env: PRODUCTION, apiWhitelist: unknown, open: unknown },
      ...{ managesOpen: false, version: unknown, original: unknown },
    });
    expect(emulator.journal).toEqual([]);
  });

  onPlugin("of an update keeps what only a write would change", async ({ client, emulator }) => {
    const { outputs } = await client.create(urn, good);
    const sent = emulator.journal.length;
    const changes: [Props, Props][] = [
      [{ onDelete: "retain" }, {}],
      [{ apiWhitelist: ["/c"] }, { version: unknown }],
      [{ open: true }, { managesOpen: true, version: unknown, original: unknown }],
    ];
    for (const [more, told] of changes) {
      const fields = { id: PRODUCTION, olds: outputs, news: { ...good, ...more }, preview };
      const response = await answer(client, "update", fields);
      expect(propsOf(response.getProperties())).toEqual({ ...outputs, ...more, ...told });
    }
    expect(emulator.journal).toHaveLength(sent);
  });
});

onPlugin("a diff names what is replaced, and each entry that comes or goes", async (world) => {
  const { outputs: olds } = await world.client.create(urn, good);
  const diff = (news: Props) =>
    answer(world.client, "diff", { id: PRODUCTION, olds, oldInputs: good, news });
  expect((await diff(good)).getChanges()).toBe(DIFF_NONE);
  const other = await diff({ env: STAGING, apiWhitelist: ["/b", "/c"] });
  expect(other.getChanges()).toBe(DIFF_SOME);
  expect(other.getReplacesList()).toEqual(["env"]);
  expect(other.getDiffsList()).toEqual(["env", "apiWhitelist"]);
  expect(other.getHasdetaileddiff()).toBe(true);
  const paths = ["apiWhitelist[0]", "apiWhitelist[1]", "env"];
  expect([...other.getDetaileddiffMap().keys()].sort()).toEqual(paths);
});

onPlugin("a type that is not the plugin's is refused by name", async ({ client }) => {
  const other = urn.replace(NATIVE, "wechat-cloudbase:index:Policy");
  const { message } = await refusal(client.check({ urn: other }, {}, good));
  expect(message).toBe("wechat-cloudbase has no resource type wechat-cloudbase:index:Policy");
  const child = urn.replace(NATIVE, `my:index:Component$${NATIVE}`);
  expect(await client.check({ urn: child }, {}, good)).toMatchObject({ failures: [] });
});
