import { startEmulator } from "pulumi-wechat-cloudbase/emulator";
import { readMerchants } from "./merchants";

/** Plays WeChat for the merchants of a file, each with its switch off and nothing allowed. */
async function main(file = "merchants.csv"): Promise<void> {
  const accounts = [...readMerchants(file)].map(([appId, merchants]) => {
    const environments = merchants.map(({ env }) => [env, { apiWhitelist: [] }] as const);
    return [appId, { open: false, environments: Object.fromEntries(environments) }] as const;
  });
  const { url, component } = await startEmulator({ accounts: Object.fromEntries(accounts) });
  const settings = {
    ENDPOINT: url,
    COMPONENT_APP_ID: component.appId,
    COMPONENT_APP_SECRET: component.appSecret,
    COMPONENT_VERIFY_TICKET: component.verifyTicket,
  };
  for (const [name, value] of Object.entries(settings))
    process.stdout.write(`export WECHAT_CLOUDBASE_${name}=${value}\n`);
}

void main(process.argv[2]);
