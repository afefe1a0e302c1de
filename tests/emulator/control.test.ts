import { appId, call, emulator, env, errcode, get, start } from "./call";

async function control(method: string, route: string, body?: unknown) {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  const response = await fetch(`${emulator.url}/_emulator/${route}`, init);
  const text = await response.text();
  // A newline at the end, for whoever asks in a terminal.
  expect(text).toMatch(/^[^\n]+\n$/);
  return [response.status, JSON.parse(text) as unknown];
}

describe("the control routes", () => {
  it("POST console edits the policy, which GET policy answers too", async () => {
    const edit = { apiWhitelist: ["/console"], open: false };
    const answer = await control("POST", "console", { env, ...edit });
    expect(answer).toStrictEqual([200, { appId, ...edit, version: 2 }]);
    expect(emulator.journal).toMatchObject([{ kind: "console", env }]);
    expect(await control("GET", `policy?env=${env}`)).toStrictEqual([200, emulator.policy(env)]);
    expect(await control("GET", `policy?env=${env}`)).toStrictEqual(answer);
  });

  it("GET journal answers the journal, in which no control request is", async () => {
    await control("GET", "journal");
    await call(get);
    const [, journal] = await control("GET", "journal");
    expect(journal).toStrictEqual(JSON.parse(JSON.stringify(emulator.journal)));
    expect(journal).toMatchObject([{ id: 1 }]);
  });

  it("POST faults adds to the script, DELETE faults clears it", async () => {
    const fault = { on: { action: "get" }, errcode: -1, times: "Infinity" };
    expect(await control("POST", "faults", fault)).toStrictEqual([200, {}]);
    for (let n = 0; n < 2; n += 1) expect(await errcode(get)).toBe(-1);
    expect(await control("DELETE", "faults")).toStrictEqual([200, {}]);
    expect(await errcode(get)).toBe(0);
  });

  it("meet neither faults nor latency", async () => {
    await start({ latencyMs: 3_600_000 });
    const fault = emulator.faults.add({ status: 503 });
    expect(await control("GET", "journal")).toStrictEqual([200, []]);
    expect(fault.fired).toBe(0);
  });

  it.each<[string, string, unknown, string]>([
    ["POST", "console", { env: "nowhere" }, "no environment nowhere"],
    ["POST", "console", {}, "no environment "],
    ["POST", "console", [], "the body must be a JSON object"],
    ["POST", "console", { env, open: "yes" }, "open has the wrong type"],
    ["POST", "console", { env, apiWhitelist: "/a" }, "apiWhitelist has the wrong type"],
    ["POST", "faults", { delay: 1 }, "a fault has no delay"],
    ["POST", "faults", { before: "now" }, "a fault's before has the wrong type"],
    ["GET", "policy?env=nowhere", undefined, "no environment nowhere"],
  ])("answer 400 with the reason to %s %s %j", async (method, route, body, error) => {
    expect(await control(method, route, body)).toStrictEqual([400, { error }]);
  });

  it.each([
    ["GET", "console"],
    ["POST", "journal"],
    ["GET", "elsewhere"],
  ])("answer 404 to %s %s", async (method, route) => {
    expect((await control(method, route))[0]).toBe(404);
  });
});
