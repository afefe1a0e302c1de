import { createServer } from "node:http";
import type { Duplex } from "node:stream";
import { apiFailure, connected, ENV } from "../support/connected";
import { withEnvironment } from "../support/environment";
import { listening } from "../support/https";

/** What the proxy is told of its user, as curl tells it. */
it.each([
  ["bob:p%40ss@", "bob:p@ss"],
  ["bob:p=ss;x@", "bob:p=ss;x"],
  ["b%C3%B6b:50%@", "böb:50%"],
  ["bob@", "bob:"],
  ["", undefined],
])("a proxy at http://%sproxy gets the user %s", async (userinfo, sent) => {
  const seen: (string | undefined)[] = [];
  const proxy = createServer().on("connect", ({ headers }, socket: Duplex) => {
    seen.push(headers["proxy-authorization"]);
    socket.on("error", () => undefined).end("HTTP/1.1 407 No\r\n\r\n");
  });
  const HTTPS_PROXY = `http://${userinfo}127.0.0.1:${await listening(proxy)}`;
  const environment = { WECHAT_CLOUDBASE_ENDPOINT: "https://api.weixin.qq.com" };
  const { api, deadline } = await connected({ environment });
  const variables = { HTTPS_PROXY, https_proxy: "", NO_PROXY: "", no_proxy: "" };
  await withEnvironment(variables, async () => {
    await apiFailure(api.get({ env: ENV }, deadline()));
  });
  expect(seen).toEqual([sent && `Basic ${Buffer.from(sent).toString("base64")}`]);
});
