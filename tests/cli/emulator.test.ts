import { startCli } from "../support/cli";
import { start } from "../emulator/call";

const run = (...args: string[]) => startCli(args);

describe("pulumi-wechat-cloudbase emulator", () => {
  it("prints what to export, and that is enough to call it", async () => {
    const { prints, said } = run("emulator", "--port", "0");
    await prints(/Environments:\n(?: .*\n)+\n/);

    const exported = (name: string): string =>
      new RegExp(`^export ${name}=(.*)$`, "m").exec(said.stdout)?.[1] ?? "";
    const endpoint = exported("WECHAT_CLOUDBASE_ENDPOINT");
    const token = exported("WECHAT_CLOUDBASE_ACCESS_TOKEN");
    expect(endpoint).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(token).toBe("emulator-access-token");
    expect(said.stdout).toContain("myttest-8gu57so0bd9f9e8a of wx0000000000000001");
    expect(said.stdout).toContain("myttest-staging-1a2b3c4d of wx0000000000000001");

    const response = await fetch(`${endpoint}/tcb/usecloudaccesstoken?access_token=${token}`, {
      method: "POST",
      body: JSON.stringify({ action: "get", env: "myttest-8gu57so0bd9f9e8a" }),
    });
    expect(await response.json()).toMatchObject({ errcode: 0, version: 1 });
  });

  it("prints a platform's credentials, and that is enough to obtain a token", async () => {
    const { prints } = run("emulator", "--port", "0");
    const names = [
      "ENDPOINT",
      "COMPONENT_APP_ID",
      "COMPONENT_APP_SECRET",
      "COMPONENT_VERIFY_TICKET",
    ];
    const values = names.map(async (name) => {
      const [, value = ""] = await prints(
        new RegExp(`^export WECHAT_CLOUDBASE_${name}=([\\w.:/@~+=-]+)$`, "m"),
      );
      return value;
    });
    const [endpoint, component_appid, component_appsecret, component_verify_ticket] =
      await Promise.all(values);
    const response = await fetch(`${endpoint}/cgi-bin/component/api_component_token`, {
      method: "POST",
      body: JSON.stringify({ component_appid, component_appsecret, component_verify_ticket }),
    });
    expect(await response.json()).toMatchObject({ expires_in: 7200 });
  });

  it("prints a line for each request, without the token", async () => {
    const { prints, said } = run("emulator", "--port", "0", "--token", "my-secret");
    const [, url = ""] = await prints(/listening on (\S+)\. /);
    const env = "myttest-8gu57so0bd9f9e8a";
    const set = { action: "set", env, open: true, api_whitelist: [], version: 1 };
    const send = async (path: string, body?: unknown): Promise<unknown> =>
      fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });

    await send("/tcb/usecloudaccesstoken?access_token=my-secret", set);
    await send("/tcb/usecloudaccesstoken?access_token=my-secret", set);
    await send("/tcb/usecloudaccesstoken", { action: "get", env: "a\n\u001b[2J" });
    await send("/_emulator/console", { env, apiWhitelist: ["/*"] });
    await send("/elsewhere?access_token=my-secret");

    await prints(/HTTP 404/);
    const lines = said.stdout.split("\n\n").at(-1)?.split("\n");
    const timeless = lines?.map((line) => line.replace(/^\d\d:\d\d:\d\d {2}/, ""));
    expect(timeless).toStrictEqual([
      `set ${env}: errcode 0, sent version 1, version now 2`,
      `set ${env}: errcode 40097, sent version 1, version now 2`,
      `get a??[2J: errcode 41001`,
      `console edit of ${env}: version 3`,
      `POST /elsewhere: HTTP 404`,
      ``,
    ]);
    expect(said.stdout.split("export ").at(-1)?.split("\n").slice(1).join()).not.toMatch(/secret/);
  });

  it("plays the version rule and keeps quiet where asked", async () => {
    const args = ["emulator", "--port=0", "--version-rule=next", "--quiet", "--latency-ms=1"];
    const { child, prints, said, ended } = run(...args);
    const [, url = ""] = await prints(/listening on (\S+)\. [^]*\n\n$/);
    const body = { action: "set", env: "myttest-8gu57so0bd9f9e8a", open: true, api_whitelist: [] };
    const send = async (version: number): Promise<unknown> => {
      const query = "access_token=emulator-access-token";
      const init = { method: "POST", body: JSON.stringify({ ...body, version }) };
      return (await fetch(`${url}/tcb/usecloudaccesstoken?${query}`, init)).json();
    };
    const banner = said.stdout;

    expect(await send(1)).toMatchObject({ errcode: 40097 });
    expect(await send(2)).toMatchObject({ errcode: 0 });

    child.kill("SIGTERM");
    expect(await ended).toStrictEqual({ code: 0, stdout: banner, stderr: "" });
  });

  it("lets the token expire where asked", async () => {
    const { prints } = run("emulator", "--port=0", "--token-ttl=5");
    const [, url = ""] = await prints(/listening on (\S+)\. /);
    const get = async (): Promise<unknown> => {
      const path = "/tcb/usecloudaccesstoken?access_token=emulator-access-token";
      const body = JSON.stringify({ action: "get", env: "myttest-8gu57so0bd9f9e8a" });
      return (await fetch(`${url}${path}`, { method: "POST", body })).json();
    };

    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(await get()).toMatchObject({ errcode: 0 });
    await new Promise((resolve) => setTimeout(resolve, 4_000));
    expect(await get()).toMatchObject({ errcode: 42001 });
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends with exit code 0 on %s", async (signal) => {
    const { child, prints, ended } = run("emulator", "--port", "0");
    await prints(/Environments:[^]*\n\n/);

    child.kill(signal);

    expect(await ended).toMatchObject({ code: 0, stderr: "" });
  });

  it("says in one line that the port is in use, exit code 1", async () => {
    const { port } = new URL((await start()).url);

    const { code, stderr, stdout } = await run("emulator", "--port", port).ended;

    expect({ code, stdout }).toStrictEqual({ code: 1, stdout: "" });
    expect(stderr).toBe(
      `pulumi-wechat-cloudbase: port ${port} is in use: choose another with --port\n`,
    );
  });

  it.each([
    [["now"], "too many arguments: it takes no argument"],
    [["--prot", "1"], "Unknown option '--prot'"],
    [["--port"], "Option '--port <value>' argument missing"],
    [["--port", "70000"], '--port takes a whole number up to 65535, not "70000"'],
    [["--latency-ms", "-1"], "Option '--latency-ms' argument is ambiguous"],
    [["--latency-ms=-1"], '--latency-ms takes a whole number up to 600000, not "-1"'],
    [["--latency-ms", "1.5"], "--latency-ms takes a whole number"],
    [["--version-rule", "newest"], "--version-rule is one of current, next,"],
    [["--token-ttl", "soon"], "--token-ttl takes a whole number up to 86400"],
    [["--token", "a b"], "--token takes letters"],
  ])("refuses %j with a message and exit code 2", async (args, message) => {
    const { code, stdout, stderr } = await run("emulator", ...args).ended;

    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(`pulumi-wechat-cloudbase: ${message}`);
    expect(stderr.trimEnd().split("\n")).toHaveLength(2);
  });
});
