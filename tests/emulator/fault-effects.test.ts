import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import { buffer } from "node:stream/consumers";
import { gunzipSync } from "node:zlib";
import type { Fault } from "../../emulator";
import { address, call, emulator, env, errcode, get, post, set } from "./call";

const isApplied = () => emulator.policy(env).version === 2;
const codeOf = (answer: Promise<unknown>) =>
  answer.catch((error: unknown) => ((error as Error).cause as NodeJS.ErrnoException).code);
const meet = (fault: Fault) => emulator.faults.add(fault);

/** The bytes of an answer as they come, not inflated. */
async function receive(body: unknown): Promise<Buffer> {
  const sent = request(address(), { method: "POST" }).end(JSON.stringify(body));
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return buffer(response);
}

describe("a cut connection", () => {
  it.each(["before", "after"] as const)("reset %s: a set ends in a TCP reset", async (reset) => {
    const fault = meet({ reset });
    expect(await codeOf(call(set))).toBe("ECONNRESET");
    expect(isApplied()).toBe(reset === "after");
    expect(emulator.applies()).toHaveLength(reset === "after" ? 1 : 0);
    expect(fault.fired).toBe(1);
    const [entry] = emulator.requests({ action: "set" });
    expect(entry).toMatchObject({ env, version: 1, fault: `reset:${reset}` });
    expect(entry).not.toHaveProperty("status");
  });

  it("truncate applies the set, announces the whole answer and ends halfway", async () => {
    meet({ truncate: true });
    const response = await post(set);
    expect(response.status).toBe(200);
    const { length } = `{"errcode":0,"errmsg":"ok","open":true}`;
    expect(response.headers.get("content-length")).toBe(String(length));
    expect(await codeOf(response.text())).toBe("UND_ERR_SOCKET");
    expect(isApplied()).toBe(true);
  });
});

describe("an effect that replaces the answer", () => {
  const redirect = "http://127.0.0.1:9/elsewhere";
  it.each<Fault>([
    { errcode: -1 },
    { status: 503 },
    { body: "<html>" },
    { redirect },
    { gzipBomb: 10 },
  ])("%j applies the set if the fault says so alone", async (fault) => {
    meet(fault);
    await receive(set);
    expect(isApplied()).toBe(false);
    meet({ ...fault, apply: true });
    await receive(set);
    expect(isApplied()).toBe(true);
  });

  it("errcode may bring its own words, verbatim, and another status", async () => {
    meet({ errcode: 45009, errmsg: "too much", status: 500 });
    const response = await post(get);
    expect(response.status).toBe(500);
    expect(await response.json()).toStrictEqual({ errcode: 45009, errmsg: "too much" });
    expect(emulator.requests()[0]).toMatchObject({ status: 500, errcode: 45009 });
  });

  it("status alone looks like a gateway", async () => {
    meet({ status: 503 });
    const response = await post(get);
    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toContain("503 Service Unavailable");
    expect(emulator.requests()[0]).toMatchObject({ status: 503, fault: "status:503" });
  });

  it.each([``, `{"errcode":0,"err`, `<!doctype html><title>Login</title>`, `[]`])(
    "body is sent as it is: %j",
    async (body) => {
      meet({ body, contentType: "text/html" });
      const response = await post(get);
      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html");
      expect(await response.text()).toBe(body);
    },
  );

  it("contentType alone leaves the real answer", async () => {
    meet({ contentType: "text/plain" });
    const response = await post(set);
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(await response.json()).toMatchObject({ errcode: 0, open: true });
    expect(isApplied()).toBe(true);
  });

  it.each([
    [302, {}],
    [307, { status: 307 }],
  ])("redirect answers %d and a Location with %j", async (status, more) => {
    meet({ redirect, ...more });
    const response = await post(get);
    expect(response.status).toBe(status);
    expect(response.headers.get("location")).toBe(redirect);
  });

  it("gzipBomb inflates to so many bytes from far fewer", async () => {
    meet({ gzipBomb: 5_000_001 });
    const sent = await receive(get);
    expect(sent.length).toBeLessThan(50_000);
    expect(gunzipSync(sent)).toHaveLength(5_000_001);
  });
});

describe("lose", () => {
  it("answers a set as if it were applied; a get does not use it up", async () => {
    const fault = meet({ lose: true });
    await call(get);
    expect(fault.fired).toBe(0);
    const answer = await call({ ...set, open: false });
    expect(answer).toStrictEqual({ errcode: 0, errmsg: "ok", open: false });
    expect(emulator.policy(env)).toMatchObject({ open: true, apiWhitelist: ["/*"], version: 1 });
    expect(emulator.applies()).toHaveLength(0);
  });

  it("still refuses what the API refuses", async () => {
    meet({ lose: true });
    expect(await errcode({ ...set, version: 9 })).toBe(40097);
  });
});

describe("stale", () => {
  it("answers a get with the policy before the last write, once", async () => {
    const fault = meet({ stale: true });
    await call({ ...set, open: false });
    expect(fault.fired).toBe(0);
    const old = { open: true, api_whitelist: ["/*"], version: 1 };
    expect(await call(get)).toMatchObject(old);
    const live = { open: false, api_whitelist: ["/wxa/a"], version: 2 };
    expect(await call(get)).toMatchObject(live);
  });

  it("answers the live policy if nothing was written", async () => {
    meet({ stale: true });
    expect(await call(get)).toMatchObject({ errcode: 0, version: 1 });
  });
});
