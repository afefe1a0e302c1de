export { CloudAccessTokenPolicy } from "./policy";
export { Provider, type ProviderArgs } from "./provider";
export { getCloudAccessTokenPolicy, getCloudAccessTokenPolicyOutput } from "./get-policy";
export type {
  CloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyArgs,
  GetCloudAccessTokenPolicyOutputArgs,
} from "../resource";
export type { GetCloudAccessTokenPolicyResult } from "../get-policy";
export type { OnConflict, OnDelete, Policy } from "../core/policy";
export type { ApiPath, KnownPath } from "../core/known-paths";
