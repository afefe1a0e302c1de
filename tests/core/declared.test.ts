import { ACCOUNT, ENV, failure, OTHER_ENV, UNKNOWN } from "../support/connected";
import { type PolicyWorld, withPolicy, withRenamed } from "../support/policy-world";
import { soon } from "../support/soon";

const inputs = { env: ENV, apiWhitelist: ["/a"] };
const first = JSON.stringify({ open: true, apiWhitelist: ["/*"] });

/** A process whose program declares the environment in a resource with this state. */
function keeping({ newProcess }: PolicyWorld, state: PolicyWorld["state"], news: object = inputs) {
  const up = newProcess();
  up.check({ ...news });
  const { changed } = up.diff(state, { ...news });
  return { up, changed };
}

describe("delete in a process whose program declares the environment", () => {
  const briefly = `CloudAccessTokenPolicy "${ENV}": delete writes nothing: the program declares this environment in another resource`;
  const said =
    `${briefly}. At first ${first} was there: give its whitelist as restoreTo if no \`original\` has it ` +
    "any more, for a later destroy to put it back. Pulumi's aliases keep it when a resource is renamed or moved";

  it.each([
    ["as it is", inputs],
    ["with a wrong input", { ...inputs, onDelete: "never" }],
    ["with a wrong switch", { ...inputs, open: "closed" }],
    ["of an account that is not known yet", { ...inputs, authorizerAppId: UNKNOWN }],
  ])("writes nothing and tells what was there at first: %s", async (_what, raw) => {
    const { lifecycle, state, warnings, emulator } = await withPolicy();
    lifecycle.check(raw);

    await lifecycle.delete(state);

    expect(warnings).toEqual([said]);
    expect(emulator.journal).toEqual([]);
  });

  it("tells nothing of what was there at first if nobody knows", async () => {
    const { lifecycle, imported, warnings } = await withPolicy();
    lifecycle.check(inputs);
    await lifecycle.delete(imported);
    expect(warnings).toEqual([briefly]);
  });

  it("tells nothing of what was there at first if the new resource keeps that", async () => {
    const { newProcess, state, warnings } = await withPolicy();
    const up = newProcess();
    await up.read(state);
    up.check(inputs);
    expect((await up.create(inputs)).state.original).toEqual(state.original);

    await up.delete(state);

    expect(warnings).toEqual([briefly]);
  });

  it.each([
    ["nothing of what was there at first if the kept resource's state has that", ENV, briefly],
    ["what was there at first of a resource that moved away from it", OTHER_ENV, said],
  ])("tells %s", async (_what, env, words) => {
    const { lifecycle, state, warnings } = await withPolicy();
    lifecycle.check(inputs);
    lifecycle.diff(state, { ...inputs, env });
    await lifecycle.delete(state);
    expect(warnings).toEqual([words]);
  });

  it.each([
    ["imported it, and knows no original", true],
    ["is of another process", false],
  ])("tells what was there at first if the new resource %s", async (_what, isImported) => {
    const { newProcess, state, imported, warnings } = await withPolicy();
    const up = newProcess();
    for (const each of isImported ? [state, imported] : [state]) {
      await up.read(each);
      up.diff(each, inputs);
    }
    up.check(inputs);
    if (isImported) up.diff(imported, inputs);

    await up.delete(state);

    expect(warnings).toEqual([said]);
  });

  it.each([
    ["a check of another environment", [{ ...inputs, env: OTHER_ENV }]],
    ["a check of what is no environment", [{ ...inputs, env: `${ENV}/` }]],
    ["a check without one", [{ apiWhitelist: [] }]],
  ])("puts back what was there after %s", async (_what, checks) => {
    const { lifecycle, state, warnings, live } = await withPolicy();
    for (const raw of checks) lifecycle.check(raw);
    lifecycle.diff(state, inputs);

    await lifecycle.delete(state);

    expect(warnings).toEqual([]);
    expect(live().apiWhitelist).toEqual(["/*"]);
  });
});

