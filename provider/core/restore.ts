import { deleteConflictRemedy } from "./conflict";
import { PolicyError } from "./errors";
import type { Observation, PolicyState } from "./policy";
import { reconcile, type ReconcileContext } from "./reconcile";
import { formatId } from "./identity";
import { translated } from "./translate";
import type { Desired } from "./write";

/**
 * Writes what delete leaves behind. An environment that is gone counts as deleted: then it says what
 * WeChat said.
 */
export async function restore(
  context: ReconcileContext,
  key: string,
  state: PolicyState,
  apiWhitelist: string[],
): Promise<string | undefined> {
  const { memory } = context;
  try {
    await reconcile(context, {
      target: state,
      account: memory.account(key),
      base: state,
      desiredFor: (found) => ({
        apiWhitelist,
        ...(!memory.isOpenClaimedBeside({ key, env: state.env }) && openAfterDelete(state, found)),
      }),
      onConflict: state.onConflict ?? "fail",
    });
    return undefined;
  } catch (error) {
    const where = { id: formatId(state), verb: "delete" } as const;
    const wrong = translated(error, where);
    if (!(wrong instanceof PolicyError)) throw wrong;
    if (wrong.problem.failure === "missing") return wrong.problem.summary;
    if (wrong.problem.failure !== "conflict") throw wrong;
    throw new PolicyError(where, { ...wrong.problem, remedy: deleteConflictRemedy });
  }
}

/** The whitelist that delete leaves behind, or undefined where it writes nothing. */
export function whitelistAfterDelete(state: PolicyState): string[] | undefined {
  switch (state.onDelete ?? "restore") {
    case "retain":
      return undefined;
    case "revoke":
      return [];
    case "restore":
      return state.restoreTo ?? state.original?.apiWhitelist;
  }
}

/** Puts the switch back only where this resource managed it and nobody moved it since. */
function openAfterDelete(state: PolicyState, found: Observation): Pick<Desired, "open"> {
  const { original, unverified } = state;
  const isManaged = state.managesOpen && state.onDelete !== "revoke";
  const isOurs = isManaged && [state.open, unverified?.open].includes(found.open);
  return isOurs && original ? { open: original.open } : {};
}
