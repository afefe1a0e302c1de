import { CloudAccessTokenPolicy, getCloudAccessTokenPolicy } from "pulumi-wechat-cloudbase/native";

const production = new CloudAccessTokenPolicy("production", {
  env: "myttest-8gu57so0bd9f9e8a",
  apiWhitelist: ["/wxa/msg_sec_check", "/wxa/getwxacode"],
  onDelete: "revoke",
});

// Whatever production may call, and one more.
const staging = new CloudAccessTokenPolicy("staging", {
  env: "myttest-staging-1a2b3c4d",
  apiWhitelist: production.apiWhitelist.apply((paths) => [...paths, "/wxa/img_sec_check"]),
});

export const versions = { production: production.version, staging: staging.version };
export const before = getCloudAccessTokenPolicy({ env: "myttest-staging-1a2b3c4d" }).then(
  ({ apiWhitelist }) => apiWhitelist,
);
