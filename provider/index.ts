export { CloudAccessTokenPolicy } from "./program/dynamic/policy";
export { CloudAccessTokenPolicies } from "./program/dynamic/policies";
export {
  getCloudAccessTokenPolicy,
  getCloudAccessTokenPolicyOutput,
} from "./program/dynamic/get-policy";
export {
  getAuthorizedAccounts,
  getAuthorizedAccountsOutput,
  getCloudBaseEnvironments,
  getCloudBaseEnvironmentsOutput,
} from "./program/dynamic/discovery";
export type {
  GetAuthorizedAccountsResult,
  GetCloudBaseEnvironmentsArgs,
  GetCloudBaseEnvironmentsOutputArgs,
  GetCloudBaseEnvironmentsResult,
} from "./program/args";
export type { AuthorizedAccount, CloudBaseEnvironment } from "./core/discovery";
export type {
  CloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyOutputArgs,
} from "./program/args";
export type { CloudAccessTokenPoliciesArgs, EnvironmentPolicyArgs } from "./program/args";
export type { GetCloudAccessTokenPolicyResult } from "./program/args";
export type { OnConflict, OnDelete, Policy } from "./core/policy";
export type { ApiPath, KnownPath } from "./core/known-paths";
