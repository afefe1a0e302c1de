import type { Emulator } from "../../emulator";
import { startEmulator } from "../../emulator";
import { createLifecycle, type CreateLifecycleOptions } from "../../provider/host/create-lifecycle";
import { UNKNOWN } from "../../provider/core/constants";
import { ACCOUNT, closeAfterTest, ENV, failure, OTHER_ENV } from "../support/connected";

/** The assembly as an adapter makes it, against an emulator. */
async function life(
  config: Record<string, string> = {},
  options: Partial<CreateLifecycleOptions> = {},
) {
  const emulator = closeAfterTest(await startEmulator());
  const warnings: string[] = [];
  const environment = {
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken(),
  };
  const lifecycle = createLifecycle({
    environment,
    config: (key) => config[key],
    warn: (message) => warnings.push(message),
    ...options,
  });
  return { emulator, lifecycle, warnings };
}

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const versionsOf = (emulator: Emulator) =>
  emulator.requests({ action: "set" }).map(({ version }) => version);

describe("createLifecycle", () => {
  it("does the whole job, and tells the user what is no error", async () => {
    const { emulator, lifecycle, warnings } = await life();
    const { id, state } = await lifecycle.create(inputs);
    expect([id, emulator.policy(ENV).apiWhitelist]).toEqual([ENV, ["/a"]]);

    lifecycle.check(inputs);
    await lifecycle.delete(state);
    expect(warnings).toEqual([
      expect.stringContaining("create wrote over what was there"),
      expect.stringContaining("the program declares this environment in another resource"),
    ]);
  });

  it.each([
    ["in the configuration", { accessToken: "t" }, {}, 1],
    ["in both", { accessToken: "t" }, { WECHAT_CLOUDBASE_ACCESS_TOKEN: "t" }, 1],
    ["in a file that the configuration names", { accessTokenFile: "/t" }, {}, 0],
    ["in the environment", {}, { WECHAT_CLOUDBASE_ACCESS_TOKEN: "t" }, 0],
    ["nowhere", {}, {}, 0],
  ])("warns of Pulumi's log of its calls where a token is %s", async (_, config, more, count) => {
    const environment = { ...more, PULUMI_DEBUG_GRPC: "/tmp/log.json" };
    const { warnings } = await life(config, { environment });
    expect(warnings).toHaveLength(count);
    const { warnings: none } = await life(config, { environment: more });
    expect(none).toEqual([]);
    if (count > 0) expect(warnings[0]).toMatch(/^PULUMI_DEBUG_GRPC is set: .*secrets too/);
  });

  it("wants no token and no answer for check and diff", async () => {
    const { lifecycle, emulator } = await life({}, { environment: {} });
    expect(lifecycle.check({ ...inputs, apiWhitelist: UNKNOWN })).toEqual({
      inputs: { ...inputs, apiWhitelist: UNKNOWN },
      failures: [],
    });
    expect(emulator.requests()).toEqual([]);
  });

  it("takes the account of the configuration for that of resources that name none", async () => {
    const { lifecycle } = await life({ authorizerAppId: ACCOUNT });
    expect(lifecycle.check({ ...inputs, open: true }).failures).toEqual([]);
    const other = { ...inputs, env: OTHER_ENV, authorizerAppId: ACCOUNT, open: false };
    const { failures } = lifecycle.check(other);
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("one switch for the whole account"),
    ]);
  });

  it("names the token that cannot serve a second account", async () => {
    const { lifecycle } = await life();
    lifecycle.check({ ...inputs, authorizerAppId: "wx1" });
    const other = { ...inputs, env: OTHER_ENV, authorizerAppId: "wx2" };
    const { failures } = lifecycle.check(other);
    expect(failures.map(({ reason }) => reason)).toEqual([
      expect.stringContaining("WECHAT_CLOUDBASE_ACCESS_TOKEN is a token of one account"),
    ]);
  });

  it("sends the version that versionStrategy asks for", async () => {
    const next = await life({ versionStrategy: "next" });
    await failure(next.lifecycle.create(inputs));
    expect(versionsOf(next.emulator)).toEqual([2]);
  });

  it("ends an operation in the time that is set", async () => {
    const { lifecycle, emulator } = await life({ operationTimeoutMs: "200" });
    emulator.faults.add({ hang: true, times: Infinity });
    const error = await failure(lifecycle.create(inputs));
    expect(error.message).toContain("no complete answer in time");
  });

  it("ends an operation that is cancelled", async () => {
    const controller = new AbortController();
    const { lifecycle, emulator } = await life({}, { signal: controller.signal });
    emulator.faults.add({ before: () => controller.abort(), hang: true });
    expect((await failure(lifecycle.create(inputs))).message).toContain("cancelled");
  });

  it("throws where a setting is wrong", async () => {
    await expect(life({ versionStrategy: "latest" })).rejects.toThrow(
      "wechat-cloudbase:versionStrategy must be auto, current or next",
    );
  });
});
