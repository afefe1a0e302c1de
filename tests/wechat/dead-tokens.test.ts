import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { apiFailure, connected, ENV, OTHER_ENV } from "../support/connected";
import { gate } from "../support/fleet";
import { connectedWithCommand, temporaryFolder } from "../support/token-command";
import { client, target, withCalls } from "./calls";

/** A client of a token command, once it has got a policy with the command's first token. */
async function afterOneGet() {
  const world = withCalls(await connectedWithCommand());
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
  it.each(["expireToken", "revokeToken"] as const)(
    "of a get is replaced once, and the get succeeds: %s",
    async (kill) => {
      const { get, emulator, command, first, renew } = await afterOneGet();
      emulator[kill](first);
      renew();
      await get();
      expect(command.runs()).toHaveLength(2);
      const [a, b, c] = emulator.requests().map(({ tokenHash }) => tokenHash);
      expect([a === b, b === c]).toEqual([true, false]);
    },
  );

  it("of a set is replaced, and sending again is left to who reads before", async () => {
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

  it.each([40001, 40014, 42001])("is told by %i", async (errcode) => {
    const { get, emulator, command, renew } = await afterOneGet();
    emulator.faults.add({ errcode, before: renew });
    expect(await get()).toMatchObject({ version: 1 });
    expect(command.runs()).toHaveLength(2);
  });

  it.each([
    ...[41001, 48001, 61007, 40013, 85088, 12345].map((errcode) => ({ errcode })),
    { status: 401 },
  ])("is not told by %j", async (fault) => {
    const { setProblem, emulator, command } = await afterOneGet();
    emulator.faults.add(fault);
    expect((await setProblem()).errcode).toBe("errcode" in fault ? fault.errcode : undefined);
    expect(command.runs()).toHaveLength(1);
  });

  it("is replaced once: the second token's refusal is the answer", async () => {
    const { getProblem, emulator, renew } = await afterOneGet();
    emulator.faults.add({ errcode: 42001, times: Infinity, before: renew });
    expect(await getProblem()).toMatchObject({
      failure: "auth",
      errcode: 42001,
      remedy: "Give the provider a fresh token; see Authentication in the README",
    });
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

  it("is replaced once for all who hold it", async () => {
    const { get, emulator, command, expire } = await afterOneGet();
    expire();
    // All eight are refused before the first of them may ask for another token.
    emulator.faults.add({ times: 8, before: gate(8) });
    await Promise.all(Array.from({ length: 8 }, () => get()));
    expect(command.runs()).toHaveLength(2);
  });

  it("is not asked for again by one who hears late that it is dead", async () => {
    const { get, emulator, command, expire } = await afterOneGet();
    expire();
    const finish = gate(2);
    emulator.faults.add({ on: { env: OTHER_ENV }, after: finish });

    const late = get({ env: OTHER_ENV });
    await get();
    void finish();
    await late;

    expect(command.runs()).toHaveLength(2);
  });

  it("that was given ready names the variable to set", async () => {
    const { api, deadline, emulator, token } = await client();
    emulator.expireToken(token);
    expect((await apiFailure(api.get(target, deadline()))).message).toBe(
      "42001 access_token expired. WECHAT_CLOUDBASE_ACCESS_TOKEN still gives the token that " +
        "WeChat refuses. Set WECHAT_CLOUDBASE_ACCESS_TOKEN to a fresh token",
    );
    expect(emulator.requests()).toHaveLength(1);
  });

  it("between get and set costs one more get, and the set is applied once", async () => {
    const file = join(temporaryFolder(), "token");
    const { lifecycle, emulator, sent } = await connected({
      environment: {
        WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
        WECHAT_CLOUDBASE_ACCESS_TOKEN_FILE: file,
      },
    });
    const old = emulator.issueToken();
    writeFileSync(file, old);
    emulator.faults.add({
      on: { action: "set" },
      before: () => {
        emulator.expireToken(old);
        writeFileSync(file, `${emulator.issueToken()}\n`);
      },
    });

    const { state } = await lifecycle.create({ env: ENV, apiWhitelist: ["/a"] });

    expect(state.version).toBe(2);
    expect(sent()).toEqual({ get: 3, set: 2, applies: 1 });
  });
});
