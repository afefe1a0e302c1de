import { versionRules } from "../../emulator";
import { inputsOf } from "../../provider/core/policy";
import {
  ACCOUNT,
  connected,
  created,
  ENV,
  failure,
  OTHER_ENV,
  UNKNOWN,
} from "../support/connected";
import { faults } from "../support/faults";
import { tokenCommand } from "../support/token-command";

/** The scenarios about an account and its tokens, drift and failing reads; numbers as in issue 4. */
const nothing = { get: 0, set: 0, applies: 0 };

describe("resources of one account", () => {
  const environments = Array.from({ length: 64 }, (_, index) => `env-${index}`);
  const accounts = {
    [ACCOUNT]: { environments: Object.fromEntries(environments.map((env) => [env, {}])) },
  };

  it.each(versionRules)(
    "S8 sixty-four at once surface no conflict where version means %s",
    async (versionRule) => {
      const world = await connected({
        emulator: { versionRule, accounts },
        // What is proved is order, not speed.
        environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "60000" },
      });
      const made = await Promise.all(
        environments.map((env) => world.lifecycle.create({ env, apiWhitelist: [`/${env}`] })),
      );
      for (const { id, state } of made) {
        expect(world.emulator.policy(id).apiWhitelist).toEqual([`/${id}`]);
        expect(state.apiWhitelist).toEqual([`/${id}`]);
        expect(world.emulator.applies(id)).toHaveLength(1);
      }
    },
  );

  it("S8 that want the account's switch both ways are refused before any request", async () => {
    const { lifecycle, sent } = await connected();
    expect(lifecycle.check({ env: ENV, apiWhitelist: [], open: true }).failures).toEqual([]);
    const { failures } = lifecycle.check({ env: OTHER_ENV, apiWhitelist: [], open: false });
    expect(failures.map(({ property }) => property)).toEqual(["open"]);
    expect(failures[0]?.reason).toContain(`"${OTHER_ENV}" asks for false and "${ENV}" for true`);
    expect(sent()).toEqual(nothing);
  });
});

describe("a token that expires between get and set", () => {
  const expiring = async (isRenewed: boolean) => {
    const source = tokenCommand("");
    const world = await connected({
      environment: {
        WECHAT_CLOUDBASE_ACCESS_TOKEN: undefined,
        WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND: source.command,
      },
    });
    source.gives(world.token);
    world.emulator.faults.add({
      on: { action: "set" },
      before: () => {
        world.emulator.expireToken(world.token);
        if (isRenewed) source.gives(world.emulator.issueToken());
      },
    });
    return { world, source, work: world.lifecycle.create({ env: ENV, apiWhitelist: ["/b"] }) };
  };

  it("S9 is asked for once more, and the write goes through after another look", async () => {
    const { world, source, work } = await expiring(true);
    await work;
    expect(source.runs()).toHaveLength(2);
    expect(world.sent()).toEqual({ get: 3, set: 2, applies: 1 });
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/b"]);
  });

  it("S9 and that its source gives again ends in an error that names source and remedy", async () => {
    const { world, source, work } = await expiring(false);
    const { message, problem } = await failure(work);
    expect(problem).toMatchObject({ failure: "auth", errcode: 42001 });
    expect(message).toContain("WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND gave the same token");
    expect(message).toContain("must print a fresh token");
    expect(source.runs()).toHaveLength(2);
    expect(world.sent()).toEqual({ get: 1, set: 1, applies: 0 });
  });
});

describe("drift", () => {
  it("S12 shows in inputs and outputs of a refresh, is the only change, and costs one set", async () => {
    const world = await connected();
    const program = { env: ENV, apiWhitelist: ["/a"], open: true };
    const state = await created(world, program);
    expect(world.lifecycle.diff(state, program).changed).toEqual([]);
    world.emulator.editInConsole(ENV, { apiWhitelist: ["/*", "/a"] });

    const read = (await world.lifecycle.read(state)) ?? state;

    expect(read).toEqual({ ...state, apiWhitelist: ["/*", "/a"], version: 3 });
    expect(inputsOf(read)).toEqual({ ...program, apiWhitelist: ["/*", "/a"] });
    expect(world.lifecycle.diff(read, program)).toEqual({
      changed: ["apiWhitelist"],
      replaces: [],
    });
    const healed = await world.lifecycle.update(read, program);
    expect(healed).toEqual({ ...state, version: 4 });
    expect(world.sent()).toEqual({ get: 3, set: 1, applies: 1 });
  });
});

describe("an unknown value", () => {
  it("S13 that reaches a write all the same is never sent", async () => {
    const world = await connected();
    const state = await created(world);
    for (const apiWhitelist of [UNKNOWN, ["/a", UNKNOWN]]) {
      const wrong = { env: ENV, apiWhitelist };
      expect((await failure(world.lifecycle.create(wrong))).message).toContain("not known yet");
      expect((await failure(world.lifecycle.update(state, wrong))).message).toContain("not known");
    }
    expect(world.sent()).toEqual(nothing);
  });
});

describe("a read that fails", () => {
  /** These do not make a read fail. */
  const harmless = ["a read that lags behind", "an ok that changes nothing"];
  const failing = {
    ...Object.fromEntries(Object.entries(faults).filter(([name]) => !harmless.includes(name))),
    "errcode 85088, which may mean a lost permission": { errcode: 85088 },
    "errcode -501000 that is not about the environment": { errcode: -501000, errmsg: "system" },
  };

  it.each(Object.entries(failing))(
    "S17 with %s is an error: the resource is never taken for gone",
    async (_name, fault) => {
      const world = await connected({
        environment: { WECHAT_CLOUDBASE_REQUEST_TIMEOUT_MS: "100" },
      });
      const state = await created(world);
      world.emulator.faults.add({ ...fault, times: Infinity });
      expect((await failure(world.lifecycle.read(state))).where.verb).toBe("read");
    },
  );
});
