import * as pulumi from "@pulumi/pulumi";
import type { Lifecycle } from "../../core/lifecycle";
import type { GetCloudAccessTokenPolicyResult } from "../args";
import { NAMESPACE } from "../../core/constants";
import type { GetCloudAccessTokenPolicyArgs, GetCloudAccessTokenPolicyOutputArgs } from "../args";
import type { SettingInputs } from "../../wechat/settings";

/** The process' lifecycles, by the settings that were read: a process may run the programs of several stacks. */
const lifecycles = new Map<string, Lifecycle>();

/**
 * Reads the policy of an environment without managing it: in the program's own process, so with the
 * environment and the configuration that the program sees. Rejects with an error that names the
 * environment, also where it does not exist: Pulumi shows its message alone.
 */
export async function getCloudAccessTokenPolicy(
  args: GetCloudAccessTokenPolicyArgs,
): Promise<GetCloudAccessTokenPolicyResult> {
  // A program that never calls this must not load the HTTP client.
  /* eslint-disable @typescript-eslint/no-require-imports */
  const { checkedTarget, getPolicy } =
    require("../../host/get-policy") as typeof import("../../host/get-policy");
  const { createLifecycle } =
    require("../../host/create-lifecycle") as typeof import("../../host/create-lifecycle");
  const { readSettings } =
    require("../../wechat/settings") as typeof import("../../wechat/settings");
  const { getOrCreate } =
    require("../../core/process-state") as typeof import("../../core/process-state");
  const { ApiError, PolicyError } =
    require("../../core/errors") as typeof import("../../core/errors");
  /* eslint-enable @typescript-eslint/no-require-imports */
  try {
    const target = checkedTarget(args);
    const inputs: SettingInputs = {
      environment: process.env,
      config: (key) => pulumi.runtime.getConfig(`${NAMESPACE}:${key}`),
    };
    const warn = (message: string) => void pulumi.log.warn(message);
    const key = JSON.stringify(readSettings(inputs));
    const lifecycle = getOrCreate(lifecycles, key, () => createLifecycle({ ...inputs, warn }));
    return await getPolicy(lifecycle, target);
  } catch (error) {
    // Anything else is a mistake in this package, whose stack is wanted.
    const isForeseen = error instanceof PolicyError || error instanceof ApiError;
    throw isForeseen ? new pulumi.RunError(error.message, { cause: error }) : error;
  }
}

/** The same for arguments that are outputs of other resources. */
export function getCloudAccessTokenPolicyOutput(
  args: GetCloudAccessTokenPolicyOutputArgs,
): pulumi.Output<GetCloudAccessTokenPolicyResult> {
  return pulumi.output(args).apply((known) => getCloudAccessTokenPolicy(known));
}
