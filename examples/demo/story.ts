import { join } from "node:path";
import { startEmulator } from "../../emulator";
import type { Engine } from "../../tests/support/engine";
import { Check } from "./check";
import { Screen } from "./screen";

const PRODUCTION = "myttest-8gu57so0bd9f9e8a";
const STAGING = "myttest-staging-1a2b3c4d";

/**
 * The whole job in one story, on a local file backend and an emulator of WeChat's API. After each step
 * the emulator's own record is compared with what was expected; throws at the first difference.
 */
export async function tellStory(engine: Engine, screen: Screen): Promise<void> {
  const emulator = await startEmulator();
  screen.say(`Engine: ${engine.description}`);
  screen.say(
    `WeChat: an emulator on ${emulator.url} (no account is needed, nothing leaves this machine)`,
  );
  const stack = await engine.newStack({
    projectDir: join(__dirname, "program"),
    env: {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken(),
    },
  });
  const check = new Check(emulator, screen);
  const before = { production: emulator.policy(PRODUCTION), staging: emulator.policy(STAGING) };

  try {
    screen.heading("1. What would happen? Two environments are not managed yet.", "pulumi preview");
    const preview = await stack.preview();
    screen.step(preview);
    check.step(preview, { create: 2 });
    check.requests({ get: 0, set: 0, applies: 0 }, "a preview sends nothing and needs no token");

    screen.heading("2. Make it so.", "pulumi up");
    const up = await stack.up();
    screen.step(up);
    check.step(up, { create: 2 });
    check.requests({ get: 4, set: 2, applies: 2 }, "each: get, set, and a get that proves it");
    check.whitelist(PRODUCTION, ["/wxa/getwxacode", "/wxa/msg_sec_check"]);
    check.whitelist(STAGING, ["/cgi-bin/message/subscribe/send", "/wxa/msg_sec_check"]);

    screen.heading("3. Nothing changed in the program.", "pulumi up");
    const unchanged = await stack.up({ expectNoChanges: true });
    screen.step(unchanged);
    check.step(unchanged, { same: 2 });
    check.requests({ get: 0, set: 0, applies: 0 }, "an unchanged up sends nothing");

    screen.heading("4. Somebody opens everything in the web console, at night, for a quick test.");
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*"] });
    screen.note(`${PRODUCTION}: ${JSON.stringify(emulator.policy(PRODUCTION).apiWhitelist)}`);
    emulator.clearJournal();

    screen.heading(
      "5. The next pull request shows exactly that.",
      "pulumi preview --refresh --diff",
    );
    const drift = await stack.preview({ refresh: true });
    screen.step(drift);
    check.step(drift, { update: 1, same: 1 });
    check.drift(drift, "production");
    check.requests({ get: 2, set: 0, applies: 0 }, "drift is found by one get for each resource");

    screen.heading("6. Up heals it.", "pulumi up --refresh");
    const healed = await stack.up({ refresh: true });
    screen.step(healed);
    check.step(healed, { update: 1, same: 1 });
    check.requests({ get: 4, set: 1, applies: 1 }, "2 to refresh, then get, set, get for one");
    check.whitelist(PRODUCTION, ["/wxa/getwxacode", "/wxa/msg_sec_check"]);

    screen.heading("7. Destroy puts back what was there before.", "pulumi destroy");
    const destroyed = await stack.destroy();
    screen.step(destroyed);
    check.step(destroyed, { delete: 2 });
    check.requests({ get: 4, set: 2, applies: 2 }, "each: get, set, and a get that proves it");
    check.whitelist(PRODUCTION, before.production.apiWhitelist);
    check.whitelist(STAGING, before.staging.apiWhitelist);
    screen.allPassed();
  } finally {
    await stack.remove();
    await emulator.close();
  }
}
