import * as pulumi from "@pulumi/pulumi";
import type { GetCloudAccessTokenPolicyResult } from "../args";
import { FUNCTION } from "../../core/constants";
import type { GetCloudAccessTokenPolicyArgs, GetCloudAccessTokenPolicyOutputArgs } from "../args";

/** Reads the policy of an environment without managing it. Pulumi shows the message of its errors alone. */
export async function getCloudAccessTokenPolicy(
  args: GetCloudAccessTokenPolicyArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetCloudAccessTokenPolicyResult> {
  try {
    const found: unknown = await pulumi.runtime.invoke(FUNCTION, { ...args }, opts);
    return found as GetCloudAccessTokenPolicyResult;
  } catch (error) {
    // One of gRPC means that the engine is going: Pulumi knows it by its code.
    if (!(error instanceof Error) || "code" in error) throw error;
    throw new pulumi.RunError(error.message, { cause: error });
  }
}

/** The same for arguments that are outputs of other resources. */
export function getCloudAccessTokenPolicyOutput(
  args: GetCloudAccessTokenPolicyOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetCloudAccessTokenPolicyResult> {
  return pulumi.runtime.invokeOutput<GetCloudAccessTokenPolicyResult>(FUNCTION, { ...args }, opts);
}
