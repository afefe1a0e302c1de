export { CloudAccessTokenPolicy } from "./policy";
export { CloudAccessTokenPolicies } from "./policies";
export { Provider, type ProviderArgs } from "./provider";
export { getCloudAccessTokenPolicy, getCloudAccessTokenPolicyOutput } from "./get-policy";
export type {
  CloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyOutputArgs,
} from "../resource";
export type { CloudAccessTokenPoliciesArgs, EnvironmentPolicyArgs } from "../fleet";
export type { GetCloudAccessTokenPolicyResult } from "../get-policy";
export type { OnConflict, OnDelete, Policy } from "../core/policy";
export type { ApiPath, KnownPath } from "../core/known-paths";
