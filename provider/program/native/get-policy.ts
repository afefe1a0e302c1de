import * as pulumi from "@pulumi/pulumi";
import { FUNCTION } from "../../core/constants";
import type {
  GetCloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyOutputArgs,
  GetCloudAccessTokenPolicyResult,
} from "../args";
import { invoke } from "./invoke";

/** Reads the policy of an environment without managing it. */
export function getCloudAccessTokenPolicy(
  args: GetCloudAccessTokenPolicyArgs,
  opts?: pulumi.InvokeOptions,
): Promise<GetCloudAccessTokenPolicyResult> {
  return invoke(FUNCTION, { ...args }, opts);
}

/** The same for arguments that are outputs of other resources. */
export function getCloudAccessTokenPolicyOutput(
  args: GetCloudAccessTokenPolicyOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetCloudAccessTokenPolicyResult> {
  return pulumi.runtime.invokeOutput<GetCloudAccessTokenPolicyResult>(FUNCTION, { ...args }, opts);
}
