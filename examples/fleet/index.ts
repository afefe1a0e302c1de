import * as pulumi from "@pulumi/pulumi";
import { CloudAccessTokenPolicies } from "pulumi-wechat-cloudbase";
import { readMerchants } from "./merchants";

const file = new pulumi.Config().get("merchants") ?? "merchants.csv";

/** What a merchant may have booked. */
const groups: Record<string, string[]> = {
  basic: ["/wxa/msg_sec_check", "/wxa/img_sec_check"],
  marketing: ["/wxa/msg_sec_check", "/wxa/img_sec_check", "/wxa/getwxacodeunlimit"],
  everything: ["/*"],
};

const accounts = readMerchants(file);
for (const [authorizerAppId, merchants] of accounts) {
  const environments = merchants.map(({ env, group }) => {
    const paths = groups[group];
    if (!paths) throw new pulumi.RunError(`${file}: ${env} has the unknown group "${group}"`);
    return [env, paths] as const;
  });
  new CloudAccessTokenPolicies(authorizerAppId, {
    authorizerAppId,
    open: true,
    environments: Object.fromEntries(environments),
  });
}

export const managed = {
  accounts: accounts.size,
  environments: [...accounts.values()].flat().length,
};
