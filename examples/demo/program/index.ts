import { CloudAccessTokenPolicy } from "pulumi-wechat-cloudbase";

const production = new CloudAccessTokenPolicy("production", {
  env: "myttest-8gu57so0bd9f9e8a",
  apiWhitelist: ["/wxa/msg_sec_check", "/wxa/getwxacode"],
});

const staging = new CloudAccessTokenPolicy("staging", {
  env: "myttest-staging-1a2b3c4d",
  apiWhitelist: ["/wxa/msg_sec_check", "/cgi-bin/message/subscribe/send"],
});

export const versions = { production: production.version, staging: staging.version };
