import { Shelf } from "./shelf";
import { EngineDouble } from "../support/engine/double/engine-double";

const pen = { name: "pen", place: "desk", text: "blue" };

describe("the engine double", () => {
  let shelf: Shelf;
  beforeEach(async () => (shelf = await Shelf.on(new EngineDouble())));
  afterEach(() => shelf.remove());

  it("says in its first line that it is not the Pulumi engine", async () => {
    const [first] = (await shelf.program(pen).step("up")).stdout.split("\n");
    expect(first).toBe("This is an engine double, not the Pulumi engine. Updating (dev):");
  });

  it.each([
    ["replaceOnChanges", { replaceOnChanges: ["text"] }],
    ["import", { import: "desk" }],
    ["ignoreChanges of", { ignoreChanges: ["*"] }],
  ])("refuses what it does not play: %s", async (name, options) => {
    const ignoring = { ...pen, options: { ignoreChanges: ["text"] } };
    if ("ignoreChanges" in options) await shelf.program(ignoring).step("up");
    const refused = await shelf.program({ ...pen, options }).step("up");
    expect(refused.exitCode).toBe(1);
    expect(refused.stdout).toContain(`The engine double does not play ${name}`);
  });

  it("refuses two resources of one name", async () => {
    const refused = await shelf.program(pen, { ...pen, place: "sink" }).step("up");
    expect(refused.stdout).toContain("Two resources have the URN");
  });

  it("keeps at most `parallel` creates running", async () => {
    const many = Array.from({ length: 6 }, (_, i) => ({
      name: `n${i}`,
      place: `p${i}`,
      text: "x",
    }));
    const result = await shelf.program(...many).step("up", { parallel: 1 });
    expect(result).toMatchObject({ exitCode: 0, changes: { create: 6 } });
    expect(result.calls.map((call) => call.split(" ")[0])).toEqual(
      many.flatMap(() => ["check", "create"]),
    );
  });
});
