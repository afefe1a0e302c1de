import type { Changes, PropertyChange, Verb } from "../engine";
import { differences, nameOf, type StepEvent } from "../report";
import type { Props } from "../value";
import { isProvider, stackType } from "./resource-state";

const signs: Record<string, string> = {
  create: "+",
  update: "~",
  delete: "-",
  replace: "+-",
  "create-replacement": "++",
  "delete-replaced": "--",
  read: ">",
};
const titles: Record<Verb, string> = {
  preview: "Previewing update",
  up: "Updating",
  refresh: "Refreshing",
  destroy: "Destroying",
};

/** What the double prints: who it is, each change with its properties, messages and a summary. */
export class Transcript {
  stdout = "";
  stderr = "";

  line(text: string): void {
    this.stdout += `${text}\n`;
  }

  error(text: string): void {
    this.stderr += `error: ${text}\n`;
  }

  begin(verb: Verb, stack: string): void {
    this.line(`This is an engine double, not the Pulumi engine. ${titles[verb]} (${stack}):`);
  }

  /** A message about a resource, or about the whole stack. */
  message(severity: string, text: string, urn = ""): void {
    const about = urn === "" ? "" : `${nameOf(urn)}: `;
    const prefix = severity === "info" ? "" : `${severity}: `;
    for (const line of `${about}${prefix}${text.trimEnd()}`.split("\n")) this.line(`    ${line}`);
  }

  event(event: StepEvent): void {
    if (isProvider(event.type) || event.type === stackType) return;
    const isReading = !event.logical && !(event.op in signs && /replace/.test(event.op));
    if (isReading) this.#reading(event);
    else if (signs[event.op]) this.#change(event);
  }

  summary(changes: Changes, outputs: Props): void {
    this.line("Outputs:");
    for (const [name, value] of Object.entries(outputs)) {
      this.line(`    ${name}: ${JSON.stringify(value)}`);
    }
    this.line("Resources:");
    for (const [op, count] of Object.entries(changes)) {
      this.line(
        op === "same" ? `    ${count} unchanged` : `    ${signs[op] ?? ""} ${count} to ${op}`,
      );
    }
  }

  #change({ op, urn, old, new: next }: StepEvent): void {
    this.line(` ${signs[op] ?? ""} ${op} ${nameOf(urn)}`);
    const isHalf = op === "create-replacement" || op === "delete-replaced";
    if (!isHalf) this.#properties(differences(old?.inputs ?? {}, next?.inputs ?? {}));
  }

  #reading({ urn, old, new: next }: StepEvent): void {
    if (!next) {
      this.line(` - ${nameOf(urn)} is gone`);
      return;
    }
    const changes = differences(old?.outputs ?? {}, next.outputs);
    if (changes.length === 0) return;
    this.line(` ~ refresh ${nameOf(urn)}`);
    this.#properties(changes);
  }

  #properties(changes: PropertyChange[]): void {
    for (const { path, from, to } of changes) {
      if (from === undefined) this.line(`   + ${path}: ${JSON.stringify(to)}`);
      else if (to === undefined) this.line(`   - ${path}: ${JSON.stringify(from)}`);
      else this.line(`   ~ ${path}: ${JSON.stringify(from)} => ${JSON.stringify(to)}`);
    }
  }
}
