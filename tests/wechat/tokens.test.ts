import { Deadline } from "../../provider/core/timing";
import { Redactor } from "../../provider/wechat/redact";
import { Tokens } from "../../provider/wechat/tokens";
import { apiFailure } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { connectedWithCommand, tokenCommand } from "../support/token-command";
import { client, target, withCalls } from "./calls";

const withCommand = async () => withCalls(await connectedWithCommand());
const strange = "something with white space or other characters in it";

describe("a token", () => {
  it("of a command is kept for the process", async () => {
    const { get, command } = await withCommand();
    for (let i = 0; i < 3; i++) await get();
    expect(command.runs()).toEqual(["for "]);
  });

  it("is asked for once at a time, however many wait for it", async () => {
    const { get, command, emulator } = await withCommand();
    await Promise.all(Array.from({ length: 8 }, () => get()));
    expect(command.runs()).toHaveLength(1);
    expect(emulator.requests()).toHaveLength(8);
  });

  it("is asked for by account", async () => {
    const { get, command } = await withCommand();
    for (const authorizerAppId of ["wx1", "wx2", "wx1"]) await get({ ...target, authorizerAppId });
    expect(command.runs()).toEqual(["for wx1", "for wx2"]);
  });

  it("of the configuration's account is the same whether or not it is named", async () => {
    const command = tokenCommand("x");
    const { get, emulator } = await client({
      environment: {
        WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
        WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: command.command,
        WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx1",
      },
    });
    command.gives(emulator.issueToken());
    for (const account of [{}, { authorizerAppId: "wx1" }]) await get({ ...target, ...account });
    expect(command.runs()).toEqual(["for wx1"]);
  });

  it.each([
    ["", "nothing"],
    ["a b", strange],
    ["a\nb", strange],
    ["a\u0007b", strange],
    ["密码", strange],
    ["a\u007f", strange],
  ])("cannot be %j, is not repeated, and is asked for anew", async (text, words) => {
    const { get, getProblem, command, emulator, first } = await withCommand();
    command.gives(text);
    expect(await getProblem()).toStrictEqual({
      failure: "auth",
      summary: `no access token from WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: it gave ${words}`,
      remedy: "It must give the token and nothing else",
    });
    expect(emulator.journal).toEqual([]);
    command.gives(first);
    expect(await get()).toMatchObject({ version: 1 });
  });

  it("may be long and have every printable character", async () => {
    const { get, command, emulator } = await withCommand();
    const all = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i));
    command.gives(emulator.issueToken({ token: all.repeat(8) }));
    expect(await get()).toMatchObject({ version: 1 });
  });

  it("that is not configured is an error, and nothing is sent", async () => {
    const environment = { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined };
    const { getProblem, emulator } = await client({ environment });
    expect((await getProblem()).summary).toBe("no access token is configured");
    expect(emulator.journal).toEqual([]);
  });
});

/** Tokens of a source that answers when the test says so; `answers` are what it was asked so far. */
function held(ttlMs = Infinity) {
  const answers: ((token: string) => void)[] = [];
  const tokens = new Tokens(
    {
      name: "the source",
      isSingleAccount: false,
      remedy: "Mend it",
      fetch: () => new Promise((resolve) => answers.push((token) => resolve({ token, ttlMs }))),
    },
    new Redactor(),
  );
  const deadline = () => new Deadline(new FakeClock(), 10_000);
  const problem = { failure: "auth", summary: "dead", remedy: "", errcode: 40001 } as const;
  return {
    answers,
    get: () => tokens.get("a", deadline()),
    renew: (token: string) => tokens.renew("a", { token, problem }, deadline()),
    answer: async (token: string) => {
      answers.at(-1)?.(token);
      await new Promise(setImmediate);
    },
  };
}

describe("a renewal", () => {
  it("asks once more if what was under way is the token that is refused", async () => {
    const { answers, get, renew, answer } = held();
    const plain = get();
    const renewals = Array.from({ length: 1000 }, () => renew("T1"));

    await answer("T1");
    expect(answers).toHaveLength(2);
    await answer("T2");

    expect(await plain).toBe("T1");
    expect(new Set(await Promise.all(renewals))).toEqual(new Set(["T2"]));
    expect(await get()).toBe("T2");
    expect(answers).toHaveLength(2);
  });

  it.each([0, 60_000])("takes another token that was under way, kept for %d ms", async (ttlMs) => {
    const { answers, get, renew, answer } = held(ttlMs);
    const both = [get(), renew("T1")];
    await answer("T2");
    expect(answers).toHaveLength(1);
    expect(await Promise.all(both)).toEqual(["T2", "T2"]);
  });

  it("of one token is no answer to one of another", async () => {
    const { answers, renew, answer } = held();
    const both = [renew("T1"), renew("T2")];
    await answer("T2");
    await answer("T3");
    expect(await Promise.all(both)).toEqual(["T2", "T3"]);
    expect(answers).toHaveLength(2);
  });

  it("fails after one more question for all who share it", async () => {
    const { answers, get, renew, answer } = held(0);
    void get();
    const failures = Array.from({ length: 50 }, () => apiFailure(renew("T1")));
    for (let i = 0; i < 2; i++) await answer("T1");
    for (const { problem } of await Promise.all(failures)) {
      expect(problem.remedy).toBe("the source still gives the token that WeChat refuses. Mend it");
    }
    expect(answers).toHaveLength(2);
  });
});
