import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Fault } from "../../emulator";
import { apiFailure, connected, ENV, OTHER_ENV } from "../support/connected";
import { gate } from "../support/fleet";
import { connectedWithCommand, temporaryFolder } from "../support/token-command";

const target = { env: ENV };
const write = { open: true, apiWhitelist: ["/a"], version: 1 };

describe("a dead token", () => {
  it.each([
    ["42001 access_token expired", "expireToken"],
    ["40014 invalid access_token", "revokeToken"],
  ] as const)("%s: another is asked for once, and the get succeeds", async (_what, kill) => {
    const world = await connectedWithCommand();
    await world.api.get(target, world.deadline());
    world.emulator[kill](world.first);
    world.command.gives(world.emulator.issueToken());

    await world.api.get(target, world.deadline());

    expect(world.command.runs()).toHaveLength(2);
    const [a, b, c] = world.emulator.requests().map(({ tokenHash }) => tokenHash);
    expect([a === b, b === c]).toEqual([true, false]);
  });

  it("of a set is replaced, and sending again is left to who reads before", async () => {
    const { api, deadline, emulator, command, first, sent } = await connectedWithCommand();
    await api.get(target, deadline());
    emulator.expireToken(first);
    command.gives(emulator.issueToken());

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem).toMatchObject({ failure: "auth", errcode: 42001, retryAfterMs: 0 });
    expect(command.runs()).toHaveLength(2);
    await api.set(target, write, deadline());
    expect(command.runs()).toHaveLength(2);
    expect(sent()).toEqual({ get: 1, set: 2, applies: 1 });
  });

  it("of a set hides no edit that was made while it was renewed", async () => {
    const { lifecycle, emulator, command, sent } = await connectedWithCommand({
      versionRule: "ignored",
    });
    emulator.faults.add({
      on: { action: "set" },
      errcode: 40001,
      before: () => {
        emulator.editInConsole(ENV, { apiWhitelist: ["/theirs"] });
        command.gives(emulator.issueToken());
      },
    });

    await expect(lifecycle.create({ env: ENV, apiWhitelist: ["/a"] })).rejects.toThrow(
      "somebody else changed",
    );

    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/theirs"]);
    expect(sent()).toEqual({ get: 2, set: 1, applies: 0 });
  });

  it.each([40001, 40014, 42001])("is told by %i", async (errcode) => {
    const { api, deadline, emulator, command } = await connectedWithCommand();
    emulator.faults.add({ errcode, before: () => command.gives(emulator.issueToken()) });
    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });
    expect(command.runs()).toHaveLength(2);
  });

  it.each([41001, 48001, 61007, 40013, 85088, 12345])("is not told by %i", async (errcode) => {
    const { api, deadline, emulator, command } = await connectedWithCommand();
    emulator.faults.add({ errcode });
    expect((await apiFailure(api.set(target, write, deadline()))).problem.errcode).toBe(errcode);
    expect(command.runs()).toHaveLength(1);
  });

  it("is not told by an answer that has no errcode", async () => {
    const { api, deadline, emulator, command } = await connectedWithCommand();
    emulator.faults.add({ status: 401 });
    await apiFailure(api.set(target, write, deadline()));
    expect(command.runs()).toHaveLength(1);
  });

  it("is not followed by a third try: the second token's refusal is the answer", async () => {
    const { api, deadline, emulator, command } = await connectedWithCommand();
    const fault: Fault = {
      errcode: 42001,
      times: Infinity,
      before: () => command.gives(emulator.issueToken()),
    };
    emulator.faults.add(fault);

    const { problem } = await apiFailure(api.get(target, deadline()));

    expect(problem).toMatchObject({
      failure: "auth",
      errcode: 42001,
      remedy: "Give the provider a fresh token; see Authentication in the README",
    });
    expect(emulator.requests()).toHaveLength(2);
  });

  it("given again is an error that names the source and the way out, with 0 applies", async () => {
    const { api, deadline, emulator, command, sent } = await connectedWithCommand();
    emulator.faults.add({ errcode: 40014, times: Infinity, errmsg: "invalid access_token" });

    const { problem } = await apiFailure(api.set(target, write, deadline()));

    expect(problem).toStrictEqual({
      failure: "auth",
      errcode: 40014,
      summary: "40014 invalid access_token",
      remedy:
        "WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND gave the same token when asked again. " +
        "The command must print a fresh token, not one from its own cache",
    });
    expect(command.runs()).toHaveLength(2);
    expect(sent()).toEqual({ get: 0, set: 1, applies: 0 });
  });

  it("given again is not kept: the next request asks once more", async () => {
    const { api, deadline, emulator, command } = await connectedWithCommand();
    emulator.faults.add({ errcode: 40014 });
    await apiFailure(api.get(target, deadline()));
    command.gives(emulator.issueToken());

    await api.get(target, deadline());

    expect(command.runs()).toHaveLength(3);
  });

  it("is replaced once for all who hold it", async () => {
    const { api, deadline, emulator, command, first } = await connectedWithCommand();
    await api.get(target, deadline());
    emulator.expireToken(first);
    command.gives(emulator.issueToken());
    // All eight are refused before the first of them may ask for another token.
    emulator.faults.add({ times: 8, before: gate(8) });

    await Promise.all(Array.from({ length: 8 }, () => api.get(target, deadline())));

    expect(command.runs()).toHaveLength(2);
  });

  it("is not asked for again by one who hears late that it is dead", async () => {
    const { api, deadline, emulator, command, first } = await connectedWithCommand();
    await api.get(target, deadline());
    emulator.expireToken(first);
    command.gives(emulator.issueToken());
    let finish = (): void => undefined;
    const held = new Promise<void>((resolve) => (finish = resolve));
    emulator.faults.add({ on: { env: OTHER_ENV }, after: () => held });

    const late = api.get({ env: OTHER_ENV }, deadline());
    await api.get(target, deadline());
    finish();
    await late;

    expect(command.runs()).toHaveLength(2);
  });

  it("of a ready token names the variable to set", async () => {
    const { api, deadline, emulator, token } = await connected();
    emulator.expireToken(token);
    const { message } = await apiFailure(api.get(target, deadline()));
    expect(message).toMatch(
      /^42001 access_token expired\. WECHAT_CLOUDBASE_ACCESS_TOKEN gave the same token when asked again\. Set WECHAT_CLOUDBASE_ACCESS_TOKEN to a fresh token$/,
    );
    expect(emulator.requests()).toHaveLength(1);
  });

  it("between get and set costs one reading of the file and one get more, and one apply", async () => {
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
