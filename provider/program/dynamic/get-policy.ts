import * as pulumi from "@pulumi/pulumi";
import type {
  GetCloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyOutputArgs,
  GetCloudAccessTokenPolicyResult,
} from "../args";
import { lookUp } from "./look-up";

/**
 * Reads the policy of an environment without managing it. Rejects with an error that names the environment,
 * also if it does not exist.
 */
export async function getCloudAccessTokenPolicy(
  args: GetCloudAccessTokenPolicyArgs,
): Promise<GetCloudAccessTokenPolicyResult> {
  return lookUp(({ lifecycle }) => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- lazily
    const lazily = require("../../host/get-policy") as typeof import("../../host/get-policy");
    return lazily.getPolicy(lifecycle, lazily.checkedTarget(args));
  });
}

/** The same for arguments that are outputs of other resources. */
export function getCloudAccessTokenPolicyOutput(
  args: GetCloudAccessTokenPolicyOutputArgs,
): pulumi.Output<GetCloudAccessTokenPolicyResult> {
  return pulumi.output(args).apply((known) => getCloudAccessTokenPolicy(known));
}
