import * as pulumi from "@pulumi/pulumi";
import { ACCOUNTS_FUNCTION, ENVIRONMENTS_FUNCTION } from "../../core/constants";
import type {
  GetAuthorizedAccountsResult,
  GetCloudBaseEnvironmentsArgs,
  GetCloudBaseEnvironmentsOutputArgs,
  GetCloudBaseEnvironmentsResult,
} from "../args";
import { invoke } from "./invoke";

/** Lists the accounts that have authorized the third-party platform. Needs its credentials, or componentAppId beside its token. */
export function getAuthorizedAccounts(
  opts?: pulumi.InvokeOptions,
): Promise<GetAuthorizedAccountsResult> {
  return invoke(ACCOUNTS_FUNCTION, {}, opts);
}

/** The same as an output. */
export function getAuthorizedAccountsOutput(
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetAuthorizedAccountsResult> {
  return pulumi.runtime.invokeOutput<GetAuthorizedAccountsResult>(ACCOUNTS_FUNCTION, {}, opts);
}

/** Lists an account's environments: with a loop over both, a new merchant shows in the next preview. */
export function getCloudBaseEnvironments(
  args: GetCloudBaseEnvironmentsArgs = {},
  opts?: pulumi.InvokeOptions,
): Promise<GetCloudBaseEnvironmentsResult> {
  return invoke(ENVIRONMENTS_FUNCTION, { ...args }, opts);
}

/** The same for an account that is an output of another resource. */
export function getCloudBaseEnvironmentsOutput(
  args: GetCloudBaseEnvironmentsOutputArgs = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<GetCloudBaseEnvironmentsResult> {
  return pulumi.runtime.invokeOutput<GetCloudBaseEnvironmentsResult>(
    ENVIRONMENTS_FUNCTION,
    { ...args },
    opts,
  );
}
