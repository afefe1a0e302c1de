import { connected, ENV } from "../support/connected";

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const keep = { environment: { WECHAT_CLOUDBASE_ON_UNAUTHORIZED: "keep" } };
const codes = [61003, 61007, 48001, 85105, 40013, 50004, -501005, -501019];
/** An account that closed cloud development: its policy is gone with it, so a delete has nothing to do. */
const noCloudDevelopment = 85088;
const hint = "If the account has left for good, set onUnauthorized to keep and remove the resource";

describe("onUnauthorized", () => {
  it.each(codes)("fail lets every verb fail on %d, and names the setting", async (errcode) => {
    const { lifecycle, emulator } = await connected();
    const { state } = await lifecycle.create(inputs);
    const fault = emulator.faults.add({ errcode, times: Infinity });
    const verbs = [
      lifecycle.create(inputs),
      lifecycle.read(state),
      lifecycle.find(inputs),
      lifecycle.update(state, { ...inputs, apiWhitelist: ["/b"] }),
      lifecycle.delete(state),
    ];
    for (const verb of verbs) await expect(verb).rejects.toThrow(hint);
    fault.remove();
    expect(emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });

  it("fail names the setting for an account without cloud development too", async () => {
    const { lifecycle, emulator, warnings } = await connected();
    const { state } = await lifecycle.create(inputs);
    emulator.faults.add({ errcode: noCloudDevelopment, times: Infinity });
    await expect(lifecycle.read(state)).rejects.toThrow(hint);
    await lifecycle.delete(state);
    expect(warnings).toEqual([expect.stringContaining("delete writes nothing: 85088 no qbase")]);
  });

  it.each([...codes, noCloudDevelopment])(
    "keep lets read and delete pass over %d, with one warning",
    async (errcode) => {
      const { lifecycle, emulator, warnings, sent } = await connected(keep);
      const { state } = await lifecycle.create(inputs);
      const before = sent().set;
      const fault = emulator.faults.add({ errcode, times: Infinity });
      expect(await lifecycle.read(state)).toBe(state);
      await lifecycle.delete(state);
      expect(warnings).toEqual([
        expect.stringMatching(
          /^CloudAccessTokenPolicy "myttest-8gu57so0bd9f9e8a": -?\d+ .*\. onUnauthorized is keep: .*\. At first \{"open":true,"apiWhitelist":\["\/\*"\]\} was there/,
        ),
      ]);
      for (const verb of [
        lifecycle.create(inputs),
        lifecycle.find(inputs),
        lifecycle.update(state, { ...inputs, apiWhitelist: ["/b"] }),
      ])
        await expect(verb).rejects.toThrow(`${errcode}`);
      expect(sent().set).toBe(before);
      fault.remove();
      expect(emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
    },
  );

  it("keep says nothing of what was there at first if that is what is there", async () => {
    const { lifecycle, emulator, warnings } = await connected(keep);
    const { state } = await lifecycle.create({ ...inputs, apiWhitelist: ["/*"] });
    emulator.faults.add({ errcode: 61003, times: Infinity });
    await lifecycle.delete(state);
    expect(warnings).toEqual([expect.stringMatching(/only drops the resource from state$/)]);
  });

  it("keep passes over nothing else", async () => {
    const { lifecycle, emulator, warnings } = await connected(keep);
    const { state } = await lifecycle.create(inputs);
    emulator.faults.add({ errcode: 89503, times: Infinity });
    await expect(lifecycle.read(state)).rejects.not.toThrow("onUnauthorized");
    await expect(lifecycle.delete(state)).rejects.toThrow("89503");
    expect(warnings).toEqual([]);
  });
});
