import { type DeclaredResource, Declarations } from "../../provider/core/declarations";
import { ProcessState } from "../../provider/core/process-state";
import { ENV } from "../support/connected";
import { withPolicy } from "../support/policy-world";

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

it.each([
  ["retain", false],
  ["restore", true],
])("a delete that is to %s tells that it puts back: %s", async (onDelete, isTold) => {
  const others = { tell: jest.fn(), find: () => undefined };
  const { newProcess, state } = await withPolicy({ onDelete });
  await newProcess({ processState: new ProcessState(others) }).delete(state);
  expect(others.tell.mock.calls).toEqual(isTold ? [[`!${ENV}`]] : []);
});

describe("the declarations of another provider process", () => {
  it("count like one's own, also of a resource that nobody names", () => {
    const [one, two] = processes();
    const declare = (env: string, name: string) =>
      two?.declare({ env, resource: resource(name) }, undefined);
    one?.declare({ env: "a" }, undefined);
    one?.declare({ env: "b", resource: resource("p") }, undefined);
    for (const each of [one, two])
      expect(["a", "b", "c"].map((env) => each?.has(env))).toEqual([true, true, false]);
    expect([declare("a", "q"), declare("b", "p")]).toEqual([[], []]);
    expect(declare("b", "q")?.[0]?.reason).toContain('two resources, "p" and "q"');
  });

  it("and what a delete of it puts back are told apart", () => {
    const [one, two] = processes();
    one?.tellPutBack("a");
    expect([one, two].map((each) => each?.isPutBackElsewhere("a"))).toEqual([false, true]);
    expect(two?.isPutBackElsewhere("b")).toBe(false);
    expect([one, two].map((each) => each?.has("a"))).toEqual([false, false]);
    two?.declare({ env: "b" }, undefined);
    expect(one?.isPutBackElsewhere("b")).toBe(false);
  });

  it("are told before one looks for others: of two at once, one sees the other", () => {
    const told = new Map<string, DeclaredResource | undefined>();
    const failures: unknown[] = [];
    const second = new Declarations({
      tell: () => undefined,
      find: (env) => (told.has(env) ? { resource: resource("p") } : undefined),
    });
    const first = new Declarations({
      tell: (env, it) => void told.set(env, it),
      find: (env) => {
        failures.push(...second.declare({ env, resource: resource("q") }, undefined));
        return undefined;
      },
    });
    failures.push(...first.declare({ env: "a", resource: resource("p") }, undefined));
    expect(failures).toHaveLength(1);
  });
});
