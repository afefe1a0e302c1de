import { gunzipSync } from "node:zlib";
import { request } from "node:http";
import type { Emulator, Fault } from "../../emulator";
import { call, env, get, post, set, start } from "./call";

/** What a client is left with: the code of its error. */
async function failure(answer: Promise<unknown>): Promise<string | undefined> {
  try {
    await answer;
    return "answered";
  } catch (error) {
    return ((error as Error).cause as NodeJS.ErrnoException).code;
  }
}

const applied = (emulator: Emulator): boolean => emulator.policy(env).version === 2;

/** Bytes as they come, not inflated, with the moment of each piece. */
async function receive(emulator: Emulator, body: unknown): Promise<{ pieces: Buffer[] }> {
  const url = `${emulator.url}/tcb/usecloudaccesstoken?access_token=${emulator.issueToken()}`;
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "POST" }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => resolve({ pieces }));
      response.on("error", reject);
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

describe("reset", () => {
  it.each(["before", "after"] as const)("%s: a set is cut off by a TCP reset", async (reset) => {
    const emulator = await start();
    const fault = emulator.faults.add({ reset });

    expect(await failure(call(emulator, set))).toBe("ECONNRESET");

    expect(applied(emulator)).toBe(reset === "after");
    expect(emulator.applies()).toHaveLength(reset === "after" ? 1 : 0);
    expect(fault.fired).toBe(1);
    const [entry] = emulator.requests({ action: "set" });
    expect(entry).toMatchObject({ env, version: 1, fault: `reset:${reset}` });
    expect(entry).not.toHaveProperty("status");
  });
});

describe("truncate", () => {
  it("applies the set, announces the whole answer and ends halfway", async () => {
    const emulator = await start();
    emulator.faults.add({ truncate: true });

    const response = await post(emulator, set);

    expect(response.status).toBe(200);
    const whole = `{"errcode":0,"errmsg":"ok","open":true}`;
    expect(response.headers.get("content-length")).toBe(String(whole.length));
    expect(await failure(response.text())).toBe("UND_ERR_SOCKET");
    expect(applied(emulator)).toBe(true);
  });
});

describe("an effect that stands in for the answer", () => {
  const standIns: [string, Fault][] = [
    ["errcode", { errcode: -1 }],
    ["status", { status: 503 }],
    ["body", { body: "<html>" }],
    ["redirect", { redirect: "http://127.0.0.1:9/" }],
    ["gzipBomb", { gzipBomb: 10 }],
  ];

  it.each(standIns)("%s leaves the set unapplied", async (_name, fault) => {
    const emulator = await start();
    emulator.faults.add(fault);

    await receive(emulator, set);

    expect(applied(emulator)).toBe(false);
  });

  it.each(standIns)("%s with apply comes after the set was applied", async (_name, fault) => {
    const emulator = await start();
    emulator.faults.add({ ...fault, apply: true });

    await receive(emulator, set);

    expect(applied(emulator)).toBe(true);
  });

  it("errcode may bring its own words, verbatim", async () => {
    const emulator = await start();
    emulator.faults.add({ errcode: 45009, errmsg: "too much" });

    expect(await call(emulator, get)).toStrictEqual({ errcode: 45009, errmsg: "too much" });
  });

  it("errcode may come with another status", async () => {
    const emulator = await start();
    emulator.faults.add({ errcode: -1, status: 500 });

    const response = await post(emulator, get);

    expect(response.status).toBe(500);
    expect(await response.json()).toMatchObject({ errcode: -1 });
    expect(emulator.requests()[0]).toMatchObject({ status: 500, errcode: -1 });
  });

  it("status alone looks like a gateway", async () => {
    const emulator = await start();
    emulator.faults.add({ status: 503 });

    const response = await post(emulator, get);

    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toContain("503 Service Unavailable");
    expect(emulator.requests()[0]).toMatchObject({ status: 503, fault: "status:503" });
  });

  it.each([``, `{"errcode":0,"err`, `<!doctype html><title>Login</title>`, `[]`])(
    "body is sent as it is: %j",
    async (body) => {
      const emulator = await start();
      emulator.faults.add({ body, contentType: "text/html" });

      const response = await post(emulator, get);

      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html");
      expect(await response.text()).toBe(body);
    },
  );

  it("contentType alone leaves the real answer", async () => {
    const emulator = await start();
    emulator.faults.add({ contentType: "text/plain" });

    const response = await post(emulator, set);

    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(await response.json()).toMatchObject({ errcode: 0, open: true });
    expect(applied(emulator)).toBe(true);
  });

  it.each([
    [{}, 302],
    [{ status: 307 }, 307],
  ])("redirect with %j answers %d and a Location", async (more, status) => {
    const emulator = await start();
    emulator.faults.add({ redirect: "http://127.0.0.1:9/elsewhere", ...more });

    const url = `${emulator.url}/tcb/usecloudaccesstoken?access_token=${emulator.issueToken()}`;
    const response = await fetch(url, { method: "POST", body: "{}", redirect: "manual" });

    expect(response.status).toBe(status);
    expect(response.headers.get("location")).toBe("http://127.0.0.1:9/elsewhere");
  });

  it("gzipBomb inflates to so many bytes from far fewer", async () => {
    const emulator = await start();
    const bytes = 5_000_001;
    emulator.faults.add({ gzipBomb: bytes });

    const { pieces } = await receive(emulator, get);

    const sent = Buffer.concat(pieces);
    expect(sent.length).toBeLessThan(bytes / 100);
    expect(gunzipSync(sent)).toHaveLength(bytes);
  });
});

describe("lose", () => {
  it("answers a set as if it were applied", async () => {
    const emulator = await start();
    const fault = emulator.faults.add({ lose: true });

    await call(emulator, get);
    expect(fault.fired).toBe(0);

    const answer = await call(emulator, { ...set, open: false });
    expect(answer).toStrictEqual({ errcode: 0, errmsg: "ok", open: false });
    expect(emulator.policy(env)).toMatchObject({ open: true, apiWhitelist: ["/*"], version: 1 });
    expect(emulator.applies()).toHaveLength(0);
  });

  it("still refuses what the API refuses", async () => {
    const emulator = await start();
    emulator.faults.add({ lose: true });

    expect((await call(emulator, { ...set, version: 9 })).errcode).toBe(40097);
  });
});

describe("stale", () => {
  it("answers a get with the policy before the last write, once", async () => {
    const emulator = await start();
    const fault = emulator.faults.add({ stale: true });
    await call(emulator, { ...set, open: false });
    expect(fault.fired).toBe(0);

    const old = { open: true, api_whitelist: ["/*"], version: 1 };
    expect(await call(emulator, get)).toMatchObject(old);
    const live = { open: false, api_whitelist: ["/wxa/a"], version: 2 };
    expect(await call(emulator, get)).toMatchObject(live);
  });

  it("answers the live policy where nothing was written", async () => {
    const emulator = await start();
    emulator.faults.add({ stale: true });

    expect(await call(emulator, get)).toMatchObject({ errcode: 0, version: 1 });
  });
});
