import type { AliasSpec, Registration } from "./registration";
import { stackType, urnOf } from "./resource-state";

/** The URNs that a resource says it had before. */
export function aliasUrns(
  registration: Registration,
  names: { stack: string; project: string },
): string[] {
  return registration.aliases.map((alias) => aliasUrn(alias, registration, names));
}

function aliasUrn(
  alias: AliasSpec,
  { name, type, parent }: Registration,
  { stack, project }: { stack: string; project: string },
): string {
  if ("urn" in alias) return alias.urn;
  const formerParent = alias.parent ?? parent;
  return urnOf(
    { stack: alias.stack || stack, project: alias.project || project },
    {
      type: alias.type || type,
      name: alias.name || name,
      parent: formerParent.split("::")[2] === stackType ? "" : formerParent,
    },
  );
}
