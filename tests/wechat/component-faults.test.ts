import type { Fault } from "../../emulator";
import { Deadline } from "../../provider/core/timing";
import { ACCOUNT, apiFailure, ENV, failure } from "../support/connected";
import {
  AUTHORIZER_LIST,
  connectedAsPlatform,
  endpoints,
  problemOf,
  requested,
  target,
  write,
} from "../support/platform";

describe.each(endpoints)("%s", (path, words) => {
  const faults: [string, Fault][] = [
    ["HTTP 503", { status: 503 }],
    ["a reset", { reset: "before" }],
    ["a reset after", { reset: "after" }],
    ["garbage", { body: "<html>" }],
    ["half a reply", { truncate: true }],
    ["an ok without anything", { body: "{}" }],
    ["an ok with other things", { body: '{"errcode":0,"expires_in":"soon","list":7}' }],
    ["-1", { errcode: -1 }],
    ["HTTP 429", { status: 429 }],
  ];

  it.each(faults)("is tried again on %s", async (_what, fault) => {
    const { api, deadline, emulator } = await connectedAsPlatform();
    emulator.faults.add({ ...fault, on: { path }, times: 3 });

    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });

    expect(emulator.requests({ path })).toHaveLength(4);
  });

  it.each(faults)("is given up after four times on %s: nothing was sent", async (_what, fault) => {
    const { problem, emulator } = await problemOf({ ...fault, on: { path } });

    expect(problem.failure).toBe(fault.status === 429 ? "throttled" : "transient");
    expect(problem.summary).toMatch(new RegExp(`^${words}: `));
    expect(problem).not.toHaveProperty("retryAfterMs");
    expect(emulator.requests({ path })).toHaveLength(4);
    expect(requested(emulator).policy).toBe(0);
  });

  it("costs a get that fails no more tries than that", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform();
    emulator.faults.add({ on: { path }, status: 500, times: Infinity });

    await apiFailure(api.get(target, deadline()));

    expect(emulator.requests({ path })).toHaveLength(4);
  });

  it("waits a minute where WeChat asks for it, and not beyond the deadline", async () => {
    const { api, deadline, emulator, clock } = await connectedAsPlatform();
    emulator.faults.add({ on: { path }, errcode: 45011, times: 2 });
    await apiFailure(api.get(target, deadline(59_000)));
    expect(clock.sleeps).toEqual([]);

    await api.get(target, deadline());

    expect(clock.sleeps).toEqual([60_000]);
  });

  it("does not say that an environment is gone, nor anything of a version", async () => {
    const gone = "Environment not found TcbCode: [INVALID_ENV]";
    const { api, deadline, lifecycle, emulator } = await connectedAsPlatform();
    emulator.faults.add({ on: { path }, errcode: 85088, errmsg: gone, times: Infinity });
    const state = {
      ...{ env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: [], open: true, version: 1 },
      ...{ managesOpen: false, onConflict: "fail", onDelete: "revoke" },
    } as Parameters<typeof lifecycle.read>[0];

    expect((await failure(lifecycle.read(state))).problem).toMatchObject({ failure: "denied" });
    expect((await failure(lifecycle.delete(state))).problem).not.toHaveProperty("isGone");
    emulator.faults.clear();
    emulator.faults.add({ on: { path }, errcode: 40097 });
    const { problem } = await apiFailure(api.set(target, write, deadline()));
    expect(problem).not.toHaveProperty("isVersionSuspect");
  });

  it("that fails before a set leaves nothing to settle", async () => {
    const component = { expiresInMs: 60_000 };
    const { lifecycle, emulator, clock } = await connectedAsPlatform({ component });
    emulator.faults.add({
      ...{ on: { action: "get" }, times: 1 },
      // By the time of the set the tokens have to be replaced.
      after: () => {
        clock.time += 40_000;
        emulator.faults.add({ on: { path }, status: 500, times: Infinity });
      },
    });

    const operation = lifecycle.create({
      ...{ env: ENV, authorizerAppId: ACCOUNT, apiWhitelist: ["/a"] },
    });

    // The list is known by then.
    if (path === AUTHORIZER_LIST) await operation;
    else expect((await failure(operation)).partial).toBeUndefined();
    expect(emulator.applies()).toHaveLength(path === AUTHORIZER_LIST ? 1 : 0);
  });
});

describe("an operation that is cancelled", () => {
  it("ends while a token is obtained", async () => {
    const { api, clock, emulator } = await connectedAsPlatform();
    const cancel = new AbortController();
    emulator.faults.add({ hang: true, before: () => cancel.abort() });

    const { problem } = await apiFailure(
      api.set(target, write, new Deadline(clock, 120_000, cancel.signal)),
    );

    expect(problem).toMatchObject({
      failure: "transient",
      summary: "no component_access_token: CANCELLED: cancelled",
    });
    expect(emulator.requests()).toHaveLength(1);
  });
});
