import { PROVIDER } from "../../../provider/program/dynamic/reference";
import { ProviderError } from "../../support/engine/double/provider-client";
import type { Props } from "../../support/engine/value";
import { unknown } from "../../support/engine/value";
import { sent, subject, urn, withHost } from "../../support/host";
import { PRODUCTION, STAGING } from "../../support/world";

const good: Props = { env: PRODUCTION, apiWhitelist: ["/b", "/a"] };

describe("check", () => {
  /** What a user may get wrong: the inputs, the property that must be named, and a word of the way out. */
  const wrong: [string, Props, string, string][] = [
    ["env left out", { apiWhitelist: [] }, "env", "is required"],
    ["env as a path", { ...good, env: "a/b" }, "env", 'without "/"'],
    ["env empty", { ...good, env: "" }, "env", "environment id"],
    ["env as a number", { ...good, env: 7 }, "env", "environment id"],
    ["the whitelist left out", { env: PRODUCTION }, "apiWhitelist", "is required"],
    ["the whitelist as a text", { ...good, apiWhitelist: "/*" }, "apiWhitelist", "a list of paths"],
    ["a URL", { ...good, apiWhitelist: ["https://a.b/wxa/x"] }, "apiWhitelist[0]", '"/wxa/x"'],
    ["a query", { ...good, apiWhitelist: ["/a", "/b?c=d"] }, "apiWhitelist[1]", "query"],
    ["a fragment", { ...good, apiWhitelist: ["/b#c"] }, "apiWhitelist[0]", "fragment"],
    ["white space", { ...good, apiWhitelist: ["/a b"] }, "apiWhitelist[0]", "white space"],
    ["an empty path", { ...good, apiWhitelist: [""] }, "apiWhitelist[0]", "is empty"],
    ["no leading slash", { ...good, apiWhitelist: ["wxa/x"] }, "apiWhitelist[0]", '"/wxa/x"'],
    ["a host", { ...good, apiWhitelist: ["api.weixin.qq.com/a"] }, "apiWhitelist[0]", '"/a"'],
    [
      "a function's name",
      { ...good, apiWhitelist: ["security.msgSecCheck"] },
      "apiWhitelist[0]",
      "/wxa/msg_sec_check",
    ],
    ["open as a word", { ...good, open: "yes" }, "open", "true or false"],
    ["onConflict", { ...good, onConflict: "merge" }, "onConflict", '"overwrite"'],
    ["onDelete", { ...good, onDelete: "keep" }, "onDelete", '"retain"'],
    ["restoreTo", { ...good, restoreTo: ["x"] }, "restoreTo[0]", '"/x"'],
    ["authorizerAppId", { ...good, authorizerAppId: "wx 1" }, "authorizerAppId", "app id"],
    ["a misspelt input", { ...good, apiWhiteList: [] }, "apiWhiteList", '"apiWhitelist"'],
  ];

  it("names the property of every wrong input, and says what to do, before any request", () =>
    withHost(async ({ client, emulator }) => {
      for (const [what, inputs, property, way] of wrong) {
        const { failures } = await client.check({ urn }, {}, sent(inputs));
        const [failure, ...others] = failures;
        expect({ what, property: failure?.property, others }).toEqual({
          what,
          property,
          others: [],
        });
        expect(failure?.reason).toContain(way);
      }
      expect(emulator.journal).toEqual([]);
    }));

  it("normalizes what is known and leaves what is unknown untouched", () =>
    withHost(async ({ client, emulator }) => {
      const known = await client.check(
        { urn },
        {},
        sent({ ...good, apiWhitelist: ["/b", "/a", "/b"] }),
      );
      expect(known).toEqual({
        inputs: sent({ ...good, apiWhitelist: ["/a", "/b"] }),
        failures: [],
      });
      const news = { env: unknown, apiWhitelist: ["/b", unknown, "/a"], open: unknown };
      expect(await client.check({ urn }, {}, sent(news))).toEqual({
        inputs: sent(news),
        failures: [],
      });
      const whole = { ...good, apiWhitelist: unknown };
      expect(await client.check({ urn }, {}, sent(whole))).toEqual({
        inputs: sent(whole),
        failures: [],
      });
      expect(emulator.journal).toEqual([]);
    }));
});

describe("the life of a policy in the official host", () => {
  it("is create, diff, update, read and delete with the promised requests and plain outputs", () =>
    withHost(async ({ client, emulator }) => {
      // Without a check: a process whose program declares the environment deletes nothing.
      const inputs = sent(good);
      const created = await client.create(urn, inputs);
      expect(created).toEqual({
        id: PRODUCTION,
        refreshBeforeUpdate: false,
        outputs: sent({
          env: PRODUCTION,
          apiWhitelist: ["/a", "/b"],
          open: true,
          version: 2,
          managesOpen: false,
          original: { open: true, apiWhitelist: ["/*"] },
        }),
      });
      const old = { inputs, outputs: created.outputs };
      const it = subject(created.id);
      expect(await client.diff(it, old, inputs, [])).toMatchObject({
        hasChanges: false,
        replaces: [],
      });

      const news = sent({ env: PRODUCTION, apiWhitelist: ["/c"] });
      expect(await client.diff(it, old, news, [])).toMatchObject({
        hasChanges: true,
        replaces: [],
      });
      const { outputs } = await client.update(it, old, news);
      expect(outputs).toMatchObject({
        apiWhitelist: ["/c"],
        version: 3,
        original: created.outputs["original"],
      });

      const read = await client.read(it, { inputs: news, outputs });
      expect(read).toMatchObject({ id: PRODUCTION, inputs: news, outputs });
      await client.delete(it, { inputs: news, outputs });
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
      expect(
        emulator
          .requests()
          .map(({ action }) => action)
          .join(" "),
      ).toBe("get set get get set get get get set get");
    }));

  it("asks for a replacement, new one first, where env changes or is not known yet", () =>
    withHost(async ({ client }) => {
      const outputs = sent({ ...good, open: true, version: 2, managesOpen: false });
      for (const env of [STAGING, unknown]) {
        const diff = await client.diff(
          subject(PRODUCTION),
          { inputs: sent(good), outputs },
          sent({ ...good, env }),
          [],
        );
        expect(diff).toEqual({ hasChanges: true, replaces: ["env"], deleteBeforeReplace: false });
      }
    }));

  it("asks for an update where only the account is named", () =>
    withHost(async ({ client }) => {
      const outputs = sent({ ...good, open: true, version: 2, managesOpen: false });
      const news = sent({ ...good, authorizerAppId: "wx0000000000000001" });
      const old = { inputs: sent(good), outputs };
      const diff = await client.diff(subject(PRODUCTION), old, news, []);
      expect(diff).toMatchObject({ hasChanges: true, replaces: [] });
    }));
});

