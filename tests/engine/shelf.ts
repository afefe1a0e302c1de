import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  findEngines,
  type Engine,
  type Stack,
  type StateResource,
  type StepOptions,
  type StepResult,
  type Verb,
} from "../support/engine";

const compare = (a: string, b: string) => (a < b ? -1 : Number(a > b));
const { engines, skipped } = findEngines();
const projectDir = join(__dirname, "../support/engine/fixtures/shelf");

/** One resource of the fixture program; see its `program.js`. */
export interface Place {
  name: string;
  place?: string;
  text?: string;
  /** Its text is made from this resource's count, which a preview cannot know. */
  follows?: string;
  /** A component to be its parent. */
  room?: string;
  /** Its text is the secret `note` of the stack's config. */
  isSecret?: boolean;
  options?: Record<string, unknown>;
}

/** Runs a scenario on each engine found, then compares all that they did, step by step. */
export function onEachEngine(scenario: string, play: (shelf: Shelf) => Promise<void>): void {
  describe(scenario, () => {
    const records = new Map<Engine["kind"], unknown[]>();
    it.each(engines.map((engine) => [engine.kind, engine] as const))(
      "on the %s",
      async (kind, engine) => {
        const shelf = await Shelf.on(engine);
        try {
          await play(shelf);
          records.set(kind, shelf.records);
        } finally {
          await shelf.remove();
        }
      },
    );
    if (skipped.length > 0)
      it.skip(`is the same on both engines skipped: ${skipped.join("; ")}`, () => undefined);
    else {
      it("is the same on both engines", () => {
        expect(records.get("double")).toEqual(records.get("cli"));
      });
    }
  });
}

/** A stack of the fixture project on one engine, with its remote, and with a record of every step for the comparison. */
export class Shelf {
  readonly records: unknown[] = [];

  private constructor(
    readonly stack: Stack,
    private readonly folder: string,
  ) {}

  static async on(engine: Engine): Promise<Shelf> {
    const folder = mkdtempSync(join(tmpdir(), "shelf-"));
    const stack = await engine.newStack({
      projectDir,
      env: { SHELF_FILE: join(folder, "remote.json") },
    });
    const shelf = new Shelf(stack, folder);
    shelf.remote = {};
    shelf.program();
    return shelf;
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

  /** The provider's calls since the last step, or so far in a running one. */
  get calls(): string[] {
    const file = join(this.folder, "remote.json.calls");
    return existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : [];
  }

  async step(verb: Verb, options: StepOptions = {}): Promise<StepResult & { calls: string[] }> {
    const result = await (verb === "destroy" ? this.stack.destroy() : this.stack[verb](options));
    const { stdout, stderr, ...told } = result;
    const { calls, remote } = this;
    // Resources that do not depend on each other come in any order.
    const diffs = result.diffs.toSorted((a, b) => compare(`${a.op} ${a.urn}`, `${b.op} ${b.urn}`));
    const sorted = { diffs, calls: calls.toSorted(compare) };
    this.records.push({ verb, ...told, ...sorted, state: await this.state(), remote });
    this.forget();
    return { ...told, stdout, stderr, diffs, calls };
  }

  /** What state says of all but the providers. */
  async state(): Promise<StateResource[]> {
    const { resources } = await this.stack.exportState();
    return resources
      .filter(({ type }) => !type.startsWith("pulumi:providers:"))
      .sort((a, b) => compare(`${a.urn} ${a.delete}`, `${b.urn} ${b.delete}`));
  }

  /** One place in state. */
  async find(name: string): Promise<StateResource | undefined> {
    return (await this.state()).find((resource) => resource.name === name);
  }

  /** Forgets calls and fault of the step that is over. */
  forget(): void {
    rmSync(join(this.folder, "remote.json.calls"), { force: true });
    delete this.stack.env["SHELF_FAULT"];
  }

  async remove(): Promise<void> {
    await this.stack.remove();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
