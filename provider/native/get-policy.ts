import * as pulumi from "@pulumi/pulumi";
import type { GetCloudAccessTokenPolicyResult } from "../get-policy";
import { FUNCTION } from "../names";
import type {
  GetCloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyOutputArgs,
} from "../resource";

/** Reads the policy of an environment without managing it. */
export function getCloudAccessTokenPolicy(
  args: GetCloudAccessTokenPolicyArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetCloudAccessTokenPolicyResult> {
  return pulumi.runtime.invoke(
    FUNCTION,
    { ...args },
    opts,
  ) as Promise<GetCloudAccessTokenPolicyResult>;
}

/** The same for arguments that are outputs of other resources. */
export function getCloudAccessTokenPolicyOutput(
  args: GetCloudAccessTokenPolicyOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetCloudAccessTokenPolicyResult> {
  return pulumi.runtime.invokeOutput<GetCloudAccessTokenPolicyResult>(FUNCTION, { ...args }, opts);
}
