import { Deadline } from "../../provider/core/timing";
import { Redactor } from "../../provider/wechat/redact";
import { Tokens } from "../../provider/wechat/tokens";
import { apiFailure, connected, ENV } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { connectedWithCommand, tokenCommand } from "../support/token-command";

const target = { env: ENV };

describe("a token", () => {
  it("of a command is kept for the process", async () => {
    const { api, deadline, command } = await connectedWithCommand();
    for (let i = 0; i < 3; i++) await api.get(target, deadline());
    expect(command.runs()).toEqual(["for "]);
  });

  it("is asked for once at a time, however many wait for it", async () => {
    const { api, deadline, command, emulator } = await connectedWithCommand();
    await Promise.all(Array.from({ length: 8 }, () => api.get(target, deadline())));
    expect(command.runs()).toHaveLength(1);
    expect(emulator.requests()).toHaveLength(8);
  });

  it("is asked for by account", async () => {
    const { api, deadline, command } = await connectedWithCommand();
    for (const authorizerAppId of ["wx1", "wx2", "wx1"]) {
      await api.get({ ...target, authorizerAppId }, deadline());
    }
    expect(command.runs()).toEqual(["for wx1", "for wx2"]);
  });

  it("of the configuration's account is the same whether or not it is named", async () => {
    const command = tokenCommand("x");
    const { api, deadline, emulator } = await connected({
      environment: {
        WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
        WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: command.command,
        WECHAT_CLOUDBASE_AUTHORIZER_APP_ID: "wx1",
      },
    });
    command.gives(emulator.issueToken());
    await api.get(target, deadline());
    await api.get({ ...target, authorizerAppId: "wx1" }, deadline());
    expect(command.runs()).toEqual(["for wx1"]);
  });

  it("that was refused to give is asked for anew the next time", async () => {
    const { api, deadline, command, first } = await connectedWithCommand();
    command.gives("");
    await apiFailure(api.get(target, deadline()));
    command.gives(first);
    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });
  });

  it.each([
    ["", "it gave nothing"],
    ["a b", "it gave something with white space or other characters in it"],
    ["a\nb", "it gave something with white space or other characters in it"],
    ["a\u0007b", "it gave something with white space or other characters in it"],
    ["密码", "it gave something with white space or other characters in it"],
    ["a\u007f", "it gave something with white space or other characters in it"],
  ])("cannot be %j, and is not repeated", async (text, words) => {
    const { api, deadline, command, emulator } = await connectedWithCommand();
    command.gives(text);
    const { problem } = await apiFailure(api.get(target, deadline()));
    expect(problem).toStrictEqual({
      failure: "auth",
      summary: `no access token from WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: ${words}`,
      remedy: "It must give the token and nothing else",
    });
    expect(emulator.journal).toEqual([]);
  });

  it("may be long and have every printable character", async () => {
    const { api, deadline, command, emulator } = await connectedWithCommand();
    const all = String.fromCharCode(...Array.from({ length: 94 }, (_, i) => 33 + i));
    command.gives(emulator.issueToken({ token: all.repeat(8) }));
    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });
  });

  it("is in nobody's reach where none is configured, and nothing is sent", async () => {
    const { api, deadline, emulator } = await connected({
      environment: { WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined },
    });
    const { problem } = await apiFailure(api.get(target, deadline()));
    expect(problem.summary).toBe("no access token is configured");
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
  it("asks once more where what was under way is the token that is refused", async () => {
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

  it.each([0, 60_000])(
    "takes what was under way where that is another token, kept for %d ms",
    async (ttlMs) => {
      const { answers, get, renew, answer } = held(ttlMs);
      const both = [get(), renew("T1")];

      await answer("T2");
      expect(answers).toHaveLength(1);

      expect(await Promise.all(both)).toEqual(["T2", "T2"]);
    },
  );

  it("of one token is no answer to one of another", async () => {
    const { answers, renew, answer } = held();
    const [first, second] = [renew("T1"), renew("T2")];

    await answer("T2");
    await answer("T3");

    expect([await first, await second]).toEqual(["T2", "T3"]);
    expect(answers).toHaveLength(2);
  });

  it("fails after one more question for all who share it", async () => {
    const { answers, get, renew, answer } = held(0);
    void get();
    const failures = Array.from({ length: 50 }, () => apiFailure(renew("T1")));

    await answer("T1");
    await answer("T1");

    for (const { problem } of await Promise.all(failures)) {
      expect(problem.remedy).toBe("the source gave the same token when asked again. Mend it");
    }
    expect(answers).toHaveLength(2);
  });
});
