import { readFileSync } from "node:fs";
import { join } from "node:path";
import { CloudAccessTokenPolicy } from "pulumi-wechat-cloudbase/native";

/** One environment of each merchant's mini program. */
interface Merchant {
  name: string;
  authorizerAppId: string;
  env: string;
}

const file = join(__dirname, "merchants.json");
const merchants = JSON.parse(readFileSync(file, "utf8")) as Merchant[];

// One process serves them all: with the platform's credentials it obtains a token for each account.
const policies = merchants.map(({ name, authorizerAppId, env }) => {
  const policy = new CloudAccessTokenPolicy(name, {
    authorizerAppId,
    env,
    apiWhitelist: ["/wxa/msg_sec_check"],
  });
  return [name, policy.id] as const;
});

export const ids = Object.fromEntries(policies);
