import { hashOf } from "../support/canary";
import { addSecondAccount, appId, call, emulator, env, get, path, set } from "./call";
import { staging, start, startedAt } from "./call";

describe("the journal", () => {
  it("tells requests, applied sets and console edits in order", async () => {
    const token = emulator.issueToken();
    await call(get, token);
    await call(set, token);
    emulator.editInConsole(env, { open: false });
    await call(set, token);
    const tokenHash = hashOf(token);
    const frame = { at: startedAt, kind: "request", method: "POST", path, appId, env, tokenHash };
    const before = { open: true, apiWhitelist: ["/*"], version: 1 };
    const applied = { open: true, apiWhitelist: ["/wxa/a"], version: 2 };
    const edited = { open: false, apiWhitelist: ["/wxa/a"], version: 3 };
    const sent = { action: "set", open: true, apiWhitelist: ["/wxa/a"], version: 1 };
    expect(emulator.journal).toStrictEqual([
      { ...frame, id: 1, action: "get", status: 200, errcode: 0 },
      { ...frame, id: 2, ...sent, status: 200, errcode: 0 },
      { at: startedAt, kind: "apply", id: 2, env, appId, before, after: applied },
      { at: startedAt, kind: "console", env, appId, before: applied, after: edited },
      { ...frame, id: 3, ...sent, status: 200, errcode: 40097 },
    ]);
  });

  it("never contains a token", async () => {
    const token = emulator.issueToken({ token: "do-not-tell" });
    await call(get, token);
    await call(`do not parse`, token);
    await fetch(`${emulator.url}/elsewhere?access_token=${token}`);
    expect(emulator.requests()).toHaveLength(3);
    expect(JSON.stringify(emulator.journal)).not.toContain("do-not-tell");
  });

  it("has the fields of a body that have the documented type", async () => {
    await call({ action: 1, env, open: "x", api_whitelist: [1], version: "2" }, "bad");
    await call("not JSON");
    const [typed, text] = emulator.requests();
    const { action, open, apiWhitelist, version, ...others } = typed ?? {};
    expect([action, open, apiWhitelist, version]).toStrictEqual(Array(4).fill(undefined));
    expect(others).toMatchObject({ env, appId, errcode: 40014 });
    expect(text).not.toHaveProperty("env");
  });

  it("names the token's account and not the environment's, and a fault's effects", async () => {
    addSecondAccount();
    emulator.faults.add({ on: { env }, skip: 1, errcode: 45009, apply: true });
    await call(get, emulator.issueToken({ appId: "wx2" }));
    await call(set);
    const [foreign, faulty] = emulator.requests();
    expect(foreign).toMatchObject({ appId: "wx2", errcode: 61007 });
    expect(faulty).toMatchObject({ appId, fault: "errcode:45009+apply" });
  });

  it("is one array that goes on after it was cleared", async () => {
    const { journal } = emulator;
    await call(get);
    emulator.clearJournal();
    expect(journal).toHaveLength(0);
    await call(get);
    expect(journal).toHaveLength(1);
    expect(emulator.journal).toBe(journal);
  });

  it("can be asked for requests and applied sets", async () => {
    for (const body of [get, set, { ...set, env: staging }]) await call(body);
    const ids = (entries: { id: number }[]) => entries.map(({ id }) => id);
    expect(ids(emulator.requests())).toStrictEqual([1, 2, 3]);
    expect(ids(emulator.requests({ action: "set" }))).toStrictEqual([2, 3]);
    expect(ids(emulator.requests({ env }))).toStrictEqual([1, 2]);
    expect(ids(emulator.requests({ action: "set", env }))).toStrictEqual([2]);
    expect(ids(emulator.applies())).toStrictEqual([2, 3]);
    expect(ids(emulator.applies(staging))).toStrictEqual([3]);
  });

  it("is told to onEntry: a request when it is answered, the rest when it happens", async () => {
    const told: string[] = [];
    await start({ onEntry: (entry) => told.push(JSON.stringify(entry)) });
    await call(set);
    emulator.editInConsole(env, {});
    expect(told.sort()).toStrictEqual(emulator.journal.map((each) => JSON.stringify(each)).sort());
    expect(told).toHaveLength(3);
  });
});
