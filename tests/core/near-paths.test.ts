import { CLOUD_CALLS, KNOWN_PATHS } from "../../provider/core/known-paths";
import { nearestPath, pathOfCloudCall } from "../../provider/core/near-paths";
import { whitelistEntryProblem } from "../../provider/core/whitelist-entry";

describe("the well-known paths", () => {
  it("may all stand in a whitelist", () => {
    expect(KNOWN_PATHS.filter((path) => whitelistEntryProblem(path) !== undefined)).toEqual([]);
  });

  it("are told from each other: none is taken for another one", () => {
    expect(KNOWN_PATHS.filter((path) => nearestPath(path) !== path)).toEqual([]);
  });

  it("have names that are told from each other", () => {
    expect(CLOUD_CALLS.size).toBeGreaterThan(100);
    const wrong = [...CLOUD_CALLS].filter(([name, path]) => pathOfCloudCall(name) !== path);
    expect(wrong).toEqual([]);
  });
});

describe("nearestPath", () => {
  it.each([
    ["/wxa/getwxacode", "/wxa/getwxacode"],
    ["/cgi-bin/message/custom/send", "/cgi-bin/message/custom/send"],
    ["/tcb/uploadfile", "/tcb/uploadfile"],
    ["/wxa/getwxacod", "/wxa/getwxacode"],
    ["/wxa/getwxacodeunlimited", "/wxa/getwxacodeunlimit"],
    ["/wxa/msg-sec-check", "/wxa/msg_sec_check"],
    ["/wxa/msgseccheck", "/wxa/msg_sec_check"],
    ["/wxa/business/get-user-phone-number", "/wxa/business/getuserphonenumber"],
    ["/WXA/GetWxaCode//", "/wxa/getwxacode"],
    ["/wxaapi/broadcast/goods/getvideo", "/wxaapi/broadcast/goods/getVideo"],
    ["/cgi-bin/mesage/subscribe/sned", undefined],
    ["/cgi-bin/message/subscribe/snd", "/cgi-bin/message/subscribe/send"],
    ["wxa/getwxacode", "/wxa/getwxacode"],
    ["/wxaapi/log/get_scen", "/wxaapi/log/get_scene"],
    ["/wxa/sec/order/get_orders", "/wxa/sec/order/get_order"],
    ["/tcb/sendsmsv", "/tcb/sendsms"],
    ["/tcb/sendsmsv3", "/tcb/sendsmsv2"],
  ])("takes %s for %s", (path, meant) => {
    expect(nearestPath(path)).toBe(meant);
  });

  it.each([
    ...["", "/", "/*", "/wxa", "/wxa/*", "/a", "/wxa/getwxac"],
    "/cgi-bin/media/uploadimg",
    "/cgi-bin/menu/get",
    "/cgi-bin/message/subscribe/bizsend",
    "/wxa/get_qrcode",
    "/cgi-bin/draft/add",
    "/wxa/business/getpayfororder",
  ])("finds none near %j, which may be another path of WeChat's", (path) => {
    expect(nearestPath(path)).toBeUndefined();
  });

  it("is not held up by an endless row of slashes", () => {
    expect(nearestPath(`/wxa/getwxacode${"/".repeat(100_000)}`)).toBe("/wxa/getwxacode");
    expect(nearestPath(`${"/".repeat(100_000)}x`)).toBeUndefined();
  });
});

it.each([
  ["security.msgSecCheck", "/wxa/msg_sec_check"],
  ["openapi.wxacode.get", "/wxa/getwxacode"],
  ["cloud.openapi.wxacode.getUnlimited", "/wxa/getwxacodeunlimit"],
  ["Security.MsgSecChek", "/wxa/msg_sec_check"],
  ["logistics.addOrder", "/cgi-bin/express/business/order/add"],
  ["immediateDelivery.addOrder", "/cgi-bin/express/local/business/order/add"],
  ["x.openapi.wxacode.get", undefined],
  ["openapi.my.function", undefined],
  ["openapi.", undefined],
])("pathOfCloudCall says that %s is for %s", (name, path) => {
  expect(pathOfCloudCall(name)).toBe(path);
});
