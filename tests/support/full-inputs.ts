import type { PolicyInputs } from "../../provider/core/policy";

/** Every input there is, and none but those that are required. */
export const fullInputs: PolicyInputs = {
  env: "e",
  authorizerAppId: "wx1",
  apiWhitelist: ["/a", "/b"],
  open: true,
  onConflict: "overwrite",
  onDelete: "retain",
  restoreTo: ["/r"],
};
export const leastInputs: PolicyInputs = { env: "e", apiWhitelist: [] };
