import { get } from "../../cli/get";
import { runCli, startCli, runHere, variablesFor } from "../support/cli";
import { ACCOUNT, connected, ENV } from "../support/connected";
import { soon } from "../support/soon";

async function world(edit: object = {}) {
  const { emulator, token, sent } = await connected();
  const apiWhitelist = ["/wxa/b", "/wxa/a", "/wxa/b"];
  emulator.editInConsole(ENV, { apiWhitelist, open: false, ...edit });
  const env = variablesFor(emulator, token);
  const print = async (...args: string[]) => (await runHere(get, [ENV, ...args], env)).stdout;
  const json = async (...args: string[]) => JSON.parse(await print("--json", ...args)) as unknown;
  return { emulator, token, sent, env, print, json };
}

const fromStdin = (input: string, env: Record<string, string> = {}) =>
  runCli(["get", ENV, "--config", "-"], { input, env });

describe("get", () => {
  it("prints the policy as JSON with 1 get, and the account if one was given", async () => {
    const { json, sent } = await world();
    const policy = { env: ENV, open: false, apiWhitelist: ["/wxa/a", "/wxa/b"], version: 2 };
    expect(await json()).toStrictEqual(policy);
    expect(sent()).toEqual({ get: 1, set: 0, applies: 0 });
    expect(await json("--account", ACCOUNT)).toStrictEqual({ ...policy, authorizerAppId: ACCOUNT });
  });

  it("ends though a child of the token's command holds its output open", async () => {
    const { token, env } = await world();
    const command = JSON.stringify(["sh", "-c", `sleep 60 & echo '${token}'`]);
    const source = { WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: command };
    const variables = { ...env, WECHAT_CLOUDBASE_ACCESS_TOKEN: "", ...source };
    const { child } = startCli(["get", ENV], { env: variables });
    await soon(() => child.exitCode === 0, 30_000);
  });

  it("says that an empty whitelist allows nothing", async () => {
    const { print } = await world({ apiWhitelist: [] });
    expect(await print()).toContain("\n  apiWhitelist  empty: nothing may be called\n");
  });

  it("prints as much of a whitelist as can be read, and all of it as JSON", async () => {
    const long = `/${"a".repeat(5_000)}`;
    const many = Array.from({ length: 1_200 }, (_, index) => `/wxa/b${index}`);
    const { print, json } = await world({ apiWhitelist: [long, ...many] });
    const lines = (await print()).trimEnd().split("\n");
    expect(lines).toHaveLength(4 + 1_000 + 1);
    expect(lines[4]).toBe(`    ${long.slice(0, 200)}… (5001 characters)`);
    expect(lines.at(-1)).toBe("    … and 201 more: --json prints all");
    expect(await json()).toHaveProperty("apiWhitelist.length", 1_201);
  });

  it("fails with WeChat's words, the remedy and the rid; with --json as JSON too", async () => {
    const { env } = await world();
    const message = expect.stringContaining("Environment not found") as string;
    const remedy = expect.stringContaining("Compare env") as string;
    const says =
      /^pulumi-wechat-cloudbase: -501000 Environment not found .*Compare env .* \(rid [-0-9a-f]+\)\n$/;
    const ended = { code: 1, stdout: "", stderr: expect.stringMatching(says) as string };
    expect(await runCli(["get", "nowhere"], { env })).toStrictEqual(ended);
    const { stdout, ...others } = await runCli(["get", "nowhere", "--json"], { env });
    expect({ ...others, stdout: "" }).toStrictEqual(ended);
    const rid = expect.any(String) as string;
    expect(JSON.parse(stdout)).toStrictEqual({ error: { message, remedy, errcode: -501000, rid } });
  });

  it("does not wait for a minute's quota to come back", async () => {
    const { print, emulator } = await world();
    emulator.faults.add({ errcode: 45011, times: Infinity });
    const began = Date.now();
    await expect(print()).rejects.toThrow("45011");
    // Well below the minute after which WeChat would answer again.
    expect(Date.now() - began).toBeLessThan(30_000);
  }, 180_000);

  it("says what to set if there is no token, with and without --config", async () => {
    const stderr =
      "pulumi-wechat-cloudbase: no access token is configured. Set WECHAT_CLOUDBASE_ACCESS_TOKEN, …_FILE or …_COMMAND, or the platform's credentials (README, Authentication)\n";
    for (const ended of [await fromStdin("{}"), await runCli(["get", ENV])])
      expect(ended).toStrictEqual({ code: 1, stdout: "", stderr });
  });
});

describe("get --config", () => {
  it("takes a stack's configuration from stdin; the environment takes precedence", async () => {
    const { emulator, token } = await world();
    const input = JSON.stringify({
      "wechat-cloudbase:endpoint": { value: emulator.url, secret: false },
      "wechat-cloudbase:accessToken": { value: token, secret: true },
      "wechat-cloudbase:requestTimeoutMs": { value: "not a number", secret: false },
      "other:key": { value: '{"a":1}', objectValue: { a: 1 }, secret: false },
      // Another package's secret may be missing.
      "aws:secretKey": { secret: true },
    });
    // A byte order mark does no harm.
    const good = await fromStdin(`\uFEFF${input}`, { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "3000" });
    const wrong = await fromStdin(input);
    expect(good).toMatchObject({ code: 0, stderr: "" });
    expect(wrong).toMatchObject({ code: 1, stdout: "" });
    expect(wrong.stderr).toMatch(/: wechat-cloudbase:requestTimeoutMs must be a whole number/);
  });

  const hidden =
    "the value of wechat-cloudbase:accessToken is not in --config: print it with `pulumi config --json --show-secrets`";
  it.each([
    ["not JSON", "{secret", "this is not JSON"],
    ["another JSON", '["secret"]', "this is other JSON"],
    ["another JSON inside", '{"a":"secret"}', "this is other JSON"],
    ["without its secrets", '{"wechat-cloudbase:accessToken":{"secret":true}}', hidden],
  ])("refuses one that is %s, and repeats nothing of it", async (_what, input, says) => {
    const { code, stdout, stderr } = await fromStdin(input);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
    expect(stderr.replace("--show-secrets", "")).not.toContain("secret");
  });
});
