import { join } from "node:path";
import ts from "typescript";
import { KNOWN_PATHS } from "../../provider/core/known-paths";

const root = join(__dirname, "../..");
const file = join(root, "completed-program.ts");

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

/** The program that is open in the editor; it imports the built package by its name. */
const program = { source: "", version: 0 };
const editor = ts.createLanguageService({
  getCompilationSettings: () => options,
  getScriptFileNames: () => [file],
  getScriptVersion: (name) => (name === file ? String(program.version) : "0"),
  getScriptSnapshot: (name) => {
    const text = name === file ? program.source : ts.sys.readFile(name);
    return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
  },
  getCurrentDirectory: () => root,
  getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
  fileExists: (name) => name === file || ts.sys.fileExists(name),
  readFile: (name) => ts.sys.readFile(name),
  directoryExists: (name) => ts.sys.directoryExists(name),
  getDirectories: (name) => ts.sys.getDirectories(name),
});

function open(source: string): void {
  program.source = source;
  program.version++;
}

/** What the editor offers at the program's `|`. */
function completions(source: string): string[] {
  open(source.replace("|", ""));
  const offered = editor.getCompletionsAtPosition(file, source.indexOf("|"), undefined);
  return (offered?.entries ?? []).map(({ name }) => name);
}

function errors(source: string): string[] {
  open(source);
  const found = editor.getSemanticDiagnostics(file);
  return found.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}

describe.each(["pulumi-wechat-cloudbase", "pulumi-wechat-cloudbase/native"])("%s", (name) => {
  const programWith = (args: string, before = "") => `
    import { CloudAccessTokenPolicy, type ApiPath, type KnownPath } from "${name}";
    ${before}
    export const policy = new CloudAccessTokenPolicy("p", { env: "e", ${args} });
    export const path: ApiPath = "/my/own/path";
    export const known: KnownPath = "/wxa/getwxacode";`;

  it.each([
    "apiWhitelist: ['|']",
    "apiWhitelist: ['/*', '/wxa/|']",
    "apiWhitelist: [], restoreTo: ['|']",
  ])("completes the well-known paths in %s", (args) => {
    expect(completions(programWith(args))).toEqual(expect.arrayContaining([...KNOWN_PATHS]));
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
    expect(errors(programWith(args, before))).toEqual([]);
  });

  it("takes nothing that is no path", () => {
    expect(errors(programWith("apiWhitelist: [7]"))).toHaveLength(1);
  });
});
