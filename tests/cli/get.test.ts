import { runCli, variablesFor } from "../support/cli";
import { ACCOUNT, connected, ENV } from "../support/connected";

const world = async () => {
  const { emulator, token, sent } = await connected();
  emulator.editInConsole(ENV, { apiWhitelist: ["/wxa/b", "/wxa/a", "/wxa/b"], open: false });
  return { emulator, sent, env: variablesFor(emulator, token) };
};

describe("get", () => {
  it("prints what is there with 1 get, without colours where it is piped", async () => {
    const { env, sent } = await world();

    expect(await runCli(["get", ENV], { env })).toStrictEqual({
      code: 0,
      stdout: `${ENV}
  open          false (of the whole account)
  version       2
  apiWhitelist
    /wxa/a
    /wxa/b
`,
      stderr: "",
    });
    expect(sent()).toEqual({ get: 1, set: 0, applies: 0 });
  });

  it("prints the same as JSON, with the account where one was given", async () => {
    const { env } = await world();
    const policy = { env: ENV, open: false, apiWhitelist: ["/wxa/a", "/wxa/b"], version: 2 };

    const [plain, ofAccount] = await Promise.all([
      runCli(["get", ENV, "--json"], { env }),
      runCli(["get", ENV, "--json", "--account", ACCOUNT], { env }),
    ]);

    expect(JSON.parse(plain.stdout)).toStrictEqual(policy);
    expect(JSON.parse(ofAccount.stdout)).toStrictEqual({ ...policy, authorizerAppId: ACCOUNT });
  });

  it("says that an empty whitelist allows nothing", async () => {
    const { env, emulator } = await world();
    emulator.editInConsole(ENV, { apiWhitelist: [] });

    const { stdout } = await runCli(["get", ENV], { env });

    expect(stdout).toContain("\n  apiWhitelist  empty: nothing may be called\n");
  });

  it("takes a stack's configuration from stdin; the environment wins over it", async () => {
    const { env, emulator } = await world();
    const token = env["WECHAT_CLOUDBASE_ACCESS_TOKEN"];
    const input = JSON.stringify({
      "wechat-cloudbase:endpoint": { value: emulator.url, secret: false },
      "wechat-cloudbase:accessToken": { value: token, secret: true },
      "wechat-cloudbase:requestTimeoutMs": { value: "not a number", secret: false },
      "other:key": { value: '{"a":1}', objectValue: { a: 1 }, secret: false },
    });

    const args = ["get", ENV, "--config", "-"];
    const wins = { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "3000" };
    const [good, wrong] = await Promise.all([
      runCli(args, { input, env: wins }),
      runCli(args, { input }),
    ]);

    expect(good).toMatchObject({ code: 0, stderr: "" });
    expect(wrong).toMatchObject({ code: 1, stdout: "" });
    expect(wrong.stderr).toMatch(/: wechat-cloudbase:requestTimeoutMs must be a whole number/);
  });

  it("takes a configuration with a byte order mark and without the secrets of other packages", async () => {
    const { env, emulator } = await world();
    const config = {
      "wechat-cloudbase:endpoint": { value: emulator.url, secret: false },
      "aws:secretKey": { secret: true },
    };
    const input = `\uFEFF${JSON.stringify(config)}`;

    const { code, stderr } = await runCli(["get", ENV, "--config", "-"], { input, env });

    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: "" });
  });

  it.each([
    ["not JSON", "{secret", "this is not JSON"],
    ["another JSON", '["secret"]', "this is other JSON"],
    ["another JSON inside", '{"a":"secret"}', "this is other JSON"],
    [
      "printed without its secrets",
      '{"wechat-cloudbase:accessToken":{"secret":true}}',
      "the value of wechat-cloudbase:accessToken is not in --config: print it with `pulumi config --json --show-secrets`",
    ],
  ])(
    "refuses a configuration that is %s, and repeats nothing of it",
    async (_what, input, says) => {
      const { code, stdout, stderr } = await runCli(["get", ENV, "--config", "-"], { input });

      expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
      expect(stderr).toContain(says);
      expect(stderr.replace("--show-secrets", "")).not.toContain("secret");
    },
  );

  it("fails with WeChat's words, the way out and the rid", async () => {
    const { env } = await world();

    const { code, stdout, stderr } = await runCli(["get", "nowhere"], { env });

    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(
      /^pulumi-wechat-cloudbase: -501000 Environment not found .*Compare env .* \(rid [-0-9a-f]+\)\n$/,
    );
  });

  it("tells the same as JSON beside it, where that is asked for", async () => {
    const { env } = await world();

    const { code, stdout, stderr } = await runCli(["get", "nowhere", "--json"], { env });

    expect(code).toBe(1);
    expect(stderr).toContain("Environment not found");
    expect(JSON.parse(stdout)).toStrictEqual({
      error: {
        message: expect.stringContaining("Environment not found") as string,
        remedy: expect.stringContaining("Compare env") as string,
        errcode: -501000,
        rid: expect.any(String) as string,
      },
    });
  });

  it("does not wait for a minute's quota to come back", async () => {
    const { env, emulator } = await world();
    emulator.faults.add({ errcode: 45011, times: Infinity });
    const began = Date.now();

    const { code, stderr } = await runCli(["get", ENV], { env });

    expect(code).toBe(1);
    expect(stderr).toContain("45011");
    expect(Date.now() - began).toBeLessThan(30_000);
  }, 180_000);

  it("prints as much of a whitelist as can be read, and all of it as JSON", async () => {
    const { env, emulator } = await world();
    const long = `/${"a".repeat(5_000)}`;
    const many = Array.from({ length: 1_200 }, (_, index) => `/wxa/b${index}`);
    emulator.editInConsole(ENV, { apiWhitelist: [long, ...many] });

    const { stdout } = await runCli(["get", ENV], { env });
    const json = await runCli(["get", ENV, "--json"], { env });

    const lines = stdout.trimEnd().split("\n");
    expect(lines).toHaveLength(4 + 1_000 + 1);
    expect(lines[4]).toBe(`    ${long.slice(0, 200)}… (5001 characters)`);
    expect(lines.at(-1)).toBe("    … and 201 more: --json prints all");
    expect((JSON.parse(json.stdout) as { apiWhitelist: string[] }).apiWhitelist).toHaveLength(
      1_201,
    );
  });

  it("names the places of a token that it looked at, and no others", async () => {
    const { env } = await world();
    const without = { ...env, WECHAT_CLOUDBASE_ACCESS_TOKEN: "" };
    const keys = ["accessToken", "accessTokenFile", "accessTokenCommand", "componentAppId"];
    const variables = ["ACCESS_TOKEN", "ACCESS_TOKEN_FILE", "ACCESS_TOKEN_COMMAND"]
      .map((name) => `WECHAT_CLOUDBASE_${name}`)
      .concat("WECHAT_CLOUDBASE_COMPONENT_APP_ID");
    const began = "pulumi-wechat-cloudbase: no access token is configured. Looked at ";

    const plain = await runCli(["get", ENV], { env: without });
    const withConfig = await runCli(["get", ENV, "--config", "-"], { env: without, input: "{}" });

    expect(plain).toStrictEqual({
      code: 1,
      stdout: "",
      stderr: `${began}${variables.join(", ")} in the environment: set one of them, or give a stack's configuration with --config\n`,
    });
    expect(withConfig).toStrictEqual({
      code: 1,
      stdout: "",
      stderr: `${began}${variables.join(", ")} in the environment and at ${keys.map((key) => `wechat-cloudbase:${key}`).join(", ")} in --config: set one of them\n`,
    });
  });
});
