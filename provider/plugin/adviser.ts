import { adviseInputs } from "../core/advice";
import type { RawInputs } from "../core/validation";

/** Tells the user what is doubtful in inputs, once: the engine checks those of a replacement twice. */
export class Adviser {
  private readonly said = new Set<string>();

  constructor(private readonly warn: (message: string, urn: string) => void) {}

  /** Says what there is to say about the inputs of the resource at `urn`. */
  advise(urn: string, inputs: RawInputs, secrets: ReadonlySet<string>): void {
    for (const message of adviseInputs(inputs, (input) => secrets.has(input))) {
      const key = `${urn} ${message}`;
      if (this.said.has(key)) continue;
      this.said.add(key);
      this.warn(message, urn);
    }
  }
}
