import pc from "picocolors";
import type { Diff, StepResult } from "../../tests/support/engine";

/** What the demo writes: headings, steps, and what was found to hold. */
export class Screen {
  #ticks = 0;

  constructor(
    /** Takes the text of one or more lines, without the last line break. */
    readonly say: (text: string) => void,
    /** By default colours only where they can be seen. */
    private readonly colors: ReturnType<typeof pc.createColors> = pc,
  ) {}

  heading(text: string, command?: string): void {
    this.say(`\n${this.colors.bold(text)}`);
    if (command !== undefined) this.say(this.colors.cyan(`  $ ${command}`));
  }

  note(text: string): void {
    this.say(this.colors.dim(`    ${text}`));
  }

  passed(text: string): void {
    this.#ticks += 1;
    this.say(this.colors.green(`    ✓ ${text}`));
  }

  allPassed(): void {
    this.say(`\n${this.colors.green(`All ${this.#ticks} checks passed.`)}`);
  }

  /** What a step would change or has changed, the same for each engine. */
  step(result: StepResult): void {
    for (const diff of result.diffs) {
      this.say(`    ${this.#sign(diff)} ${diff.name}`);
      for (const { path, from, to } of diff.properties) {
        this.note(`    ${path}: ${json(from)} => ${json(to)}`);
      }
    }
    const counts = Object.entries(result.changes).map(([what, count]) => `${count} ${what}`);
    this.say(`    ${counts.sort().join(", ")}`);
  }

  #sign({ op }: Diff): string {
    if (op === "create") return this.colors.green(`+ ${op}`);
    if (op === "delete") return this.colors.red(`- ${op}`);
    return this.colors.yellow(`~ ${op === "refresh" ? "drift " : op}`);
  }
}

const json = (value: unknown) => (value === undefined ? "-" : JSON.stringify(value));
