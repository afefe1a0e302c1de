import { type DeclaredResource, Declarations } from "../../provider/core/declarations";

/** Two processes of one engine, each with its declarations, which tell each other. */
function processes() {
  const told = [0, 1].map(() => new Map<string, DeclaredResource | undefined>());
  return told.map((own, index) => {
    const other = told[1 - index];
    return new Declarations({
      tell: (env, resource) => void own.set(env, resource),
      find(env) {
        const resource = other?.get(env);
        return other?.has(env) ? { ...(resource && { resource }) } : undefined;
      },
    });
  });
}

const resource = (name: string) => ({ urn: `urn::${name}`, name });

describe("the declarations of another provider process", () => {
  it("count like one's own", () => {
    const [one, two] = processes();
    expect(one?.declare({ env: "a" }, undefined)).toEqual([]);
    expect([one, two].map((each) => [each?.has("a"), each?.has("b")])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(two?.declare({ env: "a", resource: resource("q") }, undefined)).toEqual([]);
  });

  it("refuse another resource of one environment, and not the same again", () => {
    const [one, two] = processes();
    one?.declare({ env: "a", resource: resource("p") }, undefined);
    expect(two?.declare({ env: "a", resource: resource("p") }, undefined)).toEqual([]);
    const [failure] = two?.declare({ env: "a", resource: resource("q") }, undefined) ?? [];
    expect(failure?.reason).toContain('two resources, "p" and "q"');
  });
});
