import { connected, ENV, OTHER_ENV, UNKNOWN } from "../support/connected";

const policy = (env: string, more: object = {}) => ({ env, apiWhitelist: ["/a"], ...more });

it.each([{ env: UNKNOWN }, { authorizerAppId: UNKNOWN }, { env: 7 }, { onDelete: "x" }])(
  "check claims nothing for a resource whose identity is not known: %j",
  async (identity) => {
    const { lifecycle } = await connected({ lifecycle: { singleAccountSource: "TOKEN" } });
    lifecycle.check(policy(ENV, { open: true, ...identity }));
    expect(lifecycle.check(policy(OTHER_ENV, { open: false })).failures).toEqual([]);
  },
);

it("check claims nothing if open is not known yet", async () => {
  const { lifecycle } = await connected();
  lifecycle.check(policy(ENV, { open: true }));
  expect(lifecycle.check(policy(ENV, { open: UNKNOWN })).inputs["open"]).toBe(UNKNOWN);
  expect(lifecycle.check(policy(OTHER_ENV, { open: false })).failures).toEqual([]);
});

it("check refuses two resources for one environment, if the adapter tells which it is", async () => {
  const { lifecycle } = await connected();
  const check = (name: string) =>
    lifecycle.check(policy(ENV), { resource: { urn: name, name } }).failures;
  expect([check("one"), check("one")]).toEqual([[], []]);
  expect(check("two")).toMatchObject([
    { property: "env", reason: expect.stringContaining('"one" and "two"') as string },
  ]);
});
