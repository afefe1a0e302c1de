import { apiFailure, ENV, OTHER_ENV } from "../support/connected";
import { gate } from "../support/fleet";
import { COMPONENT_TOKEN, connectedAsPlatform, requested } from "../support/platform";

const target = { env: ENV };
const other = { env: OTHER_ENV };
const HOURS_2 = 7_200_000;
const MINUTES_5 = 300_000;
const secret = "WECHAT_CLOUDBASE_COMPONENT_APP_SECRET";
const ticket = "WECHAT_CLOUDBASE_COMPONENT_VERIFY_TICKET";

describe("a component token", () => {
  it("serves every call that names no account, and is obtained once", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform();

    await Promise.all(Array.from({ length: 50 }, () => api.get(target, deadline())));
    await api.get(other, deadline());

    expect(requested(emulator)).toEqual({
      ...{ componentToken: 1, list: 0, authorizerToken: 0, policy: 51 },
    });
  });

  it("is not obtained before it is needed", async () => {
    const { emulator, lifecycle } = await connectedAsPlatform();

    lifecycle.check({ env: ENV, apiWhitelist: [] });

    expect(emulator.journal).toEqual([]);
  });

  it("is replaced five minutes before its end", async () => {
    const { api, deadline, emulator, clock } = await connectedAsPlatform();
    const obtainedAfter = async (ms: number) => {
      clock.time += ms;
      await api.get(target, deadline());
      return requested(emulator).componentToken;
    };

    expect(await obtainedAfter(0)).toBe(1);
    expect(await obtainedAfter(HOURS_2 - MINUTES_5 - 1)).toBe(1);
    expect(await obtainedAfter(1)).toBe(2);
    expect(await obtainedAfter(HOURS_2 - MINUTES_5 - 1)).toBe(2);
    expect(await obtainedAfter(1)).toBe(3);
  });

  it("of less than ten minutes is used for half of them", async () => {
    const component = { expiresInMs: 60_000 };
    const { api, deadline, emulator, clock } = await connectedAsPlatform({ component });

    await api.get(target, deadline());
    clock.time += 29_999;
    await api.get(target, deadline());
    expect(requested(emulator).componentToken).toBe(1);
    clock.time += 1;
    await api.get(target, deadline());
    expect(requested(emulator).componentToken).toBe(2);
  });

  it.each([40001, 40014, 42001])("is replaced once when WeChat says %i", async (errcode) => {
    const { api, deadline, emulator } = await connectedAsPlatform();
    await api.get(target, deadline());
    emulator.faults.add({ errcode });

    expect(await api.get(target, deadline())).toMatchObject({ version: 1 });

    expect(requested(emulator)).toMatchObject({ componentToken: 2, policy: 3 });
    const [first, refused, second] = emulator.requests({ action: "get" });
    expect(refused?.tokenHash).toBe(first?.tokenHash);
    expect(second?.tokenHash).not.toBe(first?.tokenHash);
  });

  it("that WeChat ended early is replaced once for all who hold it", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform();
    await api.get(target, deadline());
    emulator.faults.add({ on: { action: "get" }, errcode: 42001, times: 8, before: gate(8) });

    await Promise.all(Array.from({ length: 8 }, () => api.get(target, deadline())));

    expect(requested(emulator)).toMatchObject({ componentToken: 2, policy: 1 + 8 + 8 });
  });

  it("is asked for again after a failure", async () => {
    const { api, deadline, emulator } = await connectedAsPlatform();
    emulator.faults.add({ on: { path: COMPONENT_TOKEN }, errcode: 61004 });
    await apiFailure(api.get(target, deadline()));

    await api.get(target, deadline());

    expect(requested(emulator).componentToken).toBe(2);
  });
});

describe("credentials", () => {
  it.each([
    [{ [secret]: undefined }, [secret]],
    [{ [ticket]: "" }, [ticket]],
    [{ [secret]: " ", [ticket]: undefined }, [secret, ticket]],
  ])("that are missing are named once a token is needed: %j", async (environment, missing) => {
    const { api, deadline, emulator, lifecycle } = await connectedAsPlatform({ environment });
    expect(() => lifecycle.check({ env: ENV, apiWhitelist: [] })).not.toThrow();

    const { problem } = await apiFailure(api.get(target, deadline()));

    expect(problem).toStrictEqual({
      failure: "auth",
      summary: `no component_access_token: WECHAT_CLOUDBASE_COMPONENT_APP_ID is set without ${missing.join(" and ")}`,
      remedy: `Set ${missing.join(" and ")} as well, in the environment or in the configuration`,
    });
    expect(emulator.journal).toEqual([]);
  });

  it("are missing for an account's token just so", async () => {
    const environment = { [ticket]: undefined };
    const { api, deadline, emulator } = await connectedAsPlatform({ environment });

    const { problem } = await apiFailure(
      api.get({ ...target, authorizerAppId: "wx1" }, deadline()),
    );

    expect(problem.summary).toContain(`is set without ${ticket}`);
    expect(emulator.journal).toEqual([]);
  });
});
