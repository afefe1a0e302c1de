import { connected, ENV } from "../support/connected";
import { loopback } from "../support/loopback";
import { getReply } from "../support/seed";

it.each(["/wechat", "/wechat/", "/a/b%20c"])(
  "an endpoint at the path %s of a relay is joined once",
  async (path) => {
    const relay = await loopback(() => getReply);
    const environment = { WECHAT_CLOUDBASE_ENDPOINT: relay.url + path };
    const { api, deadline } = await connected({ environment });
    await api.get({ env: ENV }, deadline());
    const joined = `${path.replace(/\/$/, "")}/tcb/usecloudaccesstoken`;
    expect(relay.received.map((received) => received.path)).toEqual([joined]);
  },
);
