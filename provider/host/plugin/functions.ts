import {
  ACCOUNTS_FUNCTION,
  ENVIRONMENTS_FUNCTION,
  FUNCTION,
  NAMESPACE,
  UNKNOWN,
} from "../../core/constants";
import type { PolicyTarget } from "../../core/policy";
import { type CheckFailure, checkTarget, type RawInputs } from "../../core/validation";
import type { ConnectedProvider } from "../create-lifecycle";
import { getPolicy } from "../get-policy";

const isUnknown = (value: unknown) => value === UNKNOWN;

/** Answers a call of one of the plugin's functions: its result, or what is wrong with its arguments. */
export async function callFunction(
  token: string,
  args: RawInputs,
  provider: ConnectedProvider,
): Promise<{ result: object } | { failures: CheckFailure[] }> {
  switch (token) {
    case FUNCTION: {
      const { inputs, failures } = checkTarget(args, isUnknown);
      if (failures.length > 0) return { failures };
      return { result: await getPolicy(provider.lifecycle, inputs as unknown as PolicyTarget) };
    }
    case ENVIRONMENTS_FUNCTION: {
      const { inputs, failures } = checkTarget(args, isUnknown, ["authorizerAppId"]);
      if (failures.length > 0) return { failures };
      return { result: await provider.getCloudBaseEnvironments(inputs) };
    }
    case ACCOUNTS_FUNCTION: {
      const { failures } = checkTarget(args, isUnknown, []);
      return failures.length > 0
        ? { failures }
        : { result: await provider.getAuthorizedAccounts() };
    }
    default:
      throw new Error(`${NAMESPACE} has no function ${token}`);
  }
}
