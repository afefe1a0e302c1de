import type { Lifecycle } from "../../provider/core/lifecycle";
import type { PolicyState } from "../../provider/core/policy";
import { ENV, failure } from "../support/connected";
import { withPolicy, withRenamed } from "../support/policy-world";

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const first = JSON.stringify({ open: true, apiWhitelist: ["/*"] });
type Destroy = (life: Lifecycle, old: PolicyState, renamed: PolicyState) => Promise<unknown>;

describe("two deletes of one environment in one process", () => {
  it.each<[string, Destroy]>([
    [
      "one after the other",
      async (life, old, renamed) => {
        await life.delete(old);
        await life.delete((await life.read(renamed)) ?? renamed);
      },
    ],
    [
      "at the same time",
      (life, old, renamed) => Promise.all([life.delete(old), life.delete(renamed)]),
    ],
  ])("put back once, and tell nothing of what the first had made: %s", async (_how, destroy) => {
    const { newProcess, state, renamed, live, warnings } = await withRenamed();

    await destroy(newProcess(), state, renamed);

    expect(live().apiWhitelist).toEqual(["/*"]);
    expect(warnings).toEqual([
      expect.stringMatching(/another delete has already put back what it had found here$/),
    ]);
  });

  it("tell what was there before both if the newer one comes first", async () => {
    const { newProcess, state, renamed, live, warnings } = await withRenamed();
    const destroy = newProcess();
    await destroy.read(state);

    await destroy.delete(renamed);
    await destroy.delete(state);

    expect(live().apiWhitelist).toEqual(["/a"]);
    expect(warnings).toEqual([
      expect.stringContaining(
        `already put back what it had found here. At first ${first} was there`,
      ),
    ]);
  });
});

describe("a delete whose place another resource is to take", () => {
  it("fails if that one could not be created, so that the state keeps what it knows", async () => {
    const { newProcess, state, emulator, live } = await withPolicy();
    const up = newProcess();
    up.check(inputs);
    emulator.faults.add({ errcode: 45009, times: 1 });
    await failure(up.create(inputs));

    const { message } = await failure(up.delete(state));
    expect(message).toContain(
      "delete failed: the resource that is to take this one's place could not be created. " +
        "Mend what that one says and run `pulumi up` again",
    );
    expect(live().apiWhitelist).toEqual(["/a"]);

    await up.create(inputs);
    await up.delete(state);
  });

  it("writes nothing if that one was created and not verified: its state knows", async () => {
    const { newProcess, state, emulator, warnings } = await withPolicy();
    const up = newProcess();
    const news = { ...inputs, apiWhitelist: ["/b"] };
    up.check(news);
    emulator.faults.add({ on: { action: "get" }, skip: 1, times: Infinity, status: 503 });
    expect((await failure(up.create(news))).partial).toBeDefined();

    await up.delete(state);

    expect(warnings).toEqual([expect.stringContaining("this environment in another resource")]);
  });

  it("says that the switch was open if it closed it", async () => {
    const { newProcess, state, warnings } = await withPolicy({ open: false });
    const up = newProcess();
    up.check({ ...inputs, open: false });
    await up.create({ ...inputs, open: false });

    await up.delete(state);

    expect(warnings).toContainEqual(
      expect.stringContaining(
        "to put it back, and open: true before that destroy, because the switch was open. Pulumi's aliases",
      ),
    );
  });
});
