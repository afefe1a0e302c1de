import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
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

/** The shell commands of a section, or of a page. */
function printed(page: Page, heading?: string): string[] {
  return page
    .blocks(heading)
    .filter(({ language }) => language === "sh")
    .flatMap(({ code }) => commands(code));
}

describe("each command of the documentation", () => {
  const shown = pages.flatMap((page) =>
    page
      .blocks()
      .filter(({ language }) => language === "sh")
      .flatMap(({ code }) =>
        code.split("\n").map((line) => ({ line, folder: dirname(page.file) })),
      ),
  );

  it("that is an npm script is in package.json", () => {
    const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    const named = [
      ...shown.flatMap(({ line }) => [...line.matchAll(/npm (?:run )?([\w:]+)/g)]),
      ...pages.flatMap(({ text }) => [...text.matchAll(/`npm run ([\w:-]+)/g)]),
    ];
    const others = ["ci", "init", "install"];
    const unknown = named.map(([, name = ""]) => name).filter((name) => !(name in scripts));
    expect(unknown.filter((name) => !others.includes(name))).toEqual([]);
    expect(named.length).toBeGreaterThan(10);
  });

  it("that is the package's own is known, with its options", () => {
    const named = pages.flatMap(({ text }) => [
      ...text.matchAll(/npx pulumi-wechat-cloudbase ([a-z]+)([^`\n]*)/g),
    ]);
    const main = join(root, "dist/cli/main.js");
    for (const [, name = "", rest = ""] of named) {
      const help = execFileSync(process.execPath, [main, "help", name], { encoding: "utf8" });
      for (const [option] of rest.matchAll(/--[\w-]+/g)) expect(help).toContain(`${option} `);
    }
    expect(named.length).toBeGreaterThan(10);
  });

  it("that names a file of the repository names one that is there", () => {
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

  it.each([
    ["Command line", readme, 0],
    ["Whitelists in files", cli, 1],
    ["What WeChat wants as version", cli, 0],
  ] as const)("print what is shown, and leave what was there [%s]", async (heading, page, code) => {
    const texts = page.blocks(heading).filter(({ language }) => language === "text");
    const shown = texts
      .at(-1)
      ?.code.split("\n")
      .filter((line) => line !== "");
    if (texts.length > 1) writeFileSync(join(own.folder, "whitelist.txt"), texts[0]?.code ?? "");
    const terminal = await Terminal.open(own.folder);
    try {
      const settings = exports(printed(readme, "In an empty folder"));
      const ran = await terminal.run([...settings, ...printed(page, heading)]);
      const port = new URL(terminal.emulator.url).port;
      const output = withoutVersions(`${ran.stdout}${ran.stderr}`).replaceAll(port, "8800");
      expect(ran.code).toBe(code);
      expect(output.split("\n").filter((line) => line !== "")).toEqual(shown?.map(withoutVersions));
      const policies = terminal.emulator.environments().map((env) => terminal.emulator.policy(env));
      expect(policies.map(({ apiWhitelist }) => apiWhitelist)).toEqual([["/*"], ["/*"]]);
    } finally {
      await terminal.close();
    }
  });
});

describe("the faults that are shown", () => {
  const own = project("npm");
  linkProgram(own.folder);
  afterAll(() => own.remove());

  it("meet a command, and none once they are taken out", async () => {
    const terminal = await Terminal.open(own.folder);
    try {
      const settings = exports(printed(readme, "In an empty folder"));
      const [fault = "", clear = ""] = printed(cli, "What the emulator can play");
      const get = `npx pulumi-wechat-cloudbase get ${PRODUCTION}`;
      const met = await terminal.run([...settings, fault, get]);
      expect(met.code).toBe(1);
      expect(met.stderr).toContain("48001 api unauthorized");
      await terminal.succeeds([...settings, fault, clear, get]);
    } finally {
      await terminal.close();
    }
  });
});

const reason = skipped[0];
if (reason !== undefined) {
  it.skip(`the commands that the documentation prints were not run. skipped: ${reason}`, () =>
    undefined);
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
    async function play(story: (terminal: Terminal) => Promise<void>, more = ""): Promise<void> {
      writeFileSync(join(own.folder, "Pulumi.yaml"), `${projectFile}${more}`);
      const terminal = await Terminal.open(own.folder);
      try {
        await story(terminal);
      } finally {
        await terminal.close();
      }
    }

    it("start a stack as shown, show drift, heal it, and put back what was there", () =>
      play(async (terminal) => {
        const output = await terminal.succeeds(quickStart);
        const shown = readme
          .blocks("In an empty folder")
          .find(({ language }) => language === "text");
        for (const line of shown?.code.trim().split("\n") ?? []) expect(output).toContain(line);
        expect(output).toContain('"/*"');
        const seen = terminal.emulator.applies().map(({ after }) => after.apiWhitelist.join());
        expect(seen).toEqual([
          "/wxa/getwxacode,/wxa/msg_sec_check",
          "/wxa/getwxacode,/wxa/msg_sec_check",
          "/*",
        ]);
      }));

    it("show drift with the exit codes that are told", () =>
      play(async (terminal) => {
        await terminal.succeeds([...begin, "pulumi up", ...edit]);
        const codes: number[] = [];
        for (const line of printed(readme, "Drift"))
          codes.push((await terminal.run([...exports(begin), line])).code);
        expect(codes).toEqual([0, 7, 0, 0]);
      }));

    it("clear up after a killed up", () =>
      play(async (terminal) => {
        await terminal.succeeds([...begin, ...printed(lifecycle, "After a killed `up`")]);
        expect(terminal.emulator.policy(PRODUCTION).version).toBe(2);
      }));

    it.each([readme, fleet].map((page) => [page.file, page] as const))(
      "import what is there, and leave it protected [%s]",
      (_file, page) =>
        play(async (terminal) => {
          const list = page.blocks("Import").find(({ language }) => language === "json");
          if (list) writeFileSync(join(own.folder, "import.json"), list.code);
          const lines = printed(page, "Import");
          const output = await terminal.succeeds([...begin, ...lines, "pulumi stack --show-ids"]);
          expect(output).toMatch(/wechat-cloudbase:index:CloudAccessTokenPolicy\s/);
          const destroyed = await terminal.run([...exports(begin), "pulumi destroy"]);
          expect(destroyed.code).not.toBe(0);
          expect(`${destroyed.stdout}${destroyed.stderr}`).toContain("protected");
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

    it.each(examples)("run as printed, and put back what was there [%s]", async (name) => {
      const terminal = await Terminal.open(own.folder);
      try {
        await terminal.succeeds(printed(new Page(`examples/${name}/README.md`)));
        const versions = terminal.emulator
          .environments()
          .map((env) => terminal.emulator.policy(env));
        expect(versions.some(({ version }) => version > 2)).toBe(true);
      } finally {
        await terminal.close();
      }
    });
  });
}

/** What a terminal keeps from one command to the next. */
function exports(lines: string[]): string[] {
  return lines.filter((line) => line.startsWith("export "));
}

/** Which Node.js and which SDK are here differs. */
function withoutVersions(output: string): string {
  return output.replace(/(Node\.js|@pulumi\/pulumi) [\d.]+/g, "$1");
}
