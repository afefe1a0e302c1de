import { platformAccounts } from "../../cli/emulator/platform";
import { startEmulator } from "../../emulator";
import { runCli, startCli } from "../support/cli";
import { ACCOUNT, closeAfterTest, ENV, OTHER_ENV } from "../support/connected";

const get = { action: "get", env: ENV };
const set = { ...get, action: "set", open: true, api_whitelist: [], version: 1 };

/** Starts it and waits until it is ready. */
async function emulator(...args: string[]) {
  const started = startCli(["emulator", "--port=0", ...args]);
  const [banner = "", url = ""] = await started.prints(/^[^]*listening on (\S+)\. [^]*\n\n$/);
  const send = async (path: string, body?: unknown) =>
    fetch(`${url}${path}`, { method: "POST", body: JSON.stringify(body) });
  const call = async (body: unknown, token = "emulator-access-token") =>
    (await send(`/tcb/usecloudaccesstoken?access_token=${token}`, body)).json();
  return { ...started, banner, url, send, call };
}

describe("pulumi-wechat-cloudbase emulator", () => {
  it("prints what to export to call it and to obtain a token", async () => {
    const { banner, url, send, call } = await emulator();
    const lines = banner.matchAll(/^export WECHAT_CLOUDBASE_(\w+)=([\w.:/@~+=-]+)$/gm);
    const exported = Object.fromEntries(Array.from(lines, ([, name = "", value]) => [name, value]));
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    expect(exported).toMatchObject({ ENDPOINT: url, ACCESS_TOKEN: "emulator-access-token" });
    for (const env of [ENV, OTHER_ENV]) expect(banner).toContain(`${env} of ${ACCOUNT}`);
    expect(await call(get)).toMatchObject({ errcode: 0, version: 1 });
    const answer = await send("/cgi-bin/component/api_component_token", {
      component_appid: exported["COMPONENT_APP_ID"],
      component_appsecret: exported["COMPONENT_APP_SECRET"],
      component_verify_ticket: exported["COMPONENT_VERIFY_TICKET"],
    });
    expect(await answer.json()).toMatchObject({ expires_in: 7200 });
  });

  it("prints a line for each request, without the token", async () => {
    const { prints, said, banner, send, call } = await emulator("--token", "my-secret");
    await call(set, "my-secret");
    await call(set, "my-secret");
    await send("/tcb/usecloudaccesstoken", { action: "get", env: "a\n\u001b[2J" });
    await send("/_emulator/console", { env: ENV, apiWhitelist: ["/*"] });
    await send("/elsewhere?access_token=my-secret");
    await prints(/HTTP 404\n/);
    const lines = said.stdout.slice(banner.length).replace(/^\d\d:\d\d:\d\d {2}/gm, "");
    expect(lines.split("\n")).toStrictEqual([
      `set ${ENV}: errcode 0, sent version 1, version now 2`,
      `set ${ENV}: errcode 40097, sent version 1, version now 2`,
      `get a??[2J: errcode 41001`,
      `console edit of ${ENV}: version 3`,
      `POST /elsewhere: HTTP 404`,
      ``,
    ]);
  });

  it.each(["SIGINT", "SIGTERM"] as const)(
    "applies the version rule, prints no request if asked and ends with exit code 0 on %s",
    async (signal) => {
      const args = ["--version-rule=next", "--quiet", "--latency-ms=20"];
      const { child, ended, banner, call } = await emulator(...args);
      expect(await call(set)).toMatchObject({ errcode: 40097 });
      expect(await call({ ...set, version: 2 })).toMatchObject({ errcode: 0 });
      // More at once than Node.js lets listen to one signal without a warning.
      await Promise.all(Array.from({ length: 12 }, () => call(get)));
      child.kill(signal);
      expect(await ended).toStrictEqual({ code: 0, stdout: banner, stderr: "" });
    },
  );

  // Its clock is in another process, so this waits for real seconds.
  it("lets the token expire if asked", async () => {
    const { call } = await emulator("--token-ttl=3");
    expect(await call(get)).toMatchObject({ errcode: 0 });
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    expect(await call(get)).toMatchObject({ errcode: 42001 });
  });

  it("says in one line that the port is in use, exit code 1", async () => {
    const { port } = new URL(closeAfterTest(await startEmulator()).url);
    expect(await runCli(["emulator", "--port", port])).toStrictEqual({
      code: 1,
      stdout: "",
      stderr: `pulumi-wechat-cloudbase: port ${port} is in use: choose another with --port\n`,
    });
  });
});

const account = (more: object) => ({ accounts: { wx1: { environments: {}, ...more } } });
const environment = (env: unknown) => account({ environments: { e: env } });

describe("--platform", () => {
  it("takes accounts and environments", () => {
    const seed = { permissionSets: [49], environments: { e: { apiWhitelist: [], version: 2 } } };
    expect(platformAccounts(JSON.stringify({ accounts: { wx1: seed } }))).toEqual({ wx1: seed });
  });

  it.each<[unknown, string]>([
    ["{", "--platform is not JSON"],
    [[], "--platform is no object"],
    [{}, "--platform has no accounts"],
    [{ accounts: { wx1: {} } }, "accounts.wx1 has no environments"],
    [account({ permissionSets: 49 }), "wx1.permissionSets is not a list of whole numbers"],
    [account({ open: "yes" }), "wx1.open is not a flag"],
    [account({ names: "x" }), "wx1 has no field names, but open, cloudDevelopment, name,"],
    [environment(null), "accounts.wx1.environments.e is no object"],
    [environment({ apiWhiteList: [] }), "e has no field apiWhiteList, but apiWhitelist,"],
    [environment({ apiWhitelist: [1] }), "e.apiWhitelist is not a list of texts"],
    [environment({ version: "2" }), "e.version is not a whole number"],
    [environment({ status: 1 }), "e.status is not a text"],
  ])("refuses %j", (platform, said) => {
    const text = typeof platform === "string" ? platform : JSON.stringify(platform);
    expect(() => platformAccounts(text)).toThrow(said);
  });
});
