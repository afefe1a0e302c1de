import { createHash } from "node:crypto";
import type { JournalEntry } from "../../emulator";
import { appId, call, env, get, set, staging, start, startedAt } from "./call";

const before = { open: true, apiWhitelist: ["/*"], version: 1 };

describe("the journal", () => {
  it("tells requests, applied sets and console edits in order", async () => {
    const emulator = await start();
    const token = emulator.issueToken();
    const tokenHash = createHash("sha256").update(token).digest("hex").slice(0, 8);
    const frame = { at: startedAt, kind: "request", method: "POST", appId, env, tokenHash };
    const path = "/tcb/usecloudaccesstoken";

    await call(emulator, get, token);
    await call(emulator, set, token);
    emulator.editInConsole(env, { open: false });
    await call(emulator, set, token);

    const applied = { open: true, apiWhitelist: ["/wxa/a"], version: 2 };
    const edited = { open: false, apiWhitelist: ["/wxa/a"], version: 3 };
    const sent = { action: "set", open: true, apiWhitelist: ["/wxa/a"], version: 1 };
    expect(emulator.journal).toStrictEqual([
      { ...frame, id: 1, path, action: "get", status: 200, errcode: 0 },
      { ...frame, id: 2, path, ...sent, status: 200, errcode: 0 },
      { at: startedAt, kind: "apply", id: 2, env, appId, before, after: applied },
      { at: startedAt, kind: "console", env, appId, before: applied, after: edited },
      { ...frame, id: 3, path, ...sent, status: 200, errcode: 40097 },
    ]);
  });

  it("never holds a token", async () => {
    const emulator = await start();
    const token = emulator.issueToken({ token: "do-not-tell" });

    await call(emulator, get, token);
    await call(emulator, `do not parse`, token);
    await fetch(`${emulator.url}/elsewhere?access_token=${token}`);

    expect(emulator.requests()).toHaveLength(3);
    expect(JSON.stringify(emulator.journal)).not.toContain("do-not-tell");
  });

  it("keeps of a body what has the documented type", async () => {
    const emulator = await start();

    await call(emulator, { action: 1, env, open: "x", api_whitelist: [1], version: "2" }, "bad");
    await call(emulator, "not JSON");

    const [typed, text] = emulator.requests();
    expect(typed).toMatchObject({ env, appId, errcode: 40014 });
    for (const name of ["action", "open", "apiWhitelist", "version"]) {
      expect(typed).not.toHaveProperty(name);
    }
    expect(text).not.toHaveProperty("env");
  });

  it("names the token's account rather than the environment's", async () => {
    const emulator = await start();
    emulator.addEnvironment("wx2", "elsewhere");

    await call(emulator, get, emulator.issueToken({ appId: "wx2" }));

    expect(emulator.requests()[0]).toMatchObject({ appId: "wx2", errcode: 61007 });
  });

  it("is one array that goes on after it was cleared", async () => {
    const emulator = await start();
    const { journal } = emulator;
    await call(emulator, get);

    emulator.clearJournal();
    expect(journal).toHaveLength(0);

    await call(emulator, get);
    expect(journal).toHaveLength(1);
    expect(emulator.journal).toBe(journal);
  });

  it("can be asked for requests and applied sets", async () => {
    const emulator = await start();
    await call(emulator, get);
    await call(emulator, set);
    await call(emulator, { ...set, env: staging });

    expect(emulator.requests().map(({ id }) => id)).toStrictEqual([1, 2, 3]);
    expect(emulator.requests({ action: "set" }).map(({ id }) => id)).toStrictEqual([2, 3]);
    expect(emulator.requests({ env }).map(({ id }) => id)).toStrictEqual([1, 2]);
    expect(emulator.requests({ action: "set", env }).map(({ id }) => id)).toStrictEqual([2]);
    expect(emulator.applies().map(({ id }) => id)).toStrictEqual([2, 3]);
    expect(emulator.applies(staging).map(({ id }) => id)).toStrictEqual([3]);
  });

  it("names a fault's effects", async () => {
    const emulator = await start();
    emulator.faults.add({ on: { env }, errcode: 45009, apply: true });

    await call(emulator, set);

    expect(emulator.requests()[0]?.fault).toBe("errcode:45009+apply");
  });

  it("is told to onEntry: a request when it is answered, the rest when it happens", async () => {
    const heard: string[] = [];
    const onEntry = (entry: JournalEntry): void => {
      heard.push(entry.kind === "request" ? `request ${entry.errcode ?? "-"}` : entry.kind);
    };
    const emulator = await start({ onEntry });

    await call(emulator, set);
    emulator.editInConsole(env, {});

    expect(heard.sort()).toStrictEqual(["apply", "console", "request 0"]);
  });
});
