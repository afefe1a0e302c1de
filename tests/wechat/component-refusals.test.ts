import { requested } from "../support/platform";
import {
  AUTHORIZER_LIST,
  AUTHORIZER_TOKEN,
  COMPONENT_TOKEN,
  endpoints,
  issued,
  platform,
  platformAgainst,
  refusedWith,
} from "./component";

const credentials = "Look at the credentials that go with WECHAT_CLOUDBASE_COMPONENT_APP_ID";

describe("a refusal", () => {
  it.each([
    [61005, COMPONENT_TOKEN, "auth", /newest component_verify_ticket; WeChat pushes one/],
    [61006, COMPONENT_TOKEN, "auth", /newest component_verify_ticket, of the same platform/],
    [40125, COMPONENT_TOKEN, "denied", /^Compare the component settings/],
    [41004, COMPONENT_TOKEN, "denied", /^Compare the component settings/],
    [61011, COMPONENT_TOKEN, "denied", /^Compare the component settings/],
    [40013, COMPONENT_TOKEN, "denied", /^Correct the app id$/],
    [40001, COMPONENT_TOKEN, "auth", new RegExp(`^${credentials}$`)],
    [61004, COMPONENT_TOKEN, "denied", /^Add the IP address named here/],
    [61004, AUTHORIZER_TOKEN, "denied", /^Add the IP address named here/],
    [45009, AUTHORIZER_TOKEN, "throttled", /^Wait for the next hour/],
    [61003, AUTHORIZER_TOKEN, "denied", /^Let the account authorize/],
    [61023, AUTHORIZER_TOKEN, "auth", /leave authorizerRefreshToken out, .+ run it again$/],
    [12345, AUTHORIZER_TOKEN, "invalid", /^Look up the errcode/],
  ])("%i is told with its remedy and not tried again", async (errcode, path, kind, remedy) => {
    const { problem, emulator } = await refusedWith({ on: { path }, errcode });

    const words = endpoints.find(([each]) => each === path)?.[1] ?? "";
    expect(problem).toStrictEqual({
      failure: kind,
      summary: expect.stringMatching(new RegExp(`^${words}: ${errcode} `)) as unknown,
      remedy: expect.stringMatching(remedy) as unknown,
      errcode,
      rid: expect.stringMatching(/^[0-9a-f-]{26}$/) as unknown,
      ...(errcode === 61003 && { isUnauthorized: true }),
    });
    expect(emulator.requests({ path })).toHaveLength(1);
    expect(requested(emulator).policy).toBe(0);
  });

  it("of the caller's address shows the address", async () => {
    const words = "access clientip is not registered requestIP: 203.0.113.7";
    const rid = "0a0a0a0a-0b0b0b0b-0c0c0c0c";
    const { problem } = await refusedWith({ errcode: 61004, errmsg: `${words} rid: ${rid}` });
    expect(problem).toMatchObject({ summary: `no component_access_token: 61004 ${words}`, rid });
  });

  it.each([AUTHORIZER_LIST, AUTHORIZER_TOKEN])(
    "of a second component token, by %s, names the credentials",
    async (path) => {
      const { problem, emulator } = await refusedWith({ on: { path }, errcode: 40001 });
      expect(problem).toMatchObject({ failure: "auth", remedy: credentials });
      expect(emulator.requests({ path })).toHaveLength(2);
      expect(requested(emulator).componentToken).toBe(2);
    },
  );

  it.each([
    [61006, "wrong", { WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET: "ticket@@@wrong" }],
    [61005, "expired", {}],
  ])("%i is WeChat's own, of a ticket that is %s", async (errcode, _what, environment) => {
    const { getProblem, emulator, clock } = await platform({ environment });
    clock.time += 43_200_000;
    expect((await getProblem()).errcode).toBe(errcode);
    expect(requested(emulator)).toMatchObject({ componentToken: 1, policy: 0 });
  });

  it("of a token that WeChat gives again names the source and the remedy", async () => {
    const dead = { errcode: 42001, errmsg: "access_token expired" };
    const { server, getProblem } = await platformAgainst(({ path }) =>
      path === COMPONENT_TOKEN ? issued[path] : dead,
    );

    expect(await getProblem()).toStrictEqual({
      failure: "auth",
      errcode: 42001,
      summary: "no list of the authorized accounts: 42001 access_token expired",
      remedy:
        "WECHAT_CLOUDBASE_COMPONENT_APP_ID still gives the token that WeChat refuses. " +
        credentials,
    });
    expect(server.received.map(({ path }) => path)).toEqual([
      COMPONENT_TOKEN,
      AUTHORIZER_LIST,
      COMPONENT_TOKEN,
    ]);
  });
});
