import type { Fault } from "../../emulator";
import { appId, call, env, get, set, staging, start, type Answer } from "./call";

const codes = async (calls: Promise<Answer>[]): Promise<number[]> =>
  (await Promise.all(calls)).map(({ errcode }) => errcode);

describe("the fault script", () => {
  it("meets one request unless told otherwise", async () => {
    const emulator = await start();
    const fault = emulator.faults.add({ errcode: -1 });
    expect(fault.fired).toBe(0);

    expect((await call(emulator, get)).errcode).toBe(-1);
    expect((await call(emulator, get)).errcode).toBe(0);
    expect(fault.fired).toBe(1);
  });

  it("lets requests pass first, and then meets as many as it should", async () => {
    const emulator = await start();
    const fault = emulator.faults.add({ skip: 2, times: 2, errcode: -1 });

    const seen: number[] = [];
    for (let n = 0; n < 6; n += 1) seen.push((await call(emulator, get)).errcode);

    expect(seen).toStrictEqual([0, 0, -1, -1, 0, 0]);
    expect(fault.fired).toBe(2);
  });

  it("goes on for ever with times Infinity, until it is cleared", async () => {
    const emulator = await start();
    emulator.faults.add({ times: Infinity, errcode: -1 });

    const calls = [call(emulator, get), call(emulator, get), call(emulator, set)];
    expect(await codes(calls)).toStrictEqual([-1, -1, -1]);

    emulator.faults.clear();
    expect((await call(emulator, get)).errcode).toBe(0);
  });

  it("is met in the order in which its faults were added, one fault a request", async () => {
    const emulator = await start();
    emulator.faults.add({ errcode: 45009 });
    emulator.faults.add({ errcode: 45011 });

    expect((await call(emulator, get)).errcode).toBe(45009);
    expect((await call(emulator, get)).errcode).toBe(45011);
    expect((await call(emulator, get)).errcode).toBe(0);
  });

  it("counts a request that another fault met as one that passed", async () => {
    const emulator = await start();
    emulator.faults.add({ errcode: 45009 });
    emulator.faults.add({ skip: 1, errcode: 45011 });

    expect((await call(emulator, get)).errcode).toBe(45009);
    expect((await call(emulator, get)).errcode).toBe(45011);
  });

  it("loses one fault by its handle", async () => {
    const emulator = await start();
    const removed = emulator.faults.add({ errcode: 45009 });
    emulator.faults.add({ errcode: 45011 });

    removed.remove();

    expect((await call(emulator, get)).errcode).toBe(45011);
  });

  it.each<[NonNullable<Fault["on"]>, string[]]>([
    [{ action: "get" }, ["get", "staging", "foreign"]],
    [{ action: "set" }, ["set"]],
    [{ env: staging }, ["staging"]],
    [{ appId }, ["get", "set", "staging"]],
    [{ appId: "wx2" }, ["foreign"]],
    [{ path: "/tcb/usecloudaccesstoken" }, ["get", "set", "staging", "foreign"]],
    [{ path: "/cgi-bin/component/api_component_token" }, []],
    [{ action: "get", env: staging }, ["staging"]],
  ])("matches requests by %j", async (on, expected) => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");
    emulator.faults.add({ on, times: Infinity, errcode: -1 });

    const answers = {
      get: await call(emulator, get),
      set: await call(emulator, set),
      staging: await call(emulator, { action: "get", env: staging }),
      foreign: await call(emulator, get, emulator.issueToken({ appId: "wx2" })),
    };

    const met = Object.entries(answers).filter(([, { errcode }]) => errcode === -1);
    expect(met.map(([name]) => name)).toStrictEqual(expected);
  });

  it.each<[string, object]>([
    ["a fault needs an effect", { on: { action: "get" }, times: 2 }],
    ["a fault has no delay", { delay: 3 }],
    ["a fault's status has the wrong type", { status: "503" }],
    ["a fault's reset has the wrong type", { reset: "now" }],
    ["a fault's on has the wrong type", { on: { environment: env }, errcode: 1 }],
    ["a fault's on has the wrong type", { on: null, errcode: 1 }],
  ])("refuses nonsense: %s", async (message, fault) => {
    const emulator = await start();

    expect(() => emulator.faults.add(fault)).toThrow(message);
  });
});

describe("a hook", () => {
  it("before runs ahead of the handling, e.g. a console edit between a get and its set", async () => {
    const emulator = await start();
    emulator.faults.add({
      on: { action: "set" },
      before: () => emulator.editInConsole(env, { apiWhitelist: ["/console"] }),
    });

    const { version } = await call(emulator, get);
    const { errcode } = await call(emulator, { ...set, version });

    expect(errcode).toBe(40097);
    expect(emulator.policy(env)).toMatchObject({ apiWhitelist: ["/console"], version: 2 });
  });

  it("after runs once the set is applied and before the answer", async () => {
    const emulator = await start();
    const seen: unknown[] = [];
    emulator.faults.add({
      on: { action: "set" },
      after: () => {
        const [{ status } = {}] = emulator.requests();
        seen.push(emulator.policy(env).version, status);
      },
    });

    await call(emulator, set);

    expect(seen).toStrictEqual([2, undefined]);
  });

  it("may take its time", async () => {
    const emulator = await start();
    let release = (): void => undefined;
    const gate = new Promise<void>((resolve) => (release = resolve));
    emulator.faults.add({ before: () => gate });

    const answer = call(emulator, set);
    const other = await call(emulator, get);
    release();

    expect(other.version).toBe(1);
    expect((await answer).errcode).toBe(0);
    expect(emulator.policy(env).version).toBe(2);
  });

  it("that throws is told in the answer, HTTP 500", async () => {
    const emulator = await start();
    emulator.faults.add({
      before: () => {
        throw new Error("the test is wrong");
      },
    });

    const query = `access_token=${emulator.issueToken()}`;
    const response = await fetch(`${emulator.url}/tcb/usecloudaccesstoken?${query}`);

    expect(response.status).toBe(500);
    expect(await response.text()).toContain("the test is wrong");
    expect(emulator.requests()[0]).toMatchObject({ status: 500 });
  });
});
