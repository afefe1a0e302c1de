import * as pulumi from "@pulumi/pulumi";
import { CloudAccessTokenPolicy } from "pulumi-wechat-cloudbase";

const config = new pulumi.Config();

const policy = new CloudAccessTokenPolicy("production", {
  // The default is the environment of WeChat's page, which the emulator knows:
  // set your own with `pulumi config set env <environment id>`.
  env: config.get("env") ?? "myttest-8gu57so0bd9f9e8a",
  apiWhitelist: ["/wxa/msg_sec_check", "/wxa/getwxacode"],
});

export const version = policy.version;
export const apiWhitelist = policy.apiWhitelist;