describe("a delete of what took the place of a resource that is kept", () => {
  const taker = { apiWhitelist: ["/*"] };

  it("fails and asks for a refresh, because the kept one does not know it", async () => {
    const world = await withRenamed(taker);
    const { state: kept, renamed } = world;
    const error = await failure(keeping(world, kept).up.delete(renamed));
    expect(error.message).toContain(
      "delete failed: this resource wrote over the policy of another",
    );

    const again = world.newProcess();
    const read = (await again.read(kept)) ?? kept;
    again.check(inputs);
    again.diff(read, inputs);
    await again.update(read, inputs);
    await again.delete(renamed);
    expect(world.live().apiWhitelist).toEqual(["/a"]);
  });

  it("is none if the other was updated without a change, as after a failed write", async () => {
    const world = await withRenamed(taker);
    const kept = { ...world.state, onConflict: "overwrite" as const };
    const news = { ...inputs, onConflict: "overwrite" };
    const { up, changed } = keeping(world, kept, news);
    expect(changed).toEqual([]);
    await up.update(kept, news);

    await up.delete(world.renamed);

    expect(world.warnings).toHaveLength(1);
  });

  it("is none if the other is written in this process as well", async () => {
    const world = await withRenamed(taker);
    const { up } = keeping(world, world.state, { ...inputs, apiWhitelist: ["/b"] });
    await up.delete(world.renamed);
    expect(world.warnings).toHaveLength(1);
  });

  it.each([
    ["wrote before", { version: 1, apiWhitelist: ["/x"] }],
    ["wrote at the same version", { apiWhitelist: ["/x"] }],
    ["wrote the same", { version: 9 }],
  ])("writes nothing if it %s", async (_what, more) => {
    const world = await withPolicy();
    await keeping(world, world.state).up.delete({ ...world.state, ...more });
    expect(world.warnings).toHaveLength(1);
  });
});

it("resources without an environment are not two of one", async () => {
  const { lifecycle } = await withPolicy();
  const checked = ["a", "b"].map((name) =>
    lifecycle.check({ apiWhitelist: [] }, { resource: { urn: `urn:${name}`, name } }),
  );
  for (const { failures } of checked)
    expect(failures).toEqual([{ property: "env", reason: expect.any(String) as string }]);
  expect(checked[1]?.failures).toEqual(checked[0]?.failures);
});

it("an update that failed does not stand in the way of a leftover's delete", async () => {
  const { newProcess, state, emulator, warnings } = await withPolicy();
  const up = newProcess();
  up.check(inputs);
  emulator.faults.add({ errcode: 45009, times: 1 });
  await failure(up.update(state, { ...inputs, apiWhitelist: ["/b"] }));
  await up.delete(state);
  expect(warnings).toEqual([expect.stringContaining("this environment in another resource")]);
});

it("a delete and a create of one environment run one after the other", async () => {
  const { newProcess, state: old, sent, emulator } = await withPolicy();
  const up = newProcess();
  const deleting = up.delete(old);
  await soon(() => sent().get >= 1);
  up.check(inputs);
  const [, { state }] = await Promise.all([deleting, up.create(inputs)]);
  expect(state.apiWhitelist).toEqual(["/a"]);
  const actions = emulator.requests().map(({ action }) => action);
  expect(actions.join(" ")).toBe("get set get get set get");
});

describe("a create in the place of another resource", () => {
  it.each(["diff", "read", "delete"] as const)(
    "keeps what that one had found, as a %s shows it",
    async (verb) => {
      const { newProcess, state: old } = await withPolicy();
      const up = newProcess();
      up.check(inputs);
      if (verb === "diff") up.diff(old, { ...inputs, env: "b" });
      else await up[verb](old);
      const { id, state } = await up.create({ ...inputs, authorizerAppId: ACCOUNT });
      expect([id, state.original]).toEqual([ENV, { open: true, apiWhitelist: ["/*"] }]);
    },
  );

  it("captures what it finds in a process that was shown nothing", async () => {
    const { renamed } = await withRenamed({ apiWhitelist: ["/b"] });
    expect(renamed.original).toEqual({ open: true, apiWhitelist: ["/a"] });
  });

  it("finds what the delete before it has put back: no conflict", async () => {
    const world = await withPolicy();
    const failing = world.newProcess();
    failing.diff(world.state, { ...inputs, env: "nowhere" });
    await failing.delete(world.state);

    const { state } = await keeping(world, world.state).up.create(inputs);

    expect(state).toMatchObject({ apiWhitelist: ["/a"], original: { apiWhitelist: ["/*"] } });
  });
});
