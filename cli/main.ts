#!/usr/bin/env node
import { quote } from "../provider/core/quote";
import { Redactor } from "../provider/wechat/redact";
import { variableOf } from "../provider/core/setting-names";
import { type Command, failureOf, messageOf, UsageError } from "./command";
import { learnSecrets } from "./inputs";
import { packageManifest } from "./manifest";
import { Output } from "./output";
import { nearest } from "./suggest";

const NAME = "pulumi-wechat-cloudbase";

const help = `Usage: npx ${NAME} <command> [options]

Commands:
  emulator             run a local emulator of WeChat's tcb/usecloudaccesstoken until Ctrl-C
  get <env>            print the live policy of an environment
  doctor [<env>]       diagnose your setup; with --probe-version find out on a scratch environment
                       what WeChat wants as version
  inventory            list every environment of every account, with its policy
  adopt                write a Pulumi project for what an inventory has
  coverage             say which policies of an inventory a stack manages
  lint <file>          check a whitelist; - reads it from stdin
  help [<command>]     print this, or the options of a command

  --help, -h           the same
  --version            print the package's version

Exit codes: 0 all is well, 1 a problem was found or it failed, 2 it was called wrongly, 3 not all
could be read, 7 something is not as it is declared.
`;

/** Loaded one at a time: the emulator does not need what speaks to WeChat, nor the other way round. */
const commands: Readonly<Record<string, () => Promise<Command>>> = {
  emulator: async () => (await import("./emulator.js")).emulator,
  get: async () => (await import("./get.js")).get,
  doctor: async () => (await import("./doctor.js")).doctor,
  adopt: async () => (await import("./adopt.js")).adopt,
  coverage: async () => (await import("./coverage.js")).coverage,
  inventory: async () => (await import("./inventory.js")).inventory,
  lint: async () => (await import("./lint.js")).lint,
};

async function main(argv: readonly string[], out: Output): Promise<number | undefined> {
  const [name, ...rest] = argv;
  if (name === undefined) throw new UsageError("no command given");
  if (name === "--version") return print(`${packageManifest().version}\n`);
  const isHelp = name === "help" || argv.some(asksHelp);
  const wanted = argv.find((word) => word !== "help" && !asksHelp(word));
  if (wanted === undefined) return print(help);
  const command = await find(wanted);
  return isHelp ? print(command.help) : command.run(rest, out);
}

const asksHelp = (word: string) => word === "--help" || word === "-h";

function find(name: string): Promise<Command> {
  const load = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (load !== undefined) return load();
  const meant = nearest(name, Object.keys(commands), Math.min(3, name.length / 2));
  const question = meant === undefined ? "" : `: did you mean ${meant}?`;
  throw new UsageError(`unknown command ${quote(name)}${question}`);
}

function print(text: string): 0 {
  process.stdout.write(text);
  return 0;
}

const out = new Output(new Redactor());
learnSecrets(out.redactor, (key) => process.env[variableOf(key)]);
let isLost = false;
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => {
  // Behind `| head` nobody reads on: that is no failure. Whatever it is, the command goes on to its end:
  // one that has written something must put it back.
  if (code === "EPIPE" || isLost) return;
  isLost = true;
  process.exitCode = 1;
  out.note(`${NAME}: what it prints cannot be written: ${code ?? "unwritable"}`);
});
// There is nowhere left to say it.
process.stderr.on("error", () => undefined);
const argv = process.argv.slice(2);
main(argv, out)
  .then((code) => {
    if (code !== undefined && !isLost) process.exitCode = code;
  })
  .catch((error: unknown) => {
    const isUsage = error instanceof UsageError;
    out.note(`${NAME}: ${messageOf(error)}`);
    const [name = ""] = argv;
    const command = Object.hasOwn(commands, name) ? `${name} ` : "";
    if (isUsage) out.note(`Try npx ${NAME} ${command}--help`);
    else if (argv.includes("--json")) out.json(failureOf(error));
    process.exitCode = isUsage ? 2 : 1;
  });
