import { versionRules } from "../../emulator";
import { ACCOUNT, connected, created, ENV, failure } from "../support/connected";
import { faults } from "../support/faults";
import { tokenCommand } from "../support/token-command";

/** Resources of one account, its tokens, and reads that fail. */

describe("resources of one account", () => {
  const environments = Array.from({ length: 64 }, (_, index) => `env-${index}`);
  const accounts = {
    [ACCOUNT]: { environments: Object.fromEntries(environments.map((env) => [env, {}])) },
  };

  it.each(versionRules)(
    "surface no conflict, sixty-four at once, if version means %s",
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

  it("is asked for once more, and the write goes through after another get", async () => {
    const { world, source, work } = await expiring(true);
    await work;
    expect(source.runs()).toHaveLength(2);
    expect(world.sent()).toEqual({ get: 3, set: 2, applies: 1 });
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/b"]);
  });

  it("ends in an error that names source and remedy if its source repeats it", async () => {
    const { world, source, work } = await expiring(false);
    const { message, problem } = await failure(work);
    expect(problem).toMatchObject({ failure: "auth", errcode: 42001 });
    expect(message).toContain("WECHAT_CLOUDBASE_ACCESS_TOKEN_COMMAND still gives the token");
    expect(message).toContain("must print a fresh token");
    expect(source.runs()).toHaveLength(2);
    expect(world.sent()).toEqual({ get: 1, set: 1, applies: 0 });
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
    "is an error with %s: the resource is never taken for gone",
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
