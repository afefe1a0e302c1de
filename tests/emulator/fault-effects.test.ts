import { gunzipSync } from "node:zlib";
import { request } from "node:http";
import type { Emulator, Fault } from "../../emulator";
import { address, call, env, errcode, get, post, set, start } from "./call";

const isApplied = (emulator: Emulator) => emulator.policy(env).version === 2;
const codeOf = (answer: Promise<unknown>) =>
  answer.then(
    () => "answered",
    (error: unknown) => ((error as Error).cause as NodeJS.ErrnoException).code,
  );

async function startWith(fault: Fault) {
  const emulator = await start();
  return { emulator, fault: emulator.faults.add(fault) };
}

/** The bytes of an answer as they come, not inflated. */
async function receive(emulator: Emulator, body: unknown): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const sent = request(address(emulator), { method: "POST" }, (response) => {
      const pieces: Buffer[] = [];
      response.on("data", (piece: Buffer) => pieces.push(piece));
      response.on("end", () => resolve(Buffer.concat(pieces)));
    });
    sent.on("error", reject);
    sent.end(JSON.stringify(body));
  });
}

describe("a cut connection", () => {
  it.each(["before", "after"] as const)("reset %s: a set ends in a TCP reset", async (reset) => {
    const { emulator, fault } = await startWith({ reset });

    expect(await codeOf(call(emulator, set))).toBe("ECONNRESET");

    expect(isApplied(emulator)).toBe(reset === "after");
    expect(emulator.applies()).toHaveLength(reset === "after" ? 1 : 0);
    expect(fault.fired).toBe(1);
    const [entry] = emulator.requests({ action: "set" });
    expect(entry).toMatchObject({ env, version: 1, fault: `reset:${reset}` });
    expect(entry).not.toHaveProperty("status");
  });

  it("truncate applies the set, announces the whole answer and ends halfway", async () => {
    const { emulator } = await startWith({ truncate: true });

    const response = await post(emulator, set);

    expect(response.status).toBe(200);
    const { length } = `{"errcode":0,"errmsg":"ok","open":true}`;
    expect(response.headers.get("content-length")).toBe(String(length));
    expect(await codeOf(response.text())).toBe("UND_ERR_SOCKET");
    expect(isApplied(emulator)).toBe(true);
  });
});

describe("an effect that replaces the answer", () => {
  describe.each<Fault>([
    { errcode: -1 },
    { status: 503 },
    { body: "<html>" },
    { redirect: "http://127.0.0.1:9/" },
    { gzipBomb: 10 },
  ])("%j", (fault) => {
    it.each([false, true])("applies the set if the fault says so: %p", async (apply) => {
      const { emulator } = await startWith({ ...fault, ...(apply && { apply }) });

      await receive(emulator, set);

      expect(isApplied(emulator)).toBe(apply);
    });
  });

  it("errcode may bring its own words, verbatim, and another status", async () => {
    const { emulator } = await startWith({ errcode: 45009, errmsg: "too much", status: 500 });

    const response = await post(emulator, get);

    expect(response.status).toBe(500);
    expect(await response.json()).toStrictEqual({ errcode: 45009, errmsg: "too much" });
    expect(emulator.requests()[0]).toMatchObject({ status: 500, errcode: 45009 });
  });

  it("status alone looks like a gateway", async () => {
    const { emulator } = await startWith({ status: 503 });

    const response = await post(emulator, get);

    expect(response.status).toBe(503);
    expect(response.headers.get("content-type")).toBe("text/html");
    expect(await response.text()).toContain("503 Service Unavailable");
    expect(emulator.requests()[0]).toMatchObject({ status: 503, fault: "status:503" });
  });

  it.each([``, `{"errcode":0,"err`, `<!doctype html><title>Login</title>`, `[]`])(
    "body is sent as it is: %j",
    async (body) => {
      const { emulator } = await startWith({ body, contentType: "text/html" });

      const response = await post(emulator, get);

      expect(response.status).toBe(200);
      expect(response.headers.get("content-type")).toBe("text/html");
      expect(await response.text()).toBe(body);
    },
  );

  it("contentType alone leaves the real answer", async () => {
    const { emulator } = await startWith({ contentType: "text/plain" });

    const response = await post(emulator, set);

    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(await response.json()).toMatchObject({ errcode: 0, open: true });
    expect(isApplied(emulator)).toBe(true);
  });

  it.each([
    [302, {}],
    [307, { status: 307 }],
  ])("redirect answers %d and a Location with %j", async (status, more) => {
    const { emulator } = await startWith({ redirect: "http://127.0.0.1:9/elsewhere", ...more });

    const response = await post(emulator, get);

    expect(response.status).toBe(status);
    expect(response.headers.get("location")).toBe("http://127.0.0.1:9/elsewhere");
  });

  it("gzipBomb inflates to so many bytes from far fewer", async () => {
    const bytes = 5_000_001;
    const { emulator } = await startWith({ gzipBomb: bytes });

    const sent = await receive(emulator, get);

    expect(sent.length).toBeLessThan(bytes / 100);
    expect(gunzipSync(sent)).toHaveLength(bytes);
  });
});

describe("lose", () => {
  it("answers a set as if it were applied; a get does not use it up", async () => {
    const { emulator, fault } = await startWith({ lose: true });

    await call(emulator, get);
    expect(fault.fired).toBe(0);

    const answer = await call(emulator, { ...set, open: false });
    expect(answer).toStrictEqual({ errcode: 0, errmsg: "ok", open: false });
    expect(emulator.policy(env)).toMatchObject({ open: true, apiWhitelist: ["/*"], version: 1 });
    expect(emulator.applies()).toHaveLength(0);
  });

  it("still refuses what the API refuses", async () => {
    const { emulator } = await startWith({ lose: true });

    expect(await errcode(emulator, { ...set, version: 9 })).toBe(40097);
  });
});

describe("stale", () => {
  it("answers a get with the policy before the last write, once", async () => {
    const { emulator, fault } = await startWith({ stale: true });
    await call(emulator, { ...set, open: false });
    expect(fault.fired).toBe(0);

    const old = { open: true, api_whitelist: ["/*"], version: 1 };
    expect(await call(emulator, get)).toMatchObject(old);
    const live = { open: false, api_whitelist: ["/wxa/a"], version: 2 };
    expect(await call(emulator, get)).toMatchObject(live);
  });

  it("answers the live policy if nothing was written", async () => {
    const { emulator } = await startWith({ stale: true });

    expect(await call(emulator, get)).toMatchObject({ errcode: 0, version: 1 });
  });
});
