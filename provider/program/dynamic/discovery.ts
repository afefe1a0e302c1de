import * as pulumi from "@pulumi/pulumi";
import type {
  GetAuthorizedAccountsResult,
  GetCloudBaseEnvironmentsArgs,
  GetCloudBaseEnvironmentsOutputArgs,
  GetCloudBaseEnvironmentsResult,
} from "../args";
import { lookUp } from "./look-up";

/** Lists the accounts that have authorized the third-party platform. Needs its credentials, or componentAppId beside its token. */
export function getAuthorizedAccounts(): Promise<GetAuthorizedAccountsResult> {
  return lookUp((provider) => provider.getAuthorizedAccounts());
}

/** The same as an output. */
export function getAuthorizedAccountsOutput(): pulumi.Output<GetAuthorizedAccountsResult> {
  return pulumi.output(getAuthorizedAccounts());
}

/** Lists an account's environments: with a loop over both, a new merchant shows in the next preview. */
export function getCloudBaseEnvironments(
  args: GetCloudBaseEnvironmentsArgs = {},
): Promise<GetCloudBaseEnvironmentsResult> {
  return lookUp((provider) => provider.getCloudBaseEnvironments(args));
}

/** The same for an account that is an output of another resource. */
export function getCloudBaseEnvironmentsOutput(
  args: GetCloudBaseEnvironmentsOutputArgs = {},
): pulumi.Output<GetCloudBaseEnvironmentsResult> {
  return pulumi.output(args).apply((known) => getCloudBaseEnvironments(known));
}
