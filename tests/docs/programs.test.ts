import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { findEngines } from "../support/engine";
import { project } from "../support/installed";
import { World } from "../support/world";
import { platformVariables } from "../support/platform";
import { isFound } from "./found";
import { type Block, Page, programs, readme } from "./page";

const { engine, cli } = findEngines();

/** A user's project with the package installed; each program takes its turn in it. */
const own = project("npm");
afterAll(() => own.remove());

/** The command with which other languages add the plugin, and the folder that it names. */
const adding = new Page("docs/installation-configuration.md")
  .blocks("Installation")
  .flatMap((block) => block.code.split("\n"))
  .find((line) => line.startsWith("pulumi package add "));
const added = adding?.split(" ").at(-1);

/** The README's lines for Pulumi.yaml that name the plugin. */
const pluginLines = readme.blocks("The plugin").find(({ language }) => language === "yaml")?.code;

describe("each TypeScript and JavaScript program of the documentation", () => {
  const all = [...programs("ts"), ...programs("js")];
  // The engine double does not play explicit providers.
  const needsCli = ({ code }: Block) => code.includes("new Provider(");
  const cases = all
    .filter(([, block]) => cli || !needsCli(block))
    .map(([file, block], index) => [index + 1, file, block] as const);

  it.each(cases)(
    `goes up, is settled and goes down: %i, of %s [${engine.kind}]`,
    async (_number, _file, { language, code }) => {
      writeFileSync(join(own.folder, `index.${language}`), code);
      const lines = `name: own\nruntime: nodejs\nmain: index.${language}\n${pluginLines ?? ""}`;
      await life(lines, code);
    },
  );

  if (!cli)
    for (const [file] of all.filter(([, block]) => needsCli(block)))
      it.skip(`${file} with a provider of its own skipped: no Pulumi CLI`, () => undefined);
});

describe("each YAML program of the documentation", () => {
  const cases = programs("yaml", (code) => /^resources:$/m.test(code));

  it("is the only file of its project", () => {
    expect(cases.map(([file]) => file)).toEqual(["docs/_index.md"]);
    for (const [, { code }] of cases) expect(code).toMatch(/^name: \S+\nruntime: yaml\nplugins:\n/);
  });

  if (cli && isFound("pulumi-language-yaml"))
    it.each(cases)("goes up, is settled and goes down: %s [cli]", async (_file, { code }) => {
      await life(code, code);
    });
  else it.skip("skipped: no Pulumi CLI with its host for YAML was found", () => undefined);
});

describe("each Python program of the documentation", () => {
  const cases = programs("python");
  const [[, projectFile] = []] = programs("yaml", (code) => /^ {2}name: python$/m.test(code));

  it("has its Pulumi.yaml, with the plugin's folder as package add writes it", () => {
    expect(projectFile?.code).toContain(`packages:\n  wechat-cloudbase: ${added}\n`);
  });

  if (cli && isFound("pulumi-language-python")) {
    beforeAll(() => {
      writeFileSync(join(own.folder, "Pulumi.yaml"), projectFile?.code ?? "");
      writeFileSync(join(own.folder, "requirements.txt"), "pulumi\n");
      execFileSync("bash", ["-c", `${adding} && pulumi install`], {
        cwd: own.folder,
        stdio: "pipe",
        env: { ...process.env, PULUMI_SKIP_UPDATE_CHECK: "true" },
      });
    }, 300_000);
    it.each(cases)("goes up, is settled and goes down: %s [cli]", async (_file, { code }) => {
      writeFileSync(join(own.folder, "__main__.py"), code);
      await life(projectFile?.code ?? "", code);
    });
  } else it.skip("skipped: no Pulumi CLI with Python and its SDK was found", () => undefined);
});

/** Up, a settled preview, and down again: each policy is then as it was before. */
async function life(projectFile: string, code: string): Promise<void> {
  writeFileSync(join(own.folder, "Pulumi.yaml"), projectFile);
  const world = await World.on(engine, { projectDir: own.folder });
  const { emulator, stack } = world;
  const [, tokenFile] = /accessTokenFile: "(.*?)"/.exec(code) ?? [];
  if (tokenFile !== undefined) {
    writeFileSync(join(own.folder, tokenFile), world.token);
    stack.env["WECHAT_CLOUDBASE_ACCESS_TOKEN"] = undefined;
  }
  const listsAccounts = code.includes("getAuthorizedAccounts");
  if (listsAccounts) Object.assign(stack.env, platformVariables(emulator.component));
  const policies = () => emulator.environments().map((each) => emulator.policy(each).apiWhitelist);
  const before = policies();
  try {
    const { outputs } = await world.up();
    expect(Object.keys(outputs)).toEqual(exported(code));
    for (const { outputs: stored } of Object.values(await world.state())) {
      const { env, ...policy } = stored as { env: string; apiWhitelist: string[] };
      expect(emulator.policy(env).apiWhitelist).toEqual(policy.apiWhitelist);
    }
    await world.isSettled();
    if (listsAccounts) await showsNewMerchant(world);
    await world.succeeds(() => stack.destroy());
    expect(policies()).toEqual(before);
  } finally {
    await world.remove();
  }
}

/** An account that has authorized since is a new resource of the next preview. */
async function showsNewMerchant({ emulator, stack }: World): Promise<void> {
  emulator.addEnvironment("wxnewmerchant0001", "new-shop");
  const { exitCode, changes } = await stack.preview();
  expect({ exitCode, created: changes["create"] }).toEqual({ exitCode: 0, created: 1 });
  emulator.removeEnvironment("new-shop");
}

/** The names that a program exports, in whatever language. */
function exported(code: string): string[] {
  const patterns = [/^export const (\w+)/gm, /^exports\.(\w+)/gm, /^pulumi\.export\("(\w+)"/gm];
  const [, outputs = ""] = code.split(/^outputs:$/m);
  return [
    ...patterns.flatMap((pattern) => [...code.matchAll(pattern)]),
    ...outputs.matchAll(/^ {2}(\w+):/gm),
  ].map(([, name = ""]) => name);
}
