import { join } from "node:path";
import pc from "picocolors";
import { startEmulator } from "../../emulator";
import { type Diff, selectEngine, type StepResult } from "../../tests/support/engine";
import { Check } from "./check";

/**
 * The whole job in one story, on a local file backend and an emulator of WeChat's API. After each step
 * the emulator's own record is compared with what was expected; the first difference ends the demo.
 */
const PRODUCTION = "myttest-8gu57so0bd9f9e8a";
const STAGING = "myttest-staging-1a2b3c4d";

const say = (text: string) => process.stdout.write(`${text}\n`);

function heading(text: string, command: string): void {
  say(`\n${pc.bold(text)}\n${pc.cyan(`  $ ${command}`)}`);
}

/** Shows what a step would change or has changed, the same for each engine. */
function show(result: StepResult): void {
  for (const diff of result.diffs) {
    say(`    ${colour(diff)} ${diff.name}`);
    for (const { path, from, to } of diff.properties) {
      say(pc.dim(`        ${path}: ${json(from)} => ${json(to)}`));
    }
  }
  const counts = Object.entries(result.changes).map(([what, count]) => `${count} ${what}`);
  say(`    ${counts.join(", ")}`);
}

const json = (value: unknown) => (value === undefined ? "-" : JSON.stringify(value));

function colour({ op }: Diff): string {
  if (op === "create") return pc.green(`+ ${op}`);
  if (op === "delete") return pc.red(`- ${op}`);
  return pc.yellow(`~ ${op === "refresh" ? "drift " : op}`);
}

async function main(): Promise<void> {
  const engine = await selectEngine();
  const emulator = await startEmulator();
  say(`Engine: ${engine.description}`);
  say(`WeChat: an emulator on ${emulator.url} (no account is needed, nothing leaves this machine)`);
  const stack = await engine.newStack({
    projectDir: join(__dirname, "program"),
    env: {
      WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
      WECHAT_CLOUDBASE_ACCESS_TOKEN: emulator.issueToken(),
    },
  });
  const check = new Check(emulator, say);
  const before = { production: emulator.policy(PRODUCTION), staging: emulator.policy(STAGING) };

  try {
    heading("1. What would happen? Two environments are not managed yet.", "pulumi preview");
    const preview = await stack.preview();
    show(preview);
    check.step(preview, { create: 2 });
    check.requests({ get: 0, set: 0, applies: 0 }, "a preview sends nothing and needs no token");

    heading("2. Make it so.", "pulumi up");
    const up = await stack.up();
    show(up);
    check.step(up, { create: 2 });
    check.requests({ get: 4, set: 2, applies: 2 }, "each: get, set, and a get that proves it");
    check.whitelist(PRODUCTION, ["/wxa/getwxacode", "/wxa/msg_sec_check"]);
    check.whitelist(STAGING, ["/cgi-bin/message/subscribe/send", "/wxa/msg_sec_check"]);

    heading("3. Nothing changed in the program.", "pulumi up");
    const unchanged = await stack.up({ expectNoChanges: true });
    show(unchanged);
    check.step(unchanged, { same: 2 });
    check.requests({ get: 0, set: 0, applies: 0 }, "an unchanged up sends nothing");

    say(
      `\n${pc.bold("4. Somebody opens everything in the web console, at night, for a quick test.")}`,
    );
    emulator.editInConsole(PRODUCTION, { apiWhitelist: ["/*"] });
    say(pc.dim(`    ${PRODUCTION}: ${JSON.stringify(emulator.policy(PRODUCTION).apiWhitelist)}`));
    emulator.clearJournal();

    heading("5. The next pull request shows exactly that.", "pulumi preview --refresh");
    const drift = await stack.preview({ refresh: true });
    show(drift);
    check.step(drift, { update: 1, same: 1 });
    check.drift(drift, "production");
    check.requests({ get: 2, set: 0, applies: 0 }, "drift is found by one get for each resource");

    heading("6. Up heals it.", "pulumi up --refresh");
    const healed = await stack.up({ refresh: true });
    show(healed);
    check.step(healed, { update: 1, same: 1 });
    check.requests({ get: 4, set: 1, applies: 1 }, "2 to refresh, then get, set, get for one");
    check.whitelist(PRODUCTION, ["/wxa/getwxacode", "/wxa/msg_sec_check"]);

    heading("7. Destroy puts back what was there before.", "pulumi destroy");
    const destroyed = await stack.destroy();
    show(destroyed);
    check.step(destroyed, { delete: 2 });
    check.requests({ get: 4, set: 2, applies: 2 }, "each: get, set, and a get that proves it");
    check.whitelist(PRODUCTION, before.production.apiWhitelist);
    check.whitelist(STAGING, before.staging.apiWhitelist);
    say(`\n${pc.green(`All ${check.passed} checks passed.`)}`);
  } finally {
    await stack.remove();
    await emulator.close();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(
    `\n${pc.red("The demo failed:")} ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
