import type { Fault } from "../../emulator";
import { Deadline } from "../../provider/core/timing";
import { ACCOUNT, apiFailure, ENV, failure } from "../support/connected";
import { requested, target } from "../support/platform";
import { write } from "./calls";
import { AUTHORIZER_LIST, endpoints, platform, refusedWith } from "./component";

describe.each(endpoints)("%s", (path, words) => {
  it.each<[string, Fault]>([
    ["HTTP 503", { status: 503 }],
    ["a reset", { reset: "before" }],
    ["a reset after", { reset: "after" }],
    ["garbage", { body: "<html>" }],
    ["half a reply", { truncate: true }],
    ["an ok without anything", { body: "{}" }],
    ["an ok with other things", { body: '{"errcode":0,"expires_in":"soon","list":7}' }],
    ["-1", { errcode: -1 }],
    ["HTTP 429", { status: 429 }],
  ])("is tried four times on %s, and then nothing was sent", async (_what, fault) => {
    const { get, emulator } = await platform();
    emulator.faults.add({ ...fault, on: { path }, times: 3 });
    expect(await get()).toMatchObject({ version: 1 });
    expect(emulator.requests({ path })).toHaveLength(4);

    const refused = await refusedWith({ ...fault, on: { path } });
    expect(refused.problem).toStrictEqual({
      failure: fault.status === 429 ? "throttled" : "transient",
      summary: expect.stringMatching(new RegExp(`^${words}: `)) as string,
      remedy: expect.any(String) as string,
      ...(fault.errcode !== undefined && { errcode: -1, rid: expect.any(String) as string }),
    });
    expect(refused.emulator.requests({ path })).toHaveLength(4);
    expect(requested(refused.emulator).policy).toBe(0);
  });

  it("costs a get that fails no more tries than that", async () => {
    const { getProblem, emulator } = await platform();
    emulator.faults.add({ on: { path }, status: 500, times: Infinity });
    await getProblem();
    expect(emulator.requests({ path })).toHaveLength(4);
  });

  it("waits a minute if WeChat asks for it, and not beyond the deadline", async () => {
    const { get, getProblem, emulator, clock } = await platform();
    emulator.faults.add({ on: { path }, errcode: 45011, times: 2 });
    await getProblem(target, 59_000);
    expect(clock.sleeps).toEqual([]);
    await get();
    expect(new Set(clock.sleeps)).toEqual(new Set([60_000]));
  });

  it("does not say that an environment is gone, nor anything of a version", async () => {
    const { setProblem, lifecycle, emulator } = await platform();
    const errmsg = "Environment not found TcbCode: [INVALID_ENV]";
    emulator.faults.add({ on: { path }, errcode: 85088, errmsg, times: Infinity });
    const state = {
      ...{ env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: [], open: true, version: 1 },
      ...{ managesOpen: false, onConflict: "fail", onDelete: "revoke" },
    } as Parameters<typeof lifecycle.read>[0];

    expect((await failure(lifecycle.read(state))).problem).toMatchObject({ failure: "denied" });
    expect((await failure(lifecycle.delete(state))).problem).not.toHaveProperty("isGone");
    emulator.faults.clear();
    emulator.faults.add({ on: { path }, errcode: 40097 });
    expect(await setProblem()).not.toHaveProperty("isVersionSuspect");
  });

  it("leaves nothing to settle if it fails before a set", async () => {
    const component = { expiresInMs: 60_000 };
    const { lifecycle, emulator, clock } = await platform({ component });
    emulator.faults.add({
      on: { action: "get" },
      // By the time of the set the tokens have to be replaced.
      after: () => {
        clock.time += 40_000;
        emulator.faults.add({ on: { path }, status: 500, times: Infinity });
      },
    });

    const operation = lifecycle.create({ ...target, apiWhitelist: ["/a"] });

    // The list was read before the get.
    const isNeeded = path !== AUTHORIZER_LIST;
    if (isNeeded) expect((await failure(operation)).partial).toBeUndefined();
    else await operation;
    expect(emulator.applies()).toHaveLength(isNeeded ? 0 : 1);
  });
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
