import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../..");

/**
 * What the compiler says of a program in a user's project: against the types that the package ships,
 * found by the package's name. The build must be there.
 */
export function complaints(source: string): string[] {
  const file = join(root, "readme-program.ts");
  const options: ts.CompilerOptions = {
    strict: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    noEmit: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ["node"],
    // TypeScript would take an import of the package's own name for its sources.
    rootDir: root,
  };
  const host = ts.createCompilerHost(options);
  const disk = { ...host };
  host.fileExists = (name) => name === file || disk.fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name === file
      ? ts.createSourceFile(name, source, ts.ScriptTarget.ES2022)
      : disk.getSourceFile(name, ...rest);
  return ts
    .getPreEmitDiagnostics(ts.createProgram([file], options, host))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
