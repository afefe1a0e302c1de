import { inputWarnings } from "../../core/whitelist-warnings";
import type { RawInputs } from "../../core/validation";

/** Tells the user what is doubtful in inputs, once: the engine checks those of a replacement twice. */
export class WarningReporter {
  private readonly said = new Set<string>();

  constructor(private readonly warn: (message: string, urn: string) => void) {}

  /** Begins anew: the next program is to be told again. */
  forget(): void {
    this.said.clear();
  }

  /** Says what there is to say about the inputs of the resource at `urn`. */
  report(urn: string, inputs: RawInputs, secrets: ReadonlySet<string>): void {
    for (const message of inputWarnings(inputs, (input) => secrets.has(input))) {
      const key = `${urn} ${message}`;
      if (this.said.has(key)) continue;
      this.said.add(key);
      this.warn(message, urn);
    }
  }
}
