import { inspect } from "node:util";
import type { Fault } from "../../emulator";
import { expectNowhere } from "../support/canary";
import { apiFailure, connected, ENV } from "../support/connected";
import { httpsClient } from "../support/https";
import { loopback } from "../support/loopback";
import { getReply } from "../support/seed";
import { connectedWithCommand } from "../support/token-command";

const canary = "canary/+=token~of.this-test";
const forms = [
  canary,
  encodeURIComponent(canary),
  new URLSearchParams({ t: canary }).toString().slice(2),
  Buffer.from(canary).toString("base64"),
  Buffer.from(canary).toString("base64url"),
];

/** Whatever may go wrong, as far as it is an error in the end. */
const faults: [string, Omit<Fault, "times">][] = [
  ["an errcode", { errcode: 48001 }],
  ["an unknown errcode", { errcode: 99999 }],
  ["a dead token", { errcode: 40014 }],
  ["an errmsg that echoes the token", { errcode: 48001, errmsg: `bad ${canary}!` }],
  [
    "an errmsg that echoes the URL",
    { errcode: 1, errmsg: `POST /tcb?access_token=${forms[1] ?? ""}&a` },
  ],
  ["an errmsg in base64", { errcode: 1, errmsg: forms.slice(2).join(" ") }],
  ["an errmsg in JSON", { errcode: 1, errmsg: JSON.stringify({ url: forms }) }],
  [
    "a redirect with the token",
    { redirect: `https://evil.example/?access_token=${forms[1] ?? ""}` },
  ],
  ["a gateway's page with the token", { status: 502, body: `<h1>${canary}</h1>` }],
  ["a page instead of JSON", { body: `<h1>${canary}</h1>` }],
  ["JSON without an errcode", { body: JSON.stringify({ token: canary }) }],
  ...forms.map((form): [string, Omit<Fault, "times">] => [
    `a whitelist with the token in it, ${form}`,
    {
      body: JSON.stringify({
        errcode: 0,
        open: true,
        version: 1,
        api_whitelist: [`/tcb/x?access_token=${form}`, form],
      }),
    },
  ]),
  [
    "a whitelist whose last path has the token in it",
    {
      body: JSON.stringify({
        errcode: 0,
        open: true,
        version: 1,
        api_whitelist: ["/a", "/b", `/${canary}`],
      }),
    },
  ],
  ["HTTP 500", { status: 500 }],
  ["HTTP 429", { status: 429 }],
  ["a reset", { reset: "before" }],
  ["a reset after", { reset: "after" }],
  ["a reply that breaks off", { truncate: true }],
  ["no reply in time", { hang: true }],
  ["a bomb", { gzipBomb: 2_000_000 }],
];

/** Everything of an error that anybody could print: what inspect, JSON and the stack show. */
function everythingOf(error: unknown): string {
  const { message, stack, cause } = error as Error;
  const seen = inspect(error, { depth: Infinity, showHidden: true, getters: true });
  return [message, stack, inspect(cause), seen, JSON.stringify(error)].join("\n");
}

describe.each(faults)("an error on %s", (_what, fault) => {
  it("has the token in no form, nor anything of axios", async () => {
    const { lifecycle, emulator, warnings } = await connected({
      environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "300" },
    });
    emulator.faults.add({ ...fault, times: Infinity });

    const error: unknown = await lifecycle
      .create({ env: ENV, apiWhitelist: ["/a"] })
      .catch((reason: unknown) => reason);

    expect(error).toMatchObject({ name: "PolicyError" });
    const text = everythingOf(error) + warnings.join();
    for (const form of forms) expect(text).not.toContain(form);
    expect(text).not.toMatch(/axios/i);
    expect(text).not.toContain("evil.example");
    expect(text).not.toContain(emulator.url);
  });
});

it("a whitelist with the token in it is named as that", async () => {
  const { api, deadline, emulator, token } = await connected();
  const answer = { errcode: 0, open: true, version: 1, api_whitelist: [`/${token}`] };
  emulator.faults.add({ body: JSON.stringify(answer), times: Infinity });

  const { problem } = await apiFailure(api.get({ env: ENV }, deadline()));

  expect(problem.summary).toBe("WeChat answered an api_whitelist with the token in it");
});

describe("a renewed token", () => {
  it("is no more repeated than the first, where WeChat's words have both", async () => {
    const { api, deadline, emulator, command, first } = await connectedWithCommand();
    const second = emulator.issueToken();
    emulator.faults.add({ errcode: 40001, before: () => command.gives(second) });
    emulator.faults.add({ errcode: 48001, errmsg: `no ${first}, no ${second}` });

    const error = await apiFailure(api.get({ env: ENV }, deadline()));

    expect(error.problem.summary).toBe("48001 no [redacted], no [redacted]");
    expectNowhere(second, { error: everythingOf(error) });
  });
});

describe("what a token command says of errors", () => {
  it("goes nowhere, neither to the process' output nor to its errors", async () => {
    const { url } = await loopback(() => getReply);
    const script = "echo s3cret words >&2; echo T0KEN";
    const client = await httpsClient({
      WECHAT_CLOUDBASE_ENDPOINT: url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: "",
      WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: JSON.stringify(["sh", "-c", script]),
    });
    const written = await client.end();
    expect(written).toContain("token source: WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND");
    expect(written).not.toContain("s3cret");
    expect(written).not.toContain("words");
  });
});

describe("state", () => {
  it("has no token, and the journal of a whole life has none either", async () => {
    const { lifecycle, emulator } = await connected();
    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });
    await lifecycle.read(state);
    await lifecycle.delete(state);
    const text = JSON.stringify([state, emulator.journal]);
    for (const form of forms) expect(text).not.toContain(form);
  });
});
