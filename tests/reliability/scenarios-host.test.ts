import { PROVIDER } from "../../provider/program/dynamic/reference";
import { ProviderError } from "../support/engine/double/provider-client";
import { type Props, unknown } from "../support/engine/value";
import { hashOf } from "../support/canary";
import { sent, subject, urn, withHost } from "../support/host";
import { tokenCommand } from "../support/token-command";
import { PRODUCTION } from "../support/world";

/** The scenarios that only Pulumi's own provider host can play; the numbers are those of issue 4. */
const ACCOUNT = "wx0000000000000001";
const program = sent({ env: PRODUCTION, apiWhitelist: ["/a"] });

describe("a set that went through and whose every reading back fails", () => {
  it("S4 leaves an id and a state that names its code; the next up settles it without a set", () =>
    withHost(async ({ client, emulator }) => {
      const fault = emulator.faults.add({
        on: { action: "get" },
        skip: 1,
        times: Infinity,
        status: 503,
      });
      const error = await client.create(urn, program).catch((reason: unknown) => reason);

      expect(error).toBeInstanceOf(ProviderError);
      const { partial, message } = error as ProviderError;
      expect(message).toContain("HTTP 503");
      expect(partial).toMatchObject({ id: PRODUCTION, outputs: { __provider: PROVIDER } });
      expect(emulator.requests({ action: "set" })).toHaveLength(1);

      fault.remove();
      const old = { inputs: program, outputs: partial?.outputs ?? {} };
      const { outputs } = await client.update(subject(PRODUCTION), old, program);
      expect(outputs).toMatchObject({ version: 2, original: { apiWhitelist: ["/*"] } });
      expect(emulator.requests({ action: "set" })).toHaveLength(1);
      expect(emulator.applies()).toHaveLength(1);
    }));
});

describe("a preview with values that are not known yet", () => {
  const previews: Record<string, Props> = {
    whole: { env: PRODUCTION, apiWhitelist: unknown },
    "in a list": { env: PRODUCTION, apiWhitelist: ["/b", unknown, "/a"], restoreTo: [unknown] },
    everywhere: { env: unknown, apiWhitelist: unknown, open: unknown, onDelete: unknown },
  };

  it("S13 passes them on untouched and sends nothing; up then applies the real values", () =>
    withHost(async ({ client, emulator }) => {
      const outputs = sent({ env: PRODUCTION, apiWhitelist: ["/*"], open: true, version: 1 });
      for (const preview of Object.values(previews)) {
        const checked = await client.check({ urn }, {}, sent(preview));
        expect(checked).toEqual({ inputs: sent(preview), failures: [] });
        const old = { inputs: program, outputs };
        const { hasChanges } = await client.diff(subject(PRODUCTION), old, checked.inputs, []);
        expect(hasChanges).toBe(true);
      }
      expect(emulator.journal).toEqual([]);

      await client.create(urn, sent({ env: PRODUCTION, apiWhitelist: ["/real"] }));
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/real"]);
      expect(JSON.stringify(emulator.journal)).not.toContain("04da6b54");
    }));
});

describe("ten first calls at once, with a configuration that is slow to give its token", () => {
  it("S18 all use the one right token, asked for once", () => {
    const slow = tokenCommand("");
    const [shell, flag, script] = JSON.parse(slow.command) as [string, string, string];
    const command = JSON.stringify([shell, flag, `sleep 0.5; ${script}`]);
    const configured = {
      config: { "wechat-cloudbase:accessTokenCommand": command },
      env: { WECHAT_CLOUDBASE_ACCESS_TOKEN: "" },
    };
    return withHost(async ({ client, emulator }) => {
      const token = emulator.issueToken();
      slow.gives(token);
      const environments = Array.from({ length: 10 }, (_, index) => `env-${index}`);
      for (const env of environments) emulator.addEnvironment(ACCOUNT, env);

      const made = await Promise.all(
        environments.map((env) => client.create(urn, sent({ env, apiWhitelist: ["/a"] }))),
      );

      expect(made.map(({ id }) => id)).toEqual(environments);
      expect(slow.runs()).toHaveLength(1);
      const used = emulator.requests().map(({ tokenHash }) => tokenHash);
      expect(new Set(used)).toEqual(new Set([hashOf(token)]));
    }, configured);
  });
});
