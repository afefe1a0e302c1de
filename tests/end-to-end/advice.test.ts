import { onEachEngine, policy, PRODUCTION, STAGING, terminal } from "../support/world";

const everything = `apiWhitelist: "/*" allows everything`;
const misspelt = `apiWhitelist: "/wxa/getwxacod" is not a well-known path; did you mean "/wxa/getwxacode"?`;
const hidden = "restoreTo: something in it is doubtful and not shown here, because it is a secret";

/** A step's warnings. The CLI prints each while it works and again in its diagnostics. */
function warnings(said: string): string[] {
  const [, diagnostics = said] = said.split("Diagnostics:");
  return [...diagnostics.matchAll(/(?<=warning: ).*/g)].map(([message]) => message).sort();
}

describe("a doubtful whitelist", () => {
  onEachEngine("is warned about once in each step that declares it", async (world) => {
    const { stack } = world.declare(
      policy("one", PRODUCTION, ["/*", "/wxa/getwxacod"]),
      policy("two", STAGING, [{ $versionOf: "one" }, "/*"], {
        restoreTo: { $secret: ["/wxa/canary", "/wxa/get-wxacode"] },
      }),
    );
    const containing = (...messages: string[]) =>
      messages.sort().map((message) => expect.stringContaining(message) as string);

    // Before up it is unknown what else is beside the "/*" of the second one.
    const preview = terminal(await world.succeeds(() => stack.preview()));
    expect(warnings(preview)).toEqual(containing(everything, misspelt, hidden));
    const up = terminal(await world.up());
    expect(warnings(up)).toEqual(containing(everything, everything, misspelt, hidden));
    expect(up).toMatch(/\bone\)?:\s+warning: apiWhitelist/);
    expect(preview + up).not.toMatch(/canary|get-wxacode/);
    expect(warnings(terminal(await world.succeeds(() => stack.destroy())))).toEqual([]);

    world.declare(policy("one", PRODUCTION, ["wxa/getwxacod", "/wxa/get-wxacode"]));
    const said = await world.fails(() => stack.up());
    expect(said).toContain('must begin with "/"; did you mean "/wxa/getwxacode"?');
    expect(said).not.toMatch(/unhandled|failed to deliver/i);
  });
});
