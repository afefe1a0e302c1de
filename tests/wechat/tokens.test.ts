import { apiFailure, connected, ENV } from "../support/connected";
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
