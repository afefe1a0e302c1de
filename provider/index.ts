export { CloudAccessTokenPolicy, type CloudAccessTokenPolicyArgs } from "./dynamic/policy";
export type { OnConflict, OnDelete, Policy } from "./core/policy";
