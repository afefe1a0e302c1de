import type { Fault } from "../../emulator";
import { addSecondAccount, address, appId, call, emulator, env, errcode, get } from "./call";
import { path, set, staging } from "./call";

describe("the fault script", () => {
  it("counts a request for the skip of each fault that it matches", async () => {
    emulator.faults.add({ errcode: 45009 });
    emulator.faults.add({ skip: 1, errcode: 45011 });
    expect([await errcode(get), await errcode(get), await errcode(get)]).toEqual([45009, 45011, 0]);
  });

  it.each<[NonNullable<Fault["on"]>, string[]]>([
    [{ action: "get" }, ["get", "staging", "foreign"]],
    [{ action: "set" }, ["set"]],
    [{ env: staging }, ["staging"]],
    [{ appId }, ["get", "set", "staging"]],
    [{ appId: "wx2" }, ["foreign"]],
    [{ path }, ["get", "set", "staging", "foreign"]],
    [{ path: "/cgi-bin/component/api_component_token" }, []],
    [{ action: "get", env: staging }, ["staging"]],
  ])("matches requests by %j", async (on, expected) => {
    addSecondAccount();
    emulator.faults.add({ on, times: Infinity, errcode: -1 });
    const requests: Record<string, [body: object, token?: string]> = {
      ...{ get: [get], set: [set], staging: [{ ...get, env: staging }] },
      foreign: [get, emulator.issueToken({ appId: "wx2" })],
    };
    const met: string[] = [];
    for (const [name, [body, token]] of Object.entries(requests))
      if ((await errcode(body, token)) === -1) met.push(name);
    expect(met).toStrictEqual(expected);
  });

  it.each<[string, object]>([
    ["needs an effect", { on: { action: "get" }, times: 2 }],
    ["has no delay", { delay: 3 }],
    ["'s status has the wrong type", { status: "503" }],
    ["'s reset has the wrong type", { reset: "now" }],
    ["'s on has the wrong type", { on: { environment: env }, errcode: 1 }],
    ["'s on has the wrong type", { on: null, errcode: 1 }],
  ])("refuses nonsense, because a fault %s: %j", (message, fault) => {
    expect(() => emulator.faults.add(fault)).toThrow(new RegExp(`^a fault ?${message}$`));
  });
});

describe("a hook", () => {
  it("before runs ahead of the handling: an edit between a get and its set", async () => {
    const edit = () => emulator.editInConsole(env, { apiWhitelist: ["/console"] });
    emulator.faults.add({ on: { action: "set" }, before: edit });
    const { version } = await call(get);
    expect(await errcode({ ...set, version })).toBe(40097);
    expect(emulator.policy(env)).toMatchObject({ apiWhitelist: ["/console"], version: 2 });
  });

  it("after runs once the set is applied and before the answer", async () => {
    const seen: unknown[] = [];
    const look = () => void seen.push(emulator.policy(env).version, emulator.requests()[0]?.status);
    emulator.faults.add({ on: { action: "set" }, after: look });
    await call(set);
    expect(seen).toStrictEqual([2, undefined]);
  });

  it("may take its time", async () => {
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    emulator.faults.add({ before: () => gate });
    const answer = errcode(set);
    const other = await call(get);
    release();
    expect(other.version).toBe(1);
    expect(await answer).toBe(0);
    expect(emulator.policy(env).version).toBe(2);
  });

  it("that throws is told in the answer, HTTP 500", async () => {
    emulator.faults.add({ before: () => Promise.reject(new Error("the test is wrong")) });
    const response = await fetch(address());
    expect(response.status).toBe(500);
    expect(await response.text()).toContain("the test is wrong");
    expect(emulator.requests()[0]).toMatchObject({ status: 500 });
  });
});
