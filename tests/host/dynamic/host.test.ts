import { PROVIDER } from "../../../provider/program/dynamic/reference";
import { hashOf } from "../../support/canary";
import { ACCOUNT } from "../../support/connected";
import type { Props } from "../../support/engine/value";
import { sent, subject, urn, withHost } from "../../support/host";
import { refusal } from "../../support/plugin";
import { soon } from "../../support/soon";
import { tokenCommand } from "../../support/token-command";
import { PRODUCTION } from "../../support/world";

/** What only the host can show; what it does is in tests/scenarios.ts. */
const good: Props = { env: PRODUCTION, apiWhitelist: ["/a"] };

it("check, create, read and an unverified update leave the reference to the code", () =>
  withHost(async ({ client, emulator }) => {
    const { inputs } = await client.check({ urn }, {}, sent(good));
    const created = await client.create(urn, inputs);
    const state = { inputs, outputs: created.outputs };
    const read = await client.read(subject(PRODUCTION), state);
    emulator.faults.add({ on: { action: "get" }, skip: 1, times: 4, status: 503 });
    const news = sent({ ...good, apiWhitelist: ["/b"] });
    const { partial } = await refusal(client.update(subject(PRODUCTION), state, news));
    expect(partial?.id).toBe(PRODUCTION);
    const all = [inputs, created.outputs, read?.inputs, read?.outputs, partial?.outputs];
    expect(all.map((props) => props?.["__provider"])).toEqual(all.map(() => PROVIDER));
  }));

it("check keeps the order that the state has", () =>
  withHost(async ({ client }) => {
    const { inputs } = await client.check(
      { urn },
      {},
      sent({ ...good, apiWhitelist: ["/b", "/a"] }),
    );
    const again = await client.check(
      { urn },
      inputs,
      sent({ ...good, apiWhitelist: ["/a", "/b"] }),
    );
    expect([inputs, again.inputs].map((each) => each["apiWhitelist"])).toEqual([
      ["/b", "/a"],
      ["/b", "/a"],
    ]);
  }));

it("ten first calls wait for one token of a slow command", () => {
  const slow = tokenCommand("");
  const [shell, flag, script] = JSON.parse(slow.command) as [string, string, string];
  const command = JSON.stringify([shell, flag, `sleep 0.5; ${script}`]);
  return withHost(
    async ({ client, emulator, token }) => {
      slow.gives(token);
      const environments = Array.from({ length: 10 }, (_, index) => `env-${index}`);
      for (const env of environments) emulator.addEnvironment(ACCOUNT, env);
      const creates = environments.map((env) => client.create(urn, sent({ ...good, env })));
      expect((await Promise.all(creates)).map(({ id }) => id)).toEqual(environments);
      expect(slow.runs()).toHaveLength(1);
      const used = emulator.requests().map(({ tokenHash }) => tokenHash);
      expect(new Set(used)).toEqual(new Set([hashOf(token)]));
    },
    {
      config: { "wechat-cloudbase:accessTokenCommand": command },
      env: { WECHAT_CLOUDBASE_ACCESS_TOKEN: "" },
    },
  );
});

describe("the host prints", () => {
  it("one line and no stack if the configuration is wrong", () =>
    withHost(
      async ({ client, printed }) => {
        const { message } = await refusal(client.check({ urn }, {}, sent(good)));
        expect(message).toContain("wechat-cloudbase:requestTimeoutMs must be a whole number");
        await soon(() => printed.length > 0);
        expect(printed).toEqual(["wechat-cloudbase: the configuration is wrong"]);
      },
      { config: { "wechat-cloudbase:requestTimeoutMs": "soon" } },
    ));

  it("one line for an error, and a warning if delete writes nothing", () =>
    withHost(async ({ client, emulator, printed }) => {
      const outputs = sent({ ...good, open: true, version: 2, managesOpen: false });
      const old = { inputs: sent(good), outputs };
      emulator.faults.add({ errcode: 48001 });
      const { message } = await refusal(client.read(subject(PRODUCTION), old));
      expect(message).toContain("permission set 49");
      await client.delete(subject(PRODUCTION), old);
      await soon(() => printed.length > 1);
      expect(printed).toEqual([
        `CloudAccessTokenPolicy "${PRODUCTION}": read failed`,
        expect.stringContaining("delete writes nothing: what was there before is not known"),
      ]);
    }));
});
