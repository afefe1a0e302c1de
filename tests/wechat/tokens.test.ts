import { Deadline } from "../../provider/core/timing";
import { Redactor } from "../../provider/wechat/redact";
import { Tokens } from "../../provider/wechat/tokens";
import { apiFailure, ENV, OTHER_ENV } from "../support/connected";
import { FakeClock } from "../support/fake-clock";
import { gate } from "../support/fleet";
import { connectedWithCommand } from "../support/token-command";
import { target, withCalls } from "./calls";

const withCommand = async () => withCalls(await connectedWithCommand());

describe("the token of a command", () => {
  it("is asked for once for each account, however many need it at once", async () => {
    const { get, command, emulator } = await withCommand();
    await Promise.all(Array.from({ length: 8 }, () => get()));
    for (const authorizerAppId of ["wx1", "wx2", "wx1"]) await get({ ...target, authorizerAppId });
    await get();
    expect(command.runs()).toEqual(["for ", "for wx1", "for wx2"]);
    expect(emulator.requests()).toHaveLength(8 + 3 + 1);
  });

  const strange = "something with white space or other characters in it";

  it.each([
    ["", "nothing"],
    ["a\nb", strange],
    ["a\u007f", strange],
  ])("cannot be %j, is not shown, and is asked for anew", async (text, words) => {
    const { get, getProblem, command, emulator, first } = await withCommand();
    command.gives(text);
    expect(await getProblem()).toStrictEqual({
      failure: "auth",
      summary: `no access token from WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: it gave ${words}`,
      remedy: "It must give the token and nothing else",
    });
    expect(emulator.journal).toEqual([]);
    command.gives(first);
    await get();
  });
});

/** A client of a token command, once it has got a policy with the command's first token. */
async function afterOneGet() {
  const world = await withCommand();
  const { emulator, command, first } = world;
  await world.get();
  const renew = () => command.gives(emulator.issueToken());
  /** WeChat refuses the first token from now on, and the command gives another. */
  const expire = () => {
    emulator.expireToken(first);
    renew();
  };
  return { ...world, renew, expire };
}

describe("a dead token", () => {
  it.each([40001, 40014, 42001])(
    "of a get is replaced on %i, and the get succeeds",
    async (errcode) => {
      const { get, emulator, command, renew } = await afterOneGet();
      emulator.faults.add({ errcode, before: renew });
      expect(await get()).toMatchObject({ version: 1 });
      expect(command.runs()).toHaveLength(2);
      const [a, b, c] = emulator.requests().map(({ tokenHash }) => tokenHash);
      expect([a === b, b === c]).toEqual([true, false]);
    },
  );

  it("of a set is replaced, but the set is not sent again: its caller must read first", async () => {
    const { set, setProblem, command, sent, expire } = await afterOneGet();
    expire();
    expect(await setProblem()).toMatchObject({ failure: "auth", errcode: 42001, retryAfterMs: 0 });
    expect(command.runs()).toHaveLength(2);
    await set();
    expect(command.runs()).toHaveLength(2);
    expect(sent()).toEqual({ get: 1, set: 2, applies: 1 });
  });

  it("of a set hides no edit that was made while it was renewed", async () => {
    const world = await connectedWithCommand({ versionRule: "ignored" });
    const { lifecycle, emulator, command, sent } = world;
    emulator.faults.add({
      on: { action: "set" },
      errcode: 40001,
      before: () => {
        emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });
        command.gives(emulator.issueToken());
      },
    });
    const create = lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });
    await expect(create).rejects.toThrow("somebody else changed");
    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/theirs"]);
    expect(sent()).toEqual({ get: 2, set: 1, applies: 0 });
  });

  it("between a get and a set costs one more get, and the set is applied once", async () => {
    const { lifecycle, emulator, expire, sent } = await afterOneGet();
    emulator.faults.add({ on: { action: "set" }, before: expire });
    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });
    expect(state.version).toBe(2);
    expect(sent()).toEqual({ get: 1 + 3, set: 2, applies: 1 });
  });

  it.each([41001, 48001, 61007, 40013, 85088, 12345])("is not what %i says", async (errcode) => {
    const { setProblem, emulator, command } = await afterOneGet();
    emulator.faults.add({ errcode });
    expect((await setProblem()).errcode).toBe(errcode);
    expect(command.runs()).toHaveLength(1);
  });

  it("is replaced once: the refusal of the second token is the answer", async () => {
    const { getProblem, emulator, renew } = await afterOneGet();
    emulator.faults.add({ errcode: 42001, times: Infinity, before: renew });
    const remedy = "Give the provider a fresh token; see Authentication in the README";
    expect(await getProblem()).toMatchObject({ failure: "auth", errcode: 42001, remedy });
    expect(emulator.requests()).toHaveLength(1 + 2);
  });

  it("given again is an error that names the source, and is not used again", async () => {
    const { get, setProblem, emulator, command, sent, renew } = await afterOneGet();
    emulator.faults.add({ errcode: 40014, errmsg: "invalid access_token" });
    expect(await setProblem()).toStrictEqual({
      failure: "auth",
      errcode: 40014,
      summary: "40014 invalid access_token",
      remedy:
        "WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND still gives the token that WeChat refuses. " +
        "The command must print a fresh token, not one from its own cache",
    });
    expect(command.runs()).toHaveLength(2);
    expect(sent()).toEqual({ get: 1, set: 1, applies: 0 });
    renew();
    await get();
    expect(command.runs()).toHaveLength(3);
  });

  it("is replaced once for all who hold it, also for one who learns of its death late", async () => {
    const { get, emulator, command, expire } = await afterOneGet();
    expire();
    const finish = gate(2);
    emulator.faults.add({ on: { env: OTHER_ENV }, after: finish });
    // All eight are refused before the first of them may ask for another token.
    emulator.faults.add({ on: { env: ENV }, times: 8, before: gate(8) });
    const late = get({ env: OTHER_ENV });
    await Promise.all(Array.from({ length: 8 }, () => get()));
    void finish();
    await late;
    expect(command.runs()).toHaveLength(2);
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
  it("asks once more if the source was just giving the refused token", async () => {
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
    "takes another token that the source was just giving, ttl %d ms",
    async (ttlMs) => {
      const { answers, get, renew, answer } = held(ttlMs);
      const both = [get(), renew("T1")];
      await answer("T2");
      expect(await Promise.all(both)).toEqual(["T2", "T2"]);
      expect(answers).toHaveLength(1);
    },
  );

  it("of one token does not answer that of another", async () => {
    const { answers, renew, answer } = held();
    const both = [renew("T1"), renew("T2")];
    await answer("T2");
    await answer("T3");
    expect(await Promise.all(both)).toEqual(["T2", "T3"]);
    expect(answers).toHaveLength(2);
  });

  it("that gives the same token fails for all who wait, after one more question", async () => {
    const { answers, get, renew, answer } = held(0);
    void get();
    const failures = Array.from({ length: 50 }, () => apiFailure(renew("T1")));
    for (let i = 0; i < 2; i++) await answer("T1");
    for (const { problem } of await Promise.all(failures))
      expect(problem.remedy).toBe("the source still gives the token that WeChat refuses. Mend it");
    expect(answers).toHaveLength(2);
  });
});
