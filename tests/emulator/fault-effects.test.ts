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
    meet({ reset });
    expect(await codeOf(call(set))).toBe("ECONNRESET");
    expect(isApplied()).toBe(reset === "after");
    const [entry] = emulator.requests({ action: "set" });
    expect(entry).toMatchObject({ env, version: 1, fault: `reset:${reset}` });
    expect(entry).not.toHaveProperty("status");
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

  const html = "text/html";
  const json = "application/json; charset=utf-8";
  const notAnswers = ["", `{"errcode":0,"err`, "<!doctype html><title>Login</title>", "[]"];
  type Answered = [fault: Fault, status: number, type: string, body: string];
  it.each<Answered>([
    [{ errcode: 45009, errmsg: "x", status: 500 }, 500, json, `{"errcode":45009,"errmsg":"x"}`],
    [{ status: 503 }, 503, html, "<html><h1>503 Service Unavailable</h1></html>"],
    ...notAnswers.map((body): Answered => [{ body, contentType: html }, 200, html, body]),
    [{ contentType: "text/plain" }, 200, "text/plain", `{"errcode":0,"errmsg":"ok","open":true}`],
    [{ redirect }, 302, html, ""],
    [{ redirect, status: 307 }, 307, html, ""],
  ])("%j answers %d, %s, %j", async (fault, status, type, body) => {
    meet(fault);
    const response = await post(set);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toBe(type);
    expect(response.headers.get("location")).toBe(fault.redirect ?? null);
    expect(await response.text()).toBe(body);
    expect(emulator.requests()[0]).toMatchObject({ status });
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
    expect(await call(get)).toMatchObject({ open: true, api_whitelist: ["/*"], version: 1 });
    expect(await call(get)).toMatchObject({ open: false, api_whitelist: ["/wxa/a"], version: 2 });
  });

  it("answers the live policy if nothing was written", async () => {
    meet({ stale: true });
    expect(await call(get)).toMatchObject({ errcode: 0, version: 1 });
  });
});
