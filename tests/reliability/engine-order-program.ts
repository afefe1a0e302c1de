import type { PolicyInputs } from "../../provider/core/policy";

/** One resource of a program. */
export interface Declaration extends PolicyInputs {
  name: string;
  /** Pulumi's option `deleteBeforeReplace`. */
  isDeletedFirst?: boolean;
}

/** A program: at most one resource for each environment, the account named by all or by none. */
export interface Program {
  declarations: readonly Declaration[];
  isAccountNamed: boolean;
}

/** What somebody changes in the program. */
export type Edit =
  /** Replaces what had this environment or this name. */
  | { edit: "declare"; declared: Declaration }
  /** Without an alias. A resource that had that name gets the other's. */
  | { edit: "rename"; env: string; name: string }
  | { edit: "remove"; env: string }
  /** To the program before the last `up` that changed it. */
  | { edit: "revert" }
  | { edit: "reverse" }
  | { edit: "name the account" };

/** The program after one change. */
export function edited(change: Edit, program: Program, before: Program): Program {
  const { declarations, isAccountNamed } = program;
  if (change.edit === "revert") return before;
  if (change.edit === "name the account") return { declarations, isAccountNamed: !isAccountNamed };
  return { declarations: declarationsAfter(change, declarations), isAccountNamed };
}

type OfDeclarations = Exclude<Edit, { edit: "revert" | "name the account" }>;
function declarationsAfter(change: OfDeclarations, before: readonly Declaration[]) {
  if (change.edit === "reverse") return [...before].reverse();
  if (change.edit === "remove") return before.filter(({ env }) => env !== change.env);
  if (change.edit === "rename") {
    const old = before.find(({ env }) => env === change.env)?.name ?? change.name;
    const names: Record<string, string> = { [change.name]: old, [old]: change.name };
    return before.map((each) => ({ ...each, name: names[each.name] ?? each.name }));
  }
  const { env, name, open } = change.declared;
  const others = before.filter((each) => each.env !== env && each.name !== name);
  // One switch: other tests show that two resources which ask for different values are refused.
  const agreeing = others.map((each) =>
    each.open === undefined || open === undefined ? each : { ...each, open },
  );
  return [...agreeing, change.declared];
}
