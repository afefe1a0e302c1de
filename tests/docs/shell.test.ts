import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EmulatorOptions } from "../../emulator";
import { scripts } from "../../package.json";
import { drawInventory, pictures } from "../../scripts/picture";
import { findEngines } from "../support/engine";
import { project } from "../support/installed";
import { PRODUCTION } from "../support/world";
import { isFound } from "./found";
import { Page, pages, readme, readmeProgram, root } from "./page";
import { clone, commands, linkProgram, Terminal } from "./shell";

const { skipped } = findEngines();
const lifecycle = new Page("docs/lifecycle.md");
const fleet = new Page("docs/fleet.md");
const cli = new Page("docs/cli.md");
const platform = new Page("docs/platform.md");

const shell = (page: Page, heading?: string) =>
  page.blocks(heading).filter(({ language }) => language === "sh");
/** The shell commands of a section, or of a page. */
const printed = (page: Page, heading?: string) =>
  shell(page, heading).flatMap(({ code }) => commands(code));
/** The settings among the commands, which a terminal remembers. */
const exported = (lines: string[]) => lines.filter((line) => line.startsWith("export "));
/** The versions of Node.js and of the SDK differ from machine to machine. */
const withoutVersions = (output: string) =>
  output.replace(/(Node\.js|@pulumi\/pulumi) [\d.]+/g, "$1");
const lines = (text = "") => text.split("\n").filter((line) => line !== "");

async function inTerminal(
  folder: string,
  story: (terminal: Terminal) => Promise<void>,
  options?: EmulatorOptions,
) {
  const terminal = await Terminal.open(folder, options);
  try {
    await story(terminal);
  } finally {
    await terminal.close();
  }
}

describe("each command of the documentation", () => {
  const shown = pages.flatMap((page) =>
    shell(page)
      .flatMap(({ code }) => code.split("\n"))
      .map((line) => ({ line, folder: dirname(page.file) })),
  );

  it("that is an npm script is in package.json", () => {
    const named = [
      ...shown.flatMap(({ line }) => [...line.matchAll(/npm (?:run )?([\w:]+)/g)]),
      ...pages.flatMap(({ text }) => [...text.matchAll(/`npm run ([\w:-]+)/g)]),
    ].map(([, name = ""]) => name);
    const all = [...Object.keys(scripts), "ci", "init", "install"];
    expect(named.filter((name) => !all.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  it("that is the package's own exists, with its options", () => {
    const named = pages.flatMap(({ text }) => [
      ...text.matchAll(/npx pulumi-wechat-cloudbase ([a-z]+)([^`\n]*)/g),
    ]);
    const helps = new Map<string, string>();
    for (const [, name = "", rest = ""] of named) {
      const ask = [join(root, "dist/cli/main.js"), "help", name];
      const help = helps.get(name) ?? execFileSync(process.execPath, ask, { encoding: "utf8" });
      helps.set(name, help);
      for (const [option] of rest.matchAll(/--[\w-]+/g)) expect(help).toContain(`${option} `);
    }
    expect(named.length).toBeGreaterThan(10);
  });

  it("that names a file of the repository names one that exists", () => {
    const named = shown.flatMap(({ line, folder }) => {
      const [, file] = /npx (?:jest|tsx) (\S+)/.exec(line) ?? [];
      return file === undefined ? [] : [[join(root, file), join(root, folder, file)]];
    });
    expect(named.filter((places) => !places.some((place) => existsSync(place)))).toEqual([]);
    expect(named.length).toBeGreaterThan(1);
  });
});

describe("the package's own commands", () => {
  const own = project("npm");
  linkProgram(own.folder);
  afterAll(() => own.remove());
  const settings = exported(printed(readme, "In an empty folder"));

  it.each([
    ["Command line", readme, 0],
    ["Whitelists in files", cli, 1],
    ["What WeChat wants as version", cli, 0],
  ] as const)("print what is shown, and change no policy [%s]", (heading, page, code) =>
    inTerminal(own.folder, async (terminal) => {
      const texts = page.blocks(heading).filter(({ language }) => language === "text");
      if (texts.length > 1) writeFileSync(join(own.folder, "whitelist.txt"), texts[0]?.code ?? "");
      const { emulator } = terminal;
      const ran = await terminal.run([...settings, ...printed(page, heading)]);
      const { port } = new URL(emulator.url);
      const output = withoutVersions(`${ran.stdout}${ran.stderr}`).replaceAll(port, "8800");
      expect(ran.code).toBe(code);
      expect(lines(output)).toEqual(lines(withoutVersions(texts.at(-1)?.code ?? "")));
      const policies = emulator.environments().map((env) => emulator.policy(env).apiWhitelist);
      expect(policies).toEqual([["/*"], ["/*"]]);
    }),
  );

  it("take stock of a platform, and write a project for it", () => {
    const [json, table] = ["json", "text"].map(
      (language) => platform.blocks().find((block) => block.language === language)?.code ?? "",
    );
    const options = JSON.parse(json ?? "") as EmulatorOptions;
    const [variables, look, take, adopt] = shell(platform)
      .map(({ code }) => commands(code))
      .filter((lines) => lines.length > 0);
    return inTerminal(
      own.folder,
      async (terminal) => {
        const { code, stdout, stderr } = await terminal.run([
          ...(variables ?? []),
          ...(look ?? []),
        ]);
        expect([code, `${stdout}${stderr}`]).toEqual([3, table]);
        // `npm run generate` draws it anew.
        const picture = drawInventory(look?.at(-1) ?? "", `${stdout}${stderr}`);
        expect(picture).toBe(readFileSync(pictures.inventory, "utf8"));
        expect(platform.text).toContain("(inventory.svg)");
        await terminal.succeeds([...(variables ?? []), ...(take ?? []), ...(adopt ?? [])]);
        expect(existsSync(join(own.folder, "policies/import.json"))).toBe(true);
        expect(terminal.emulator.applies()).toEqual([]);
      },
      options,
    );
  });

  it("meet the faults that are shown, and none after these are cleared", () =>
    inTerminal(own.folder, async (terminal) => {
      const [fault = "", clear = ""] = printed(cli, "What the emulator can play");
      const get = `npx pulumi-wechat-cloudbase get ${PRODUCTION}`;
      const stderr = expect.stringContaining("48001 api unauthorized") as string;
      const failed = await terminal.run([...settings, fault, get]);
      expect(failed).toMatchObject({ code: 1, stderr });
      await terminal.succeeds([...settings, fault, clear, get]);
    }));
});

