import { connected } from "../support/connected";
import { loopback } from "../support/loopback";
import { platformVariables } from "../support/platform";
import { getReply } from "../support/seed";

/** What each endpoint answers when all is well, with nothing that it need not have. */
const good: Record<string, unknown> = {
  api_component_token: { component_access_token: "COMPONENT", expires_in: 7200 },
  api_get_authorizer_list: { list: [{ authorizer_appid: "wx1", refresh_token: "REFRESH" }] },
  api_authorizer_token: { authorizer_access_token: "AUTHORIZER", expires_in: "7200" },
  usecloudaccesstoken: getReply,
};

describe("the platform's requests", () => {
  it("are those of WeChat's pages", async () => {
    const server = await loopback(({ path }) => good[path.split("/").at(-1) ?? ""]);
    const { api, deadline } = await connected({
      environment: {
        WECHAT_CLOUDBASE_ENDPOINT: server.url,
        ...platformVariables({ appId: "wxp", appSecret: "SECRET", verifyTicket: "TICKET" }),
      },
    });

    await api.get({ env: "e", authorizerAppId: "wx1" }, deadline());

    const sent = server.received.map(({ method, path, query, body }) => ({
      method,
      path,
      query: Object.fromEntries(query),
      body: JSON.parse(body) as unknown,
    }));
    expect(sent).toStrictEqual([
      {
        method: "POST",
        path: "/cgi-bin/component/api_component_token",
        query: {},
        body: {
          component_appid: "wxp",
          component_appsecret: "SECRET",
          component_verify_ticket: "TICKET",
        },
      },
      {
        method: "POST",
        path: "/cgi-bin/component/api_get_authorizer_list",
        query: { component_access_token: "COMPONENT" },
        body: { component_appid: "wxp", offset: 0, count: 500 },
      },
      {
        method: "POST",
        path: "/cgi-bin/component/api_authorizer_token",
        query: { component_access_token: "COMPONENT" },
        body: {
          component_appid: "wxp",
          authorizer_appid: "wx1",
          authorizer_refresh_token: "REFRESH",
        },
      },
      {
        method: "POST",
        path: "/tcb/usecloudaccesstoken",
        query: { access_token: "AUTHORIZER" },
        body: { action: "get", env: "e" },
      },
    ]);
  });
});
