import { parseImportId } from "../../core/identity";
import type { PolicyTarget } from "../../core/policy";
import { NAMESPACE, RESOURCE } from "../../core/constants";

/** What an import's id names. Throws if it names nothing. */
export function targetOf(id: string): PolicyTarget {
  const target = parseImportId(id);
  if (target) return target;
  throw new Error(
    `${JSON.stringify(id)} is not the id of a CloudAccessTokenPolicy; give <env> or <authorizerAppId>/<env>`,
  );
}

/** Which resource a URN names. Throws if its type is none of this plugin. */
export function resourceOf(urn: string): { urn: string; name: string } {
  const [, , types, ...name] = urn.split("::");
  const type = types?.split("$").at(-1);
  if (type !== RESOURCE) throw new Error(`${NAMESPACE} has no resource type ${type ?? urn}`);
  return { urn, name: name.join("::") };
}
