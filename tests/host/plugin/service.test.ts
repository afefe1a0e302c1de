import type { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { version } from "../../../package.json";
import { schema } from "../../../provider/host/plugin/schema";
import { propsOf, structOf } from "../../support/engine/double/engine-service";
import { ask, type ProviderClient } from "../../support/engine/double/provider-client";
import { type Props, secret, unknown } from "../../support/engine/value";
import { refusal, urn, withPlugin } from "../../support/plugin";
import { PRODUCTION, STAGING } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/a", "/b"] };
const NATIVE = "wechat-cloudbase:index:CloudAccessTokenPolicy";

describe("the plugin says of itself", () => {
  it("which protocol it speaks, its version and its schema", () =>
    withPlugin(async ({ client: { rpc } }) => {
      const handshake = await ask<proto.ProviderHandshakeResponse>((done) =>
        rpc.handshake(new proto.ProviderHandshakeRequest(), done),
      );
      expect(handshake.toObject()).toMatchObject({ acceptSecrets: true, acceptOutputs: false });
      const info = await ask<PluginInfo>((done) => rpc.getPluginInfo(new Empty(), done));
      expect(info.getVersion()).toBe(version);
      const answer = await ask<proto.GetSchemaResponse>((done) =>
        rpc.getSchema(new proto.GetSchemaRequest(), done),
      );
      expect(JSON.parse(answer.getSchema())).toEqual(schema);
      expect(schema.version).toBe(version);
    }));
});

describe("the configuration", () => {
  const checkConfig = async ({ rpc }: ProviderClient, news: Props) => {
    const request = new proto.CheckRequest().setNews(structOf(news));
    const response = await ask<proto.CheckResponse>((done) => rpc.checkConfig(request, done));
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    return { inputs: propsOf(response.getInputs()), failures };
  };

  it("comes back with its secrets marked, so that no state holds them in plain text", () =>
    withPlugin(async ({ client }) => {
      const secrets = {
        accessToken: "s1",
        componentAppSecret: "s2",
        componentVerifyTicket: "s3",
        authorizerRefreshToken: "s4",
      };
      const { inputs } = await checkConfig(client, { ...secrets, authorizerAppId: "wx" });
      const marked = Object.entries(secrets).map(([key, value]) => [key, secret(value)]);
      expect(inputs).toEqual({ ...Object.fromEntries(marked), authorizerAppId: "wx" });
    }));

  it("has its wrong keys named", () =>
    withPlugin(async ({ client }) => {
      const { failures } = await checkConfig(client, { endpont: "x", versionStrategy: "?" });
      expect(failures).toMatchObject([
        { property: "", reason: expect.stringMatching(/^"endpont" is not a key/) as string },
        { property: "versionStrategy" },
      ]);
    }));

  it("changes a provider and never replaces it", () =>
    withPlugin(async ({ client: { rpc } }) => {
      const diff = async (before: Props, after: Props) => {
        const request = new proto.DiffRequest()
          .setOldInputs(structOf(before))
          .setNews(structOf(after));
        const response = await ask<proto.DiffResponse>((done) => rpc.diffConfig(request, done));
        return [response.getChanges(), response.getReplacesList()];
      };
      const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
      const [one, same, other] = [
        { accessToken: secret("1"), endpoint: "e" },
        { endpoint: "e", accessToken: "1" },
        { endpoint: "f", accessToken: "1" },
      ];
      expect(await diff(one, same)).toEqual([DIFF_NONE, []]);
      expect(await diff(one, other)).toEqual([DIFF_SOME, []]);
    }));

  it("that is not known yet configures nothing: a token must not go to a wrong endpoint", () =>
    withPlugin(async ({ client }) => {
      const { message } = await refusal(client.configure({ endpoint: unknown, accessToken: "t" }));
      expect(message).toBe("wechat-cloudbase: not known yet: endpoint");
    }));

  it("is taken from the environment first, and secrets in it are read", async () => {
    await withPlugin(
      async ({ client, emulator, token }) => {
        await client.configure({ accessToken: secret(token), authorizerAppId: "wx1" });
        await client.create(urn, good);
        expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a", "/b"]);
      },
      { env: { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined } },
    );
  });
});

describe("a preview", () => {
  const previewed = async ({ rpc }: ProviderClient, inputs: Props) => {
    const request = new proto.CreateRequest()
      .setUrn(urn)
      .setProperties(structOf(inputs))
      .setPreview(true);
    const response = await ask<proto.CreateResponse>((done) => rpc.create(request, done));
    return { id: response.getId(), outputs: propsOf(response.getProperties()) };
  };

  it("of a create shows what can be told and sends nothing", () =>
    withPlugin(async ({ client, emulator }) => {
      const open = { ...good, open: false, apiWhitelist: secret(["/a"]) };
      expect(await previewed(client, open)).toEqual({
        id: "",
        outputs: { ...open, managesOpen: true, version: unknown, original: secret(unknown) },
      });
      expect((await previewed(client, { ...good, apiWhitelist: ["/a", unknown] })).outputs).toEqual(
        {
          ...{ env: PRODUCTION, apiWhitelist: unknown, open: unknown },
          ...{ managesOpen: false, version: unknown, original: unknown },
        },
      );
      expect(emulator.journal).toEqual([]);
    }));

  it("of an update keeps what only a write would change", () =>
    withPlugin(async ({ client, emulator }) => {
      const { outputs } = await client.create(urn, good);
      const sent = emulator.journal.length;
      const update = async (news: Props) => {
        const request = new proto.UpdateRequest()
          .setUrn(urn)
          .setId(PRODUCTION)
          .setOlds(structOf(outputs))
          .setNews(structOf(news))
          .setPreview(true);
        const response = await ask<proto.UpdateResponse>((done) =>
          client.rpc.update(request, done),
        );
        return propsOf(response.getProperties());
      };
      const retain = { ...good, onDelete: "retain" };
      expect(await update(retain)).toEqual({ ...outputs, onDelete: "retain" });
      expect(await update({ ...good, apiWhitelist: ["/c"] })).toEqual({
        ...outputs,
        apiWhitelist: ["/c"],
        version: unknown,
      });
      expect(await update({ ...good, open: true })).toEqual({
        ...outputs,
        managesOpen: true,
        version: unknown,
        original: unknown,
      });
      expect(emulator.journal).toHaveLength(sent);
    }));
});

describe("a diff", () => {
  it("names what is replaced, and each entry that comes or goes", () =>
    withPlugin(async ({ client }) => {
      const { outputs } = await client.create(urn, good);
      const diff = async (news: Props) => {
        const request = new proto.DiffRequest()
          .setUrn(urn)
          .setId(PRODUCTION)
          .setOlds(structOf(outputs))
          .setOldInputs(structOf(good))
          .setNews(structOf(news));
        return ask<proto.DiffResponse>((done) => client.rpc.diff(request, done));
      };
      const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
      expect((await diff(good)).getChanges()).toBe(DIFF_NONE);
      const other = await diff({ env: STAGING, apiWhitelist: ["/b", "/c"] });
      expect(other.getChanges()).toBe(DIFF_SOME);
      expect(other.getReplacesList()).toEqual(["env"]);
      expect(other.getDiffsList()).toEqual(["env", "apiWhitelist"]);
      expect(other.getHasdetaileddiff()).toBe(true);
      expect([...other.getDetaileddiffMap().keys()].sort()).toEqual([
        "apiWhitelist[0]",
        "apiWhitelist[1]",
        "env",
      ]);
    }));
});

describe("what is not the plugin's", () => {
  it("is refused by name", () =>
    withPlugin(async ({ client }) => {
      const other = urn.replace(NATIVE, "wechat-cloudbase:index:Policy");
      const { message } = await refusal(client.check({ urn: other }, {}, good));
      expect(message).toBe("wechat-cloudbase has no resource type wechat-cloudbase:index:Policy");
      const child = urn.replace(NATIVE, `my:index:Component$${NATIVE}`);
      expect(await client.check({ urn: child }, {}, good)).toMatchObject({ failures: [] });
    }));
});
