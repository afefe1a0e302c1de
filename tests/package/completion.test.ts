import { join } from "node:path";
import ts from "typescript";
import { KNOWN_PATHS } from "../../provider/core/known-paths";

const root = join(__dirname, "../..");
const file = join(root, "completed-program.ts");

/** What an editor asks about a program that imports the built package by its name. */
class Editor {
  private source = "";
  private version = 0;
  private readonly service: ts.LanguageService;

  constructor() {
    const options: ts.CompilerOptions = {
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: true,
      noEmit: true,
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.Node16,
      types: ["node"],
      // TypeScript would take an import of the package's own name for its sources.
      rootDir: root,
    };
    this.service = ts.createLanguageService({
      getCompilationSettings: () => options,
      getScriptFileNames: () => [file],
      getScriptVersion: (name) => (name === file ? String(this.version) : "0"),
      getScriptSnapshot: (name) => {
        const text = name === file ? this.source : ts.sys.readFile(name);
        return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
      },
      getCurrentDirectory: () => root,
      getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
      fileExists: (name) => name === file || ts.sys.fileExists(name),
      readFile: (name) => ts.sys.readFile(name),
      directoryExists: (name) => ts.sys.directoryExists(name),
      getDirectories: (name) => ts.sys.getDirectories(name),
    });
  }

  /** What is offered where the program has a `|`. */
  completions(program: string): string[] {
    const position = program.indexOf("|");
    this.open(program.replace("|", ""));
    const offered = this.service.getCompletionsAtPosition(file, position, undefined);
    return (offered?.entries ?? []).map(({ name }) => name);
  }

  /** What the compiler has against the program. */
  errors(program: string): string[] {
    this.open(program);
    return this.service
      .getSemanticDiagnostics(file)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  }

  private open(program: string): void {
    this.source = program;
    this.version++;
  }
}

const editor = new Editor();

describe.each(["pulumi-wechat-cloudbase", "pulumi-wechat-cloudbase/native"])("%s", (name) => {
  const program = (args: string, before = "") => `
    import { CloudAccessTokenPolicy, type ApiPath, type KnownPath } from "${name}";
    ${before}
    export const policy = new CloudAccessTokenPolicy("p", { env: "e", ${args} });
    export const path: ApiPath = "/my/own/path";
    export const known: KnownPath = "/wxa/getwxacode";`;

  it.each(["apiWhitelist: ['|']", "apiWhitelist: ['/*', '/wxa/|']"])(
    "completes the well-known paths in %s",
    (args) => {
      expect(editor.completions(program(args))).toEqual(expect.arrayContaining([...KNOWN_PATHS]));
    },
  );

  it("completes them in restoreTo", () => {
    const args = "apiWhitelist: [], restoreTo: ['|']";
    expect(editor.completions(program(args))).toEqual(expect.arrayContaining([...KNOWN_PATHS]));
  });

  it("takes any other path, lists of strings, and outputs of them", () => {
    const before = `
      import * as pulumi from "@pulumi/pulumi";
      const strings: string[] = ["/my/own/path"];
      const one = pulumi.output("/a" as string);
      const all = pulumi.output(strings);
      const soon = Promise.resolve(strings);
      const typed: ApiPath[] = ["/wxa/getwxacode", "/my/own/path"];
      const mixed = ["/my/own/path", one, Promise.resolve("/b")];
      for (const apiWhitelist of [strings, all, soon, typed, mixed, [...strings, one]])
        new CloudAccessTokenPolicy("q", { env: "e", apiWhitelist, restoreTo: apiWhitelist });`;
    const args = `apiWhitelist: ["/my/own/path", "/wxa/getwxacode", one, ...strings], restoreTo: all`;
    expect(editor.errors(program(args, before))).toEqual([]);
  });

  it("takes nothing that is no path", () => {
    expect(editor.errors(program("apiWhitelist: [7]"))).toHaveLength(1);
  });
});