describe("a write that cannot be verified (fact 8)", () => {
  it("of an update leaves such a state as well", () =>
    withHost(async ({ client, emulator }) => {
      const { outputs } = await client.create(urn, sent(good));
      emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
      const news = sent({ ...good, apiWhitelist: ["/c"] });
      const old = { inputs: sent(good), outputs };
      const error: unknown = await client
        .update(subject(PRODUCTION), old, news)
        .catch((reason: unknown) => reason);
      expect(error).toBeInstanceOf(ProviderError);
      expect((error as ProviderError).partial?.outputs).toMatchObject({
        __provider: PROVIDER,
        apiWhitelist: ["/a", "/b"],
        original: outputs["original"],
        unverified: { apiWhitelist: ["/c"] },
      });
    }));

  it("leaves a state that names its code, and with which the next update sends no set", () =>
    withHost(async ({ client, emulator }) => {
      emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
      const error = await client.create(urn, sent(good)).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      expect(error).toBeInstanceOf(ProviderError);
      const { partial } = error as ProviderError;
      expect(partial).toMatchObject({
        id: PRODUCTION,
        outputs: { __provider: PROVIDER, env: PRODUCTION },
      });
      emulator.clearJournal();
      const old = { inputs: sent(good), outputs: partial?.outputs ?? {} };
      const { outputs } = await client.update(subject(PRODUCTION), old, sent(good));
      expect(outputs).toMatchObject({
        apiWhitelist: ["/a", "/b"],
        original: { apiWhitelist: ["/*"] },
      });
      expect(emulator.requests({ action: "set" })).toEqual([]);
    }));
});

describe("read (fact 10)", () => {
  it("drops the resource only where WeChat says that the environment does not exist", () =>
    withHost(async ({ client, emulator }) => {
      const inputs = sent({ env: STAGING, apiWhitelist: ["/a"] });
      const { outputs } = await client.create(urn, inputs);
      emulator.faults.add({ errcode: 85088 });
      await expect(client.read(subject(STAGING), { inputs, outputs })).rejects.toThrow("85088");
      emulator.removeEnvironment(STAGING);
      expect(await client.read(subject(STAGING), { inputs, outputs })).toBeUndefined();
    }));

  it("returns only the inputs that the program gives (fact 11)", () =>
    withHost(async ({ client, emulator }) => {
      const inputs = sent({ ...good, apiWhitelist: ["/a"], open: true, onDelete: "retain" });
      const { outputs } = await client.create(urn, inputs);
      emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/z", "/y"], open: false });
      const read = await client.read(subject(PRODUCTION), { inputs, outputs });
      expect(read?.inputs).toEqual(
        sent({ ...good, apiWhitelist: ["/y", "/z"], open: false, onDelete: "retain" }),
      );
    }));
});

describe("configuration (fact 7)", () => {
  it("is there for ten creates at once", () =>
    withHost(
      async ({ client, emulator }) => {
        const environments = Array.from({ length: 10 }, (_, index) => `env-${index}`);
        for (const env of environments) emulator.addEnvironment("wx0000000000000001", env);
        const token = emulator.issueToken({ token: "token-of-the-configuration" });
        await client.configure({ "wechat-cloudbase:accessToken": token });
        const created = await Promise.all(
          environments.map((env) => client.create(urn, sent({ env, apiWhitelist: ["/a"] }))),
        );
        expect(created.map(({ id }) => id)).toEqual(environments);
      },
      { env: { WECHAT_CLOUDBASE_ACCESS_TOKEN: "" } },
    ));

  it("names a wrong value", () =>
    withHost(
      async ({ client }) => {
        await expect(client.check({ urn }, {}, sent(good))).rejects.toThrow(
          "wechat-cloudbase:requestTimeoutMs must be a whole number",
        );
      },
      { config: { "wechat-cloudbase:requestTimeoutMs": "soon" } },
    ));
});

describe("what the host prints", () => {
  it("is one line for an error, and a warning where delete writes nothing", () =>
    withHost(async ({ client, emulator, printed }) => {
      const outputs = sent({ ...good, open: true, version: 2, managesOpen: false });
      const old = { inputs: sent(good), outputs };
      emulator.faults.add({ errcode: 48001 });
      await expect(client.read(subject(PRODUCTION), old)).rejects.toThrow("permission set 49");
      await client.delete(subject(PRODUCTION), old);
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(printed).toEqual([
        `CloudAccessTokenPolicy "${PRODUCTION}": read failed`,
        expect.stringContaining("delete writes nothing: what was there before is not known"),
      ]);
    }));
});
