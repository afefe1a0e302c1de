/** What a register holds: the policy's content as one text, and its version. */
export interface Register {
  content: string;
  version: number;
}

/** One call of one process, from its invocation to its return on a clock that all share. */
export interface Call extends Partial<Register> {
  process: string;
  invoked: number;
  returned: number;
  /**
   * - `read`: saw `content` at `version`
   * - `written`: replaced `from` by `content`, which got `version`
   * - `refused`: found something other than `from`, and wrote nothing
   * - `maybe`: wanted to replace `from` by `content`; whether it did is not known
   */
  outcome: "read" | "written" | "refused" | "maybe";
  from?: string;
}

/** The register after a call that takes effect now; undefined if it cannot have. */
function effect(register: Register, { outcome, content = "", version, from }: Call) {
  const next = { content, version: register.version + 1 };
  const isFrom = register.content === from;
  if (outcome === "read")
    return register.content === content && register.version === version ? register : undefined;
  if (outcome === "refused") return isFrom ? undefined : register;
  return isFrom && (outcome === "maybe" || next.version === version) ? next : undefined;
}

/**
 * Whether the calls can be put in one order that respects real time and in which a register that
 * compares and sets would have answered each as it was answered (Wing and Gong, with the memory of
 * Lowe). A call whose outcome is not known may take effect at any time after its invocation, or never.
 */
export function isLinearizable(history: readonly Call[], initial: Register): boolean {
  const failed = new Set<string>();
  const search = (left: readonly Call[], register: Register): boolean => {
    const settled = left.filter(({ outcome }) => outcome !== "maybe");
    if (settled.length === 0) return true;
    const key = `${register.content}@${register.version}:${left.map((call) => history.indexOf(call)).join()}`;
    if (failed.has(key)) return false;
    const firstReturn = Math.min(...settled.map(({ returned }) => returned));
    const found = left
      .filter(({ invoked }) => invoked <= firstReturn)
      .some((call) => {
        const next = effect(register, call);
        const others = left.filter((other) => other !== call);
        return next && search(others, next);
      });
    if (!found) failed.add(key);
    return found;
  };
  return search(history, initial);
}
