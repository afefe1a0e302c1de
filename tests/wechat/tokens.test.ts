import type { ApiError } from "../../provider/core/errors";
import { Redactor } from "../../provider/wechat/redact";
import type { Grant } from "../../provider/wechat/token-source";
import { Tokens } from "../../provider/wechat/tokens";
import { ENV, OTHER_ENV } from "../support/connected";
import { gate } from "../support/fleet";
import { connectedWithCommand } from "../support/token-command";
import { target, within, withCalls } from "./calls";

/** A client of a token command that gives another token when told to. */
async function withCommand() {
  const world = withCalls(await connectedWithCommand());
  const { emulator, command, first } = world;
  const renew = () => command.gives(emulator.issueToken());
  /** WeChat refuses the first token from now on, and the command gives another. */
  const expire = () => {
    emulator.expireToken(first);
    renew();
  };
  return { ...world, renew, expire };
}

/** The same, once it has got a policy with the first token. */
async function afterOneGet() {
  const world = await withCommand();
  await world.get();
  return world;
}

it("a token is asked for once for each account, however many need it at once", async () => {
  const { get, command, emulator } = await withCommand();
  await Promise.all(Array.from({ length: 8 }, () => get()));
  for (const authorizerAppId of ["wx1", "wx2", "wx1"]) await get({ ...target, authorizerAppId });
  await get();
  expect(command.runs()).toEqual(["for ", "for wx1", "for wx2"]);
  expect(emulator.requests()).toHaveLength(8 + 3 + 1);
});

it.each(["a\nb", "a\u007f"])("a token %j is refused, not shown and not kept", async (text) => {
  const { get, getProblem, command, emulator, first } = await withCommand();
  command.gives(text);
  expect((await getProblem()).summary).toBe(
    "no access token from WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: " +
      "it gave something with white space or other characters in it",
  );
  expect(emulator.journal).toEqual([]);
  command.gives(first);
  await get();
});

describe("a dead token", () => {
  it.each([40001, 40014, 42001])("of a get is replaced on %i", async (errcode) => {
    const { get, emulator, command, renew } = await afterOneGet();
    emulator.faults.add({ errcode, before: renew });
    expect(await get()).toMatchObject({ version: 1 });
    expect(command.runs()).toHaveLength(2);
    const [a, b, c] = emulator.requests().map(({ tokenHash }) => tokenHash);
    expect([a === b, b === c]).toEqual([true, false]);
  });

  it("of a set is replaced, but the set is not sent again", async () => {
    const { set, setProblem, command, sent, expire } = await afterOneGet();
    expire();
    expect(await setProblem()).toMatchObject({ failure: "auth", errcode: 42001, retryAfterMs: 0 });
    expect(command.runs()).toHaveLength(2);
    await set();
    expect(command.runs()).toHaveLength(2);
    expect(sent()).toEqual({ get: 1, set: 2, applies: 1 });
  });

  it.each([41001, 48001, 61007, 40013, 85088, 12345])("is not meant by %i", async (errcode) => {
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

  it("that is given again is refused with the source's name and not kept", async () => {
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

  it("is replaced once for all who hold it, also for a late one", async () => {
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

/** What `get` ("") and renewals of these tokens give from a source that gives these, one by one. */
async function resultsOf(ttlMs: number, asked: string[], given: string[]) {
  const answers: ((token: string) => void)[] = [];
  const fetch = () =>
    new Promise<Grant>((resolve) => answers.push((token) => resolve({ token, ttlMs })));
  const source = { name: "the source", remedy: "Mend it", fetch };
  const tokens = new Tokens(source, new Redactor());
  const problem = { failure: "auth", summary: "dead", remedy: "", errcode: 40001 } as const;
  const results = asked.map((token) =>
    token === ""
      ? tokens.get("a", within())
      : tokens
          .renew("a", { token, problem }, within())
          .catch((error: unknown) => (error as ApiError).problem.remedy),
  );
  for (const token of given) {
    answers.at(-1)?.(token);
    await new Promise(setImmediate);
  }
  expect(answers).toHaveLength(given.length);
  return Promise.all(results);
}

const [T1s, T2s, still] = [
  "T1",
  "T2",
  "the source still gives the token that WeChat refuses. Mend it",
].map((each) => Array<string>(50).fill(each)) as [string[], string[], string[]];

it.each<[string, number, string[], string[], string[]]>([
  ["asks again if T1 was on its way", Infinity, ["", ...T1s], ["T1", "T2"], ["T1", ...T2s]],
  ["takes T2, which was on its way", Infinity, ["", "T1"], ["T2"], ["T2", "T2"]],
  ["takes T2, which was on its way and is not kept", 0, ["", "T1"], ["T2"], ["T2", "T2"]],
  ["does not answer that of T2", Infinity, ["T1", "T2"], ["T2", "T3"], ["T2", "T3"]],
  ["fails if T1 comes twice", 0, ["", ...T1s], ["T1", "T1"], ["T1", ...still]],
])("a renewal of T1 %s", async (_what, ttlMs, asked, given, results) => {
  expect(await resultsOf(ttlMs, asked, given)).toEqual(results);
});
