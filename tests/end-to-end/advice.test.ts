import { onEachEngine, PRODUCTION, STAGING, terminal } from "../support/world";

const everything = `apiWhitelist: "/*" allows everything`;
const misspelt = `apiWhitelist: "/wxa/getwxacod" is not a well-known path; did you mean "/wxa/getwxacode"?`;
const hidden = "restoreTo: something in it is doubtful and not shown here, because it is a secret";

/**
 * What a step said at its end, a message a line. The CLI shows a message while it works as well, and says
 * once more in its diagnostics which resource it is about; a preview with --diff only says it.
 */
function warnings(said: string): string[] {
  const [, diagnostics = said] = said.split("Diagnostics:");
  return [...diagnostics.matchAll(/(?<=warning: ).*/g)].map(([message]) => message).sort();
}

describe("a doubtful whitelist", () => {
  onEachEngine("is warned about once in each step that declares it", async (world) => {
    const two = { env: STAGING, restoreTo: { $secret: ["/wxa/canary", "/wxa/get-wxacode"] } };
    world.declare(
      { name: "one", args: { env: PRODUCTION, apiWhitelist: ["/*", "/wxa/getwxacod"] } },
      { name: "two", args: { ...two, apiWhitelist: [{ $versionOf: "one" }, "/*"] } },
    );
    const starts = (...messages: string[]) =>
      messages.sort().map((message) => expect.stringContaining(message) as string);

    // Whether something is beside the "/*" of the second one is not known yet.
    const preview = terminal(await world.succeeds(() => world.stack.preview()));
    expect(warnings(preview)).toEqual(starts(everything, misspelt, hidden));
    const up = terminal(await world.up());
    expect(warnings(up)).toEqual(starts(everything, everything, misspelt, hidden));
    expect(up).toMatch(/\bone\)?:\s+warning: apiWhitelist/);
    expect(preview + up).not.toMatch(/canary|get-wxacode/);

    const destroy = terminal(await world.succeeds(() => world.stack.destroy()));
    expect(warnings(destroy)).toEqual([]);
  });

  onEachEngine("that is wrong as well is refused, and nothing else goes wrong", async (world) => {
    const apiWhitelist = ["wxa/getwxacod", "/wxa/get-wxacode"];
    world.declare({ name: "one", args: { env: PRODUCTION, apiWhitelist } });
    const said = await world.fails(() => world.stack.up());
    expect(said).toContain('must begin with "/"; did you mean "/wxa/getwxacode"?');
    expect(said).not.toMatch(/unhandled|failed to deliver/i);
  });
});
