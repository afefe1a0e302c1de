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

  it.each(["import", "protect", "replaceOnChanges"])(
    "refuses what it does not support: %s",
    async (name) => {
      const options = { [name]: name === "protect" || (name === "import" ? "desk" : ["text"]) };
      const refused = await shelf.program({ ...pen, options }).step("up");
      expect(refused.exitCode).toBe(1);
      expect(refused.stdout).toContain(`The engine double does not support ${name}`);
    },
  );

  it("refuses two resources of one name", async () => {
    const refused = await shelf.program(pen, { ...pen, place: "sink" }).step("up");
    expect(refused.stdout).toContain("Two resources have the URN");
  });

  it("keeps at most `parallel` creates running", async () => {
    const many = [1, 2, 3, 4].map((i) => ({ name: `n${i}`, place: `p${i}`, text: "x" }));
    const result = await shelf.program(...many).step("up", { parallel: 1 });
    expect(result).toMatchObject({ exitCode: 0, changes: { create: 4 } });
    expect(result.calls.map((call) => call.split(" ")[0])).toEqual(
      many.flatMap(() => ["check", "create"]),
    );
  });
});
