import type { Fault } from "../../emulator";
import { Deadline } from "../../provider/core/timing";
import { errcodeRow } from "../../provider/wechat/errcodes";
import { apiFailure } from "../support/connected";
import { AUTHORIZER_LIST, COMPONENT_TOKEN, requested, target } from "../support/platform";
import { write } from "./calls";
import { endpoints, issued, platform, platformAgainst, refusedWith } from "./component";

const credentials = "Look at the credentials that go with WECHAT_CLOUDBASE_COMPONENT_APP_ID";

const passing: [string, Fault][] = [
  ["HTTP 503", { status: 503 }],
  ["HTTP 429", { status: 429 }],
  ["a reset", { reset: "before" }],
  ["garbage", { body: "<html>" }],
  ["an ok without anything", { body: "{}" }],
  ["an ok with other things", { body: '{"errcode":0,"expires_in":"soon","list":7}' }],
  ["an ok with a time alone", { body: '{"errcode":0,"expires_in":7200}' }],
  [
    "an ok with tokens alone",
    { body: '{"errcode":0,"component_access_token":"C","authorizer_access_token":"A"}' },
  ],
  [
    "an ok with numbers for tokens",
    {
      body: '{"errcode":0,"component_access_token":7,"authorizer_access_token":7,"expires_in":7200}',
    },
  ],
  ["-1", { errcode: -1 }],
];

describe.each(["/tcb/usecloudaccesstoken", ...endpoints.map(([path]) => path)])("%s", (path) => {
  it.each(passing)("is tried four times on %s", async (_what, fault) => {
    const { get, emulator } = await platform();
    emulator.faults.add({ ...fault, on: { path }, times: 3 });
    expect(await get()).toMatchObject({ version: 1 });
    const refused = await refusedWith({ ...fault, on: { path } });
    for (const each of [emulator, refused.emulator])
      expect(each.requests({ path })).toHaveLength(4);
  });
});

describe.each(endpoints)("%s", (path, words) => {
  it.each(passing)("fails on %s before the get or set", async (_what, fault) => {
    for (const call of ["getProblem", "setProblem"] as const) {
      const { problem, emulator } = await refusedWith({ ...fault, on: { path } }, call);
      expect(problem).toStrictEqual({
        failure: fault.status === 429 ? "throttled" : "transient",
        summary: expect.stringMatching(new RegExp(`^${words}: `)) as string,
        remedy: expect.any(String) as string,
        ...(fault.errcode !== undefined && { errcode: -1, rid: expect.any(String) as string }),
      });
      expect(emulator.requests({ path })).toHaveLength(4);
      expect(requested(emulator).policy).toBe(0);
    }
  });

  it("names what an ok without anything lacks", async () => {
    const { problem } = await refusedWith({ on: { path }, body: "{}" });
    const lacks = path.endsWith("list")
      ? "an authorizer list without a list"
      : `ok without ${path.replace(/.*api_/, "").replace("token", "access_token")} or expires_in`;
    expect(problem.summary).toBe(`${words}: WeChat answered ${lacks}`);
  });

  it("does not say that an environment is gone", async () => {
    const errmsg = "Environment not found TcbCode: [INVALID_ENV]";
    const { problem } = await refusedWith({ on: { path }, errcode: 85088, errmsg });
    expect(problem).toStrictEqual({
      failure: "denied",
      summary: `${words}: 85088 ${errmsg}`,
      remedy: "Compare env (and authorizerAppId) with WeChat's console",
      errcode: 85088,
    });
  });
});

it.each<[number, (typeof endpoints)[number], number]>([
  [61005, endpoints[0], 1],
  [40097, endpoints[0], 1],
  [40001, endpoints[0], 1],
  [40001, endpoints[1], 2],
  [40001, endpoints[2], 2],
  [45009, endpoints[2], 1],
  [48001, endpoints[0], 1],
  [48001, endpoints[1], 1],
  [61003, endpoints[2], 1],
])("%i by %j is told after %i component tokens", async (errcode, [path, words], tokens) => {
  const { problem, emulator } = await refusedWith({ on: { path }, errcode });
  const { failure, remedy, isUnauthorized } = errcodeRow(errcode);
  expect(problem).toStrictEqual({
    failure,
    summary: expect.stringMatching(new RegExp(`^${words}: ${errcode} `)) as unknown,
    remedy: errcode === 40001 ? credentials : remedy,
    errcode,
    rid: expect.stringMatching(/^[0-9a-f-]{26}$/) as unknown,
    // If the platform itself is refused, no account has left.
    ...(isUnauthorized && path === endpoints[2][0] && { isUnauthorized }),
  });
  expect(emulator.requests({ path })).toHaveLength(tokens);
  expect(requested(emulator)).toMatchObject({ componentToken: tokens, policy: 0 });
});

it("a refusal of a token that WeChat gives again names the source and the remedy", async () => {
  const { server, getProblem } = await platformAgainst(({ path }) =>
    path === COMPONENT_TOKEN ? issued[path] : { errcode: 42001 },
  );
  expect(await getProblem()).toStrictEqual({
    failure: "auth",
    errcode: 42001,
    summary: "no list of the authorized accounts: 42001 access_token expired",
    remedy: `WECHAT_CLOUDBASE_COMPONENT_APP_ID still gives the token that WeChat refuses. ${credentials}`,
  });
  const paths = [COMPONENT_TOKEN, AUTHORIZER_LIST, COMPONENT_TOKEN];
  expect(server.received.map(({ path }) => path)).toEqual(paths);
});

it("an operation that is cancelled ends while a token is obtained", async () => {
  const { api, clock, emulator } = await platform();
  const cancel = new AbortController();
  emulator.faults.add({ hang: true, before: () => cancel.abort() });
  const set = api.set(target, write, new Deadline(clock, 120_000, cancel.signal));
  expect((await apiFailure(set)).problem).toMatchObject({
    failure: "transient",
    summary: "no component_access_token: CANCELLED: cancelled",
  });
  expect(emulator.requests()).toHaveLength(1);
});