const reason = skipped[0];
if (reason !== undefined) {
  it.skip(`the printed commands were not run: ${reason}`, () => undefined);
} else {
  describe("the commands that are printed for a project of one's own", () => {
    const own = project("npm");
    afterAll(() => own.remove());
    const [projectFile = "", pluginLines = ""] = ["In an empty folder", "The plugin"].map(
      (heading) => readme.blocks(heading).find(({ language }) => language === "yaml")?.code,
    );
    writeFileSync(join(own.folder, "index.ts"), readmeProgram());

    const quickStart = printed(readme, "In an empty folder");
    const begin = quickStart.slice(0, quickStart.indexOf("pulumi up"));
    const edit = quickStart.filter((line) => line.startsWith("curl "));

    /** A story in a terminal of its own, with the Pulumi.yaml that the README prints. */
    function play(story: (terminal: Terminal) => Promise<void>, more = ""): Promise<void> {
      writeFileSync(join(own.folder, "Pulumi.yaml"), `${projectFile}${more}`);
      return inTerminal(own.folder, story);
    }

    it("start a stack as shown, show drift, revert it, and restore the policy", () =>
      play(async (terminal) => {
        const output = await terminal.succeeds(quickStart);
        const shown = readme
          .blocks("In an empty folder")
          .find(({ language }) => language === "text");
        for (const line of lines(shown?.code)) expect(output).toContain(line);
        expect(output).toContain('"/*"');
        const applied = terminal.emulator.applies().map(({ after }) => after.apiWhitelist);
        const declared = ["/wxa/msg_sec_check", "/wxa/getwxacode"];
        expect(applied).toEqual([declared, declared, ["/*"]]);
      }));

    it("show drift with the exit codes that the README names", () =>
      play(async (terminal) => {
        await terminal.succeeds([...begin, "pulumi up", ...edit]);
        const codes: unknown[] = [];
        for (const line of printed(readme, "Drift"))
          codes.push((await terminal.run([...exported(begin), line])).code);
        expect(codes).toEqual([0, 7, 0, 0]);
      }));

    it("clear up after a killed up", () =>
      play(async (terminal) => {
        await terminal.succeeds([...begin, ...printed(lifecycle, "After a killed `up`")]);
        expect(terminal.emulator.policy(PRODUCTION).version).toBe(2);
      }));

    it.each([readme, fleet].map((page) => [page.file, page] as const))(
      "import the policies, and leave them protected [%s]",
      (_file, page) =>
        play(async (terminal) => {
          const list = page.blocks("Import").find(({ language }) => language === "json");
          if (list) writeFileSync(join(own.folder, "import.json"), list.code);
          const lines = printed(page, "Import");
          const output = await terminal.succeeds([...begin, ...lines, "pulumi stack --show-ids"]);
          expect(output).toMatch(/wechat-cloudbase:index:CloudAccessTokenPolicy\s/);
          const { code, stdout, stderr } = await terminal.run([
            ...exported(begin),
            "pulumi destroy",
          ]);
          expect(code).not.toBe(0);
          expect(`${stdout}${stderr}`).toContain("protected");
          expect(terminal.emulator.applies()).toEqual([]);
        }, pluginLines),
    );

    it("hand a stack's configuration to the doctor", () =>
      play(async (terminal) => {
        linkProgram(own.folder);
        await terminal.succeeds([...begin, ...printed(cli, "The command line")]);
      }));

    it("configure the provider", () =>
      play(async (terminal) => {
        const lines = printed(new Page("docs/installation-configuration.md"), "Configuration");
        await terminal.succeeds([...begin, ...lines, "pulumi up"]);
      }));
  });

  describe("the commands that an example prints", () => {
    const own = clone();
    afterAll(() => own.remove());
    const examples = ["quickstart", "plugin-typescript", "plugin-yaml"].filter(
      (name) => name !== "plugin-yaml" || isFound("pulumi-language-yaml"),
    );

    it.each(examples)("run as printed, and restore the policies [%s]", (name) =>
      inTerminal(own.folder, async (terminal) => {
        const { emulator } = terminal;
        await terminal.succeeds(printed(new Page(`examples/${name}/README.md`)));
        const versions = emulator.environments().map((env) => emulator.policy(env).version);
        expect(Math.max(...versions)).toBeGreaterThan(2);
      }),
    );
  });
}
