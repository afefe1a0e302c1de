import { apiFailure } from "../support/connected";
import { loopback } from "../support/loopback";
import {
  AUTHORIZER_LIST,
  AUTHORIZER_TOKEN,
  COMPONENT_TOKEN,
  connectedAsPlatform,
  endpoints,
  problemOf,
  requested,
  target,
} from "../support/platform";

const errmsg = (words: string) => `${words} rid: 0a0a0a0a-0b0b0b0b-0c0c0c0c`;

describe("a refusal", () => {
  it.each([
    [61005, COMPONENT_TOKEN, "auth", /newest component_verify_ticket; WeChat pushes one/],
    [61006, COMPONENT_TOKEN, "auth", /newest component_verify_ticket, of the same platform/],
    [40125, COMPONENT_TOKEN, "denied", /^Compare the component settings/],
    [41004, COMPONENT_TOKEN, "denied", /^Compare the component settings/],
    [61011, COMPONENT_TOKEN, "denied", /^Compare the component settings/],
    [40013, COMPONENT_TOKEN, "denied", /^Correct the app id$/],
    [40001, COMPONENT_TOKEN, "auth", /^Look at the credentials that go with WECHAT_CLOUDBASE_C/],
    [61004, COMPONENT_TOKEN, "denied", /^Add the IP address named here/],
    [61004, AUTHORIZER_TOKEN, "denied", /^Add the IP address named here/],
    [45009, AUTHORIZER_TOKEN, "throttled", /^Wait until tomorrow/],
    [61003, AUTHORIZER_TOKEN, "denied", /^Let the account authorize/],
    [
      61023,
      AUTHORIZER_TOKEN,
      "auth",
      /leave authorizerRefreshToken out, and the provider looks the current one up; where it is out, run it again$/,
    ],
    [12345, AUTHORIZER_TOKEN, "invalid", /^Look up the errcode/],
  ])("%i is told with its remedy and not tried again", async (errcode, path, kind, remedy) => {
    const { problem, emulator } = await problemOf({ on: { path }, errcode });

    const words = endpoints.find(([each]) => each === path)?.[1] ?? "";
    expect(problem).toStrictEqual({
      failure: kind,
      summary: expect.stringMatching(new RegExp(`^${words}: ${errcode} `)) as unknown,
      remedy: expect.stringMatching(remedy) as unknown,
      errcode,
      rid: expect.stringMatching(/^[0-9a-f-]{26}$/) as unknown,
    });
    expect(emulator.requests({ path })).toHaveLength(1);
    expect(requested(emulator).policy).toBe(0);
  });

  it("of the caller's address shows it", async () => {
    const words = errmsg("access clientip is not registered requestIP: 203.0.113.7");
    const { problem } = await problemOf({ errcode: 61004, errmsg: words });

    expect(problem.summary).toBe(
      "no component_access_token: 61004 access clientip is not registered requestIP: 203.0.113.7",
    );
    expect(problem.rid).toBe("0a0a0a0a-0b0b0b0b-0c0c0c0c");
  });

  it.each([AUTHORIZER_LIST, AUTHORIZER_TOKEN])(
    "of the second component token too, by %s, is told of the credentials",
    async (path) => {
      const { problem, emulator } = await problemOf({ on: { path }, errcode: 40001 });

      expect(problem).toMatchObject({
        failure: "auth",
        remedy: "Look at the credentials that go with WECHAT_CLOUDBASE_COMPONENT_APP_ID",
      });
      expect(emulator.requests({ path })).toHaveLength(2);
      expect(requested(emulator).componentToken).toBe(2);
    },
  );

  it.each(["ticket@@@wrong", "expired"])("of a ticket is WeChat's own: %s", async (ticket) => {
    const { api, deadline, emulator, clock } = await connectedAsPlatform({
      environment: ticket === "expired" ? {} : { WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET: ticket },
    });
    clock.time += 43_200_000;

    const { problem } = await apiFailure(api.get(target, deadline()));

    expect(problem.errcode).toBe(ticket === "expired" ? 61005 : 61006);
    expect(requested(emulator)).toMatchObject({ componentToken: 1, policy: 0 });
  });
});

describe("a component token that WeChat gives again although it is dead", () => {
  it("is named with its source and the way out", async () => {
    const dead = { errcode: 42001, errmsg: "access_token expired" };
    const server = await loopback(({ path }) =>
      path === COMPONENT_TOKEN ? { component_access_token: "C", expires_in: 7200 } : dead,
    );
    const environment = { WECHAT_CLOUDBASE_ENDPOINT: server.url };
    const { api, deadline } = await connectedAsPlatform({ environment });

    const { problem } = await apiFailure(api.get(target, deadline()));

    expect(problem).toStrictEqual({
      failure: "auth",
      errcode: 42001,
      summary: "no list of the authorized accounts: 42001 access_token expired",
      remedy:
        "WECHAT_CLOUDBASE_COMPONENT_APP_ID gave the same token when asked again. " +
        "Look at the credentials that go with WECHAT_CLOUDBASE_COMPONENT_APP_ID",
    });
    expect(server.received.map(({ path }) => path)).toEqual([
      COMPONENT_TOKEN,
      AUTHORIZER_LIST,
      COMPONENT_TOKEN,
    ]);
  });
});
