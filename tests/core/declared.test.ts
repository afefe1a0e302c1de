import { ACCOUNT, connected, created, ENV, failure, OTHER_ENV } from "../support/connected";

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const first = JSON.stringify({ open: true, apiWhitelist: ["/*"] });

describe("delete in a process whose program declares the environment", () => {
  const said =
    `CloudAccessTokenPolicy "${ENV}": delete writes nothing: the program declares this environment ` +
    `in another resource. At first ${first} was there: give its whitelist as restoreTo if no \`original\` has it ` +
    "any more, for a later destroy to put it back. Pulumi's aliases keep it when a resource is renamed or moved";

  it.each([
    ["as it is", inputs],
    ["with a wrong input", { ...inputs, onDelete: "never" }],
    ["with a wrong switch", { ...inputs, open: "closed" }],
    ["of an account that is not known yet", { ...inputs, authorizerAppId: "unknown" }],
  ])("writes nothing and tells what was there at first: %s", async (_what, raw) => {
    const world = await connected({ lifecycle: { isUnknown: (value) => value === "unknown" } });
    const old = await created(world);
    world.lifecycle.check(raw);

    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([said]);
    expect(world.emulator.journal).toEqual([]);
  });

  it("tells nothing of what was there at first where nobody knows", async () => {
    const world = await connected();
    const { original: _, ...imported } = await created(world);
    world.lifecycle.check(inputs);

    await world.lifecycle.delete(imported);

    expect(world.warnings).toEqual([said.slice(0, said.indexOf(". At first"))]);
  });

  it("tells nothing of what was there at first where the new resource keeps that", async () => {
    const world = await connected();
    const old = await created(world);
    const up = world.newProcess();
    await up.read(old);
    up.check(inputs);
    expect((await up.create(inputs)).state.original).toEqual(old.original);

    await up.delete(old);

    expect(world.warnings).toEqual([said.slice(0, said.indexOf(". At first"))]);
  });

  it.each([
    ["imported it, and knows no original", true],
    ["is of another process", false],
  ])("tells what was there at first where the new resource %s", async (_what, isImported) => {
    const world = await connected();
    const old = await created(world);
    const { original: _, ...imported } = old;
    const up = world.newProcess();
    for (const state of [old, ...(isImported ? [imported] : [])]) {
      await up.read(state);
      up.diff(state, inputs);
    }
    up.check(inputs);
    if (isImported) up.diff(imported, inputs);

    await up.delete(old);

    expect(world.warnings).toEqual([said]);
  });

  it.each([
    ["no check", []],
    ["a check of another environment", [{ ...inputs, env: OTHER_ENV }]],
    ["a check of what is no environment", [{ ...inputs, env: `${ENV}/` }]],
    ["a check without one", [{ apiWhitelist: [] }]],
  ])("puts back what was there after %s", async (_what, checks) => {
    const world = await connected();
    const old = await created(world);
    for (const raw of checks) world.lifecycle.check(raw);
    world.lifecycle.diff(old, inputs);

    await world.lifecycle.delete(old);

    expect(world.warnings).toEqual([]);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/*"]);
  });
});

describe("a delete of what took the place of a resource that is kept", () => {
  it("fails and asks for a refresh, because the kept one does not know it", async () => {
    const world = await connected();
    const kept = await created(world);
    const { state: taker } = await world.newProcess().create({ ...inputs, apiWhitelist: ["/*"] });
    const up = world.newProcess();
    up.check(inputs);
    up.diff(kept, inputs);

    const error = await failure(up.delete(taker));
    expect(error.message).toContain(
      "delete failed: this resource wrote over the policy of another",
    );

    const again = world.newProcess();
    const read = (await again.read(kept)) ?? kept;
    again.check(inputs);
    again.diff(read, inputs);
    await again.update(read, inputs);
    await again.delete(taker);
    expect(world.emulator.policy(ENV).apiWhitelist).toEqual(["/a"]);
  });

  it("is none where the other was updated without a change, as after a write that failed", async () => {
    const world = await connected();
    const kept = await created(world, { onConflict: "overwrite" });
    const { state: taker } = await world.newProcess().create({ ...inputs, apiWhitelist: ["/*"] });
    const up = world.newProcess();
    const news = { ...inputs, onConflict: "overwrite" };
    up.check(news);
    expect(up.diff(kept, news).changed).toEqual([]);
    await up.update(kept, news);

    await up.delete(taker);

    expect(world.warnings).toHaveLength(1);
  });

  it("is none where the other is written in this process as well", async () => {
    const world = await connected();
    const pending = await created(world);
    const { state: taker } = await world.newProcess().create({ ...inputs, apiWhitelist: ["/*"] });
    const up = world.newProcess();
    const news = { ...inputs, apiWhitelist: ["/b"] };
    up.check(news);
    up.diff(pending, news);
    await up.delete(taker);
    expect(world.warnings).toHaveLength(1);
  });

  it.each([
    ["wrote before", { version: 1, apiWhitelist: ["/x"] }],
    ["wrote the same", { version: 9 }],
  ])("writes nothing where it %s", async (_what, more) => {
    const world = await connected();
    const kept = await created(world);
    const up = world.newProcess();
    up.check(inputs);
    up.diff(kept, inputs);
    await up.delete({ ...kept, ...more });
    expect(world.warnings).toHaveLength(1);
  });
});

it("a delete and a create of one environment run one after the other", async () => {
  const world = await connected();
  const old = await created(world);
  const up = world.newProcess();
  const deleting = up.delete(old);
  while (world.sent().get < 1) await new Promise(setImmediate);
  up.check(inputs);
  const [, { state }] = await Promise.all([deleting, up.create(inputs)]);
  expect(state.apiWhitelist).toEqual(["/a"]);
  const actions = world.emulator.requests().map(({ action }) => action);
  expect(actions.join(" ")).toBe("get set get get set get");
});

describe("a create in the place of another resource", () => {
  it("keeps what that one had found, from whatever verb the process was shown it", async () => {
    const world = await connected();
    const old = await created(world);
    const shown = [
      (life: typeof world.lifecycle) => Promise.resolve(life.diff(old, { ...inputs, env: "b" })),
      (life: typeof world.lifecycle) => life.read(old),
      (life: typeof world.lifecycle) => life.delete(old),
    ];
    for (const show of shown) {
      const up = world.newProcess();
      up.check(inputs);
      await show(up);
      const { id, state } = await up.create({ ...inputs, authorizerAppId: ACCOUNT });
      expect([id, state.original]).toEqual([ENV, { open: true, apiWhitelist: ["/*"] }]);
    }
  });

  it("captures what it finds in a process that was shown nothing", async () => {
    const world = await connected();
    await created(world);
    const { state } = await world.newProcess().create({ ...inputs, apiWhitelist: ["/b"] });
    expect(state.original).toEqual({ open: true, apiWhitelist: ["/a"] });
  });

  it("finds what the delete before it has put back: no conflict", async () => {
    const world = await connected();
    const old = await created(world);
    const failing = world.newProcess();
    failing.diff(old, { ...inputs, env: "nowhere" });
    await failing.delete(old);

    const up = world.newProcess();
    up.check(inputs);
    up.diff(old, inputs);
    const { state } = await up.create(inputs);

    expect(state).toMatchObject({ apiWhitelist: ["/a"], original: { apiWhitelist: ["/*"] } });
  });
});
