import type { Observation } from "../../provider/core/policy";
import { FakeClock } from "../support/fake-clock";
import { connected, created, ENV } from "../support/connected";
import { ScriptedApi } from "../support/scripted-api";

const at = (version: number, path: string): Observation => ({
  open: true,
  apiWhitelist: [path],
  version,
});

describe("a read that is older than what state has seen", () => {
  /** State says version 5; the program now wants /b. */
  const update = async (gets: Observation[], operationTimeoutMs = 120_000) => {
    const clock = new FakeClock();
    const world = await connected({ clock });
    const state = { ...(await created(world)), version: 5 };
    const api = new ScriptedApi(gets);
    const life = world.newProcess({ api, operationTimeoutMs });
    clock.sleeps.length = 0;
    const next = await life.update(state, { env: ENV, apiWhitelist: ["/b"] });
    return { api, next, sleeps: clock.sleeps };
  };

  it("is looked at again until it has caught up", async () => {
    const { api, next, sleeps } = await update([at(4, "/old"), at(5, "/a"), at(6, "/b")]);
    expect(sleeps).toEqual([1_000]);
    expect(api.writes).toEqual([{ apiWhitelist: ["/b"], open: true, version: 5 }]);
    expect(next.version).toBe(6);
  });

  it("is taken after seven seconds: the environment may have been made anew", async () => {
    const { api, next, sleeps } = await update([at(1, "/b")]);
    expect(sleeps).toEqual([1_000, 2_000, 4_000]);
    expect(api.gets).toBe(4);
    expect(next.version).toBe(1);
  });

  it("is taken at once where no time is left to wait", async () => {
    const { api, sleeps } = await update([at(1, "/b")], 500);
    expect(sleeps).toEqual([]);
    expect(api.gets).toBe(1);
  });
});
