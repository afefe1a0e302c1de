import { connected } from "../support/connected";
import { PRODUCTION } from "../support/world";

const inputs = { env: PRODUCTION, apiWhitelist: ["/a"] };
const once = { errmsg: "TcbCode: [INVALID_ENV]", errcode: -501001, times: 1 };

describe("an environment that WeChat calls gone", () => {
  it("once, and not a moment later, stays as it is for every verb", async () => {
    const { lifecycle, emulator } = await connected();
    const { state } = await lifecycle.create(inputs);
    const gone = () => emulator.faults.add(once);
    gone();
    expect(await lifecycle.read(state)).toMatchObject({ apiWhitelist: ["/a"] });
    gone();
    expect(await lifecycle.find(inputs)).toMatchObject({ apiWhitelist: ["/a"] });
    gone();
    await lifecycle.update(state, { ...inputs, apiWhitelist: ["/b"] });
    gone();
    await lifecycle.delete({ ...state, apiWhitelist: ["/b"], version: 3 });
    expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  });

  it("is not believed if no time is left to look again", async () => {
    const { lifecycle, emulator } = await connected();
    const { state } = await lifecycle.create(inputs);
    emulator.faults.add(once);
    const short = lifecycle.with({ operationTimeoutMs: 900 });
    await expect(short.read(state)).rejects.toThrow("and no time was left to look again");
  });
});
