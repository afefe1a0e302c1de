import { startEmulator } from "../../emulator";
import { createLifecycle } from "../../provider/host/create-lifecycle";
import { ACCOUNT, closeAfterTest, ENV, failure, OTHER_ENV } from "../support/connected";

/** A lifecycle as an adapter creates it, and an emulator. */
async function life(config: Record<string, string>, variables?: Record<string, string>) {
  const emulator = closeAfterTest(await startEmulator());
  const connection = {
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken(),
  };
  const warnings: string[] = [];
  const lifecycle = createLifecycle({
    environment: variables ?? connection,
    config: (key) => config[key],
    warn: (message) => warnings.push(message),
  });
  return { emulator, lifecycle, warnings };
}

const inputs = { env: ENV, apiWhitelist: ["/a"] };

describe("createLifecycle", () => {
  it.each([
    ["in the configuration", { accessToken: "t" }, {}, 1],
    ["in both", { accessToken: "t" }, { WECHAT_CLOUDBASE_ACCESS_TOKEN: "t" }, 1],
    ["in a file that the configuration names", { accessTokenFile: "/t" }, {}, 0],
    ["in the environment", {}, { WECHAT_CLOUDBASE_ACCESS_TOKEN: "t" }, 0],
    ["nowhere", {}, {}, 0],
  ])("warns of Pulumi's log of its calls if a token is %s", async (_, config, more, count) => {
    const { warnings } = await life(config, { ...more, PULUMI_DEBUG_GRPC: "/tmp/log.json" });
    expect(warnings).toHaveLength(count);
    expect((await life(config, more)).warnings).toEqual([]);
    if (count > 0) expect(warnings[0]).toMatch(/^PULUMI_DEBUG_GRPC is set: .*secrets too/);
  });

  it.each([
    [
      "takes the account of the configuration for that of resources that name none",
      { authorizerAppId: ACCOUNT },
      { open: true },
      { open: false, authorizerAppId: ACCOUNT },
      "one switch for the whole account",
    ],
    [
      "names the token that cannot serve a second account",
      {},
      { authorizerAppId: "wx1" },
      { authorizerAppId: "wx2" },
      "WECHAT_CLOUDBASE_ACCESS_TOKEN is a token of one account",
    ],
  ])("%s", async (_what, config, first, second, words) => {
    const { lifecycle } = await life(config);
    expect(lifecycle.check({ ...inputs, ...first }).failures).toEqual([]);
    const { failures } = lifecycle.check({ ...inputs, env: OTHER_ENV, ...second });
    expect(failures.map(({ reason }) => reason)).toEqual([expect.stringContaining(words)]);
  });

  it("sends the version that versionStrategy asks for", async () => {
    const { lifecycle, emulator } = await life({ versionStrategy: "next" });
    await failure(lifecycle.create(inputs));
    expect(emulator.requests({ action: "set" }).map(({ version }) => version)).toEqual([2]);
  });

  it("keeps the policy of an account that is lost, if onUnauthorized is keep", async () => {
    const { lifecycle, emulator, warnings } = await life({ onUnauthorized: "keep" });
    const { state } = await lifecycle.create({ ...inputs, apiWhitelist: ["/*"] });
    emulator.faults.add({ errcode: 61003, times: Infinity });
    expect(await lifecycle.read(state)).toBe(state);
    await lifecycle.delete(state);
    expect(warnings).toEqual([expect.stringContaining("onUnauthorized is keep")]);
  });

  it("ends an operation in the time that is set", async () => {
    const { lifecycle, emulator } = await life({ operationTimeoutMs: "200" });
    emulator.faults.add({ hang: true, times: Infinity });
    const error = await failure(lifecycle.create(inputs));
    expect(error.message).toContain("no complete answer in time");
  });
});
