import type { Fault } from "../../emulator";
import { apiFailure, connected, ENV, failure } from "../support/connected";
import { httpsClient } from "../support/https";
import { loopback } from "../support/loopback";
import { getReply } from "../support/seed";
import { connectedWithCommand } from "../support/token-command";
import { client } from "./calls";
import { everythingOf, expectNone, formsOf } from "./secrets";

const canary = "canary/+=token~of.this-test";
const forms = formsOf(canary);
const encoded = encodeURIComponent(canary);
const url = `https://evil.example/?access_token=${encoded}`;
const listing = (paths: string[]): Omit<Fault, "times"> => ({
  body: JSON.stringify({ errcode: 0, open: true, version: 1, api_whitelist: paths }),
});

/** Whatever may go wrong, as far as it is an error in the end. */
const faults: [string, Omit<Fault, "times">][] = [
  ["an errcode", { errcode: 48001 }],
  ["an unknown errcode", { errcode: 99999 }],
  ["a dead token", { errcode: 40014 }],
  ["an errmsg that echoes the token", { errcode: 48001, errmsg: `bad ${canary}!` }],
  ["an errmsg that echoes the URL", { errcode: 1, errmsg: `POST /tcb?access_token=${encoded}&a` }],
  ["an errmsg in base64", { errcode: 1, errmsg: forms.slice(2).join(" ") }],
  ["an errmsg in JSON", { errcode: 1, errmsg: JSON.stringify({ url: forms }) }],
  ["a redirect with the token", { redirect: url }],
  ["a gateway's page with the token", { status: 502, body: `<h1>${canary}</h1>` }],
  ["a page instead of JSON", { body: `<h1>${canary}</h1>` }],
  ["JSON without an errcode", { body: JSON.stringify({ token: canary }) }],
  ...forms.map((form): [string, Omit<Fault, "times">] => [
    `a whitelist with the token in it, ${form}`,
    listing([`/tcb/x?access_token=${form}`, form]),
  ]),
  ["a whitelist whose last path has the token", listing(["/a", "/b", `/${canary}`])],
  ["HTTP 500", { status: 500 }],
  ["HTTP 429", { status: 429 }],
  ["a reset", { reset: "before" }],
  ["a reset after", { reset: "after" }],
  ["a reply that breaks off", { truncate: true }],
  ["no reply in time", { hang: true }],
  ["a bomb", { gzipBomb: 2_000_000 }],
];

it.each(faults)("an error on %s has no token, nor anything of axios", async (_what, fault) => {
  const { lifecycle, emulator, warnings } = await connected({
    environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "300" },
  });
  emulator.faults.add({ ...fault, times: Infinity });

  const error = await failure(lifecycle.create({ env: ENV, apiWhitelist: ["/a"] }));

  const text = everythingOf(error) + warnings.join();
  expectNone([canary], text);
  expect(text).not.toMatch(/axios|evil\.example/i);
  expect(text).not.toContain(emulator.url);
});

it("a whitelist with the token in it is named as that", async () => {
  const { getProblem, emulator, token } = await client();
  emulator.faults.add({ ...listing([`/${token}`]), times: Infinity });
  expect((await getProblem()).summary).toBe(
    "WeChat answered an api_whitelist with the token in it",
  );
});

it("a renewed token is hidden like the first, if WeChat's words have both", async () => {
  const { api, deadline, emulator, command, first } = await connectedWithCommand();
  const second = emulator.issueToken();
  emulator.faults.add({ errcode: 40001, before: () => command.gives(second) });
  emulator.faults.add({ errcode: 48001, errmsg: `no ${first}, no ${second}` });

  const error = await apiFailure(api.get({ env: ENV }, deadline()));

  expect(error.problem.summary).toBe("48001 no [redacted], no [redacted]");
  expectNone([first, second], everythingOf(error));
});

it("what a token command says of errors goes nowhere", async () => {
  const server = await loopback(() => getReply);
  const script = "echo s3cret words >&2; echo T0KEN";
  const other = await httpsClient({
    WECHAT_CLOUDBASE_ENDPOINT: server.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: "",
    WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: JSON.stringify(["sh", "-c", script]),
  });
  const written = await other.end();
  expect(written).toContain("token source: WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND");
  expect(written).not.toMatch(/s3cret|words/);
});

it("neither state nor the emulator's journal has the token", async () => {
  const { lifecycle, emulator } = await connected();
  const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });
  await lifecycle.read(state);
  await lifecycle.delete(state);
  expectNone([canary], JSON.stringify([state, emulator.journal]));
});
