import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findEngines, type Engine, type Stack, type StateResource } from "../support/engine";
import type { StepOptions, StepResult, Verb } from "../support/engine";

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const { engines, skipped } = findEngines();
const projectDir = join(__dirname, "../support/engine/fixtures/shelf");

/** One resource of the fixture program; see its `program.js`. */
interface Place {
  name: string;
  place?: string;
  text?: string;
  /** Its text is made from this resource's count, which a preview cannot know. */
  follows?: string;
  /** Its text is the secret `note` of the stack's config. */
  isSecret?: boolean;
  options?: Record<string, unknown>;
}

/** Runs a scenario on each engine found, then compares what the engines did, step by step. */
export function onEachEngine(scenario: string, play: (shelf: Shelf) => Promise<void>): void {
  describe(scenario, () => {
    const records: unknown[][] = [];
    it.each(engines)("on the $kind", async (engine) => {
      const shelf = await Shelf.on(engine);
      try {
        await play(shelf);
        records.push(shelf.records);
      } finally {
        await shelf.remove();
      }
    });
    const [reason] = skipped;
    if (reason) it.skip(`is the same on both engines skipped: ${reason}`, () => undefined);
    else it("is the same on both engines", () => expect(records[0]).toEqual(records[1]));
  });
}

/** A stack of the fixture project with its remote and a record of every step. */
export class Shelf {
  readonly records: unknown[] = [];

  private constructor(
    readonly stack: Stack,
    private readonly folder: string,
  ) {}

  static async on(engine: Engine): Promise<Shelf> {
    const folder = mkdtempSync(join(tmpdir(), "shelf-"));
    const env = { SHELF_FILE: join(folder, "remote.json") };
    const shelf = new Shelf(await engine.newStack({ projectDir, env }), folder);
    shelf.remote = {};
    return shelf.program();
  }

  /** What the program registers from now on. */
  program(...places: Place[]): this {
    this.stack.env["SHELF_PROGRAM"] = JSON.stringify({ places });
    return this;
  }

  /** `<verb> <place> fails|is partial|hangs`, until the next step is over. */
  fault(fault: string): this {
    this.stack.env["SHELF_FAULT"] = fault;
    return this;
  }

  get remote(): Record<string, { text: string; count: number }> {
    return JSON.parse(readFileSync(join(this.folder, "remote.json"), "utf8")) as Shelf["remote"];
  }

  set remote(remote: Record<string, { text: string; count: number }>) {
    writeFileSync(join(this.folder, "remote.json"), JSON.stringify(remote));
  }

  /** Runs a step; `calls` are those to the provider, `writes` those of them that change something. */
  async step(verb: Verb, options: StepOptions = {}) {
    const result: StepResult = await this.stack[verb](options);
    const { stdout, stderr, ...told } = result;
    const file = join(this.folder, "remote.json.calls");
    const calls = existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
    // Resources that do not depend on each other come in any order.
    const diffs = result.diffs.toSorted((a, b) => compare(`${a.op} ${a.urn}`, `${b.op} ${b.urn}`));
    const [state, sorted] = [await this.state(), { diffs, calls: calls.toSorted(compare) }];
    this.records.push({ verb, ...told, ...sorted, state, remote: this.remote });
    rmSync(file, { force: true });
    delete this.stack.env["SHELF_FAULT"];
    const writes = calls.filter((call) => /^(create|update|delete)/.test(call));
    return { ...told, terminal: stdout + stderr, diffs, calls, writes };
  }

  /** The places and components in state. */
  async state(): Promise<StateResource[]> {
    const { resources } = await this.stack.exportState();
    return resources
      .filter(({ type }) => !type.startsWith("pulumi:"))
      .sort((a, b) => compare(`${a.urn} ${a.delete}`, `${b.urn} ${b.delete}`));
  }

  async find(name: string): Promise<StateResource | undefined> {
    return (await this.state()).find((resource) => resource.name === name);
  }

  async remove(): Promise<void> {
    await this.stack.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
