import type { Fault } from "../../emulator";
import { addSecondAccount, address, appId, call, emulator, env, errcode, get } from "./call";
import { path, set, staging } from "./call";

describe("the fault script", () => {
  it.each<[string, Fault[], errcodes: number[], fired: number]>([
    ["one request by default", [{ errcode: -1 }], [-1, 0, 0], 1],
    ["skip: some pass", [{ skip: 2, times: 2, errcode: -1 }], [0, 0, -1, -1, 0, 0], 2],
    ["times: Infinity, all", [{ times: Infinity, errcode: -1 }], [-1, -1, -1, -1], 4],
    ["in order", [{ errcode: 45009 }, { errcode: 45011 }], [45009, 45011, 0], 1],
    ["a met one counts", [{ errcode: 45009 }, { skip: 1, errcode: 45011 }], [45009, 45011], 1],
  ])("decides which requests it meets: %s", async (_what, faults, expected, fired) => {
    const [first] = faults.map((fault) => emulator.faults.add(fault));
    expect(first?.fired).toBe(0);
    const errcodes: number[] = [];
    while (errcodes.length < expected.length) errcodes.push(await errcode(get));
    expect(errcodes).toStrictEqual(expected);
    expect(first?.fired).toBe(fired);
  });

  it("loses one fault by its handle, and all by clear", async () => {
    const removed = emulator.faults.add({ errcode: 45009 });
    emulator.faults.add({ errcode: 45011, times: Infinity });
    removed.remove();
    expect(await errcode(get)).toBe(45011);
    emulator.faults.clear();
    expect(await errcode(get)).toBe(0);
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
    const errcodes = {
      get: await errcode(get),
      set: await errcode(set),
      staging: await errcode({ action: "get", env: staging }),
      foreign: await errcode(get, emulator.issueToken({ appId: "wx2" })),
    };
    const met = Object.entries(errcodes).filter(([, code]) => code === -1);
    expect(met.map(([name]) => name)).toStrictEqual(expected);
  });

  it.each<[string, object]>([
    ["a fault needs an effect", { on: { action: "get" }, times: 2 }],
    ["a fault has no delay", { delay: 3 }],
    ["a fault's status has the wrong type", { status: "503" }],
    ["a fault's reset has the wrong type", { reset: "now" }],
    ["a fault's on has the wrong type", { on: { environment: env }, errcode: 1 }],
    ["a fault's on has the wrong type", { on: null, errcode: 1 }],
  ])("refuses nonsense: %s", (message, fault) => {
    expect(() => emulator.faults.add(fault)).toThrow(message);
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
