import { join } from "node:path";
import ts from "typescript";

const root = join(__dirname, "../..");

/** What the compiler says about a program, and about the package that the program imports. */
export interface Compiled {
  /** The compiler's complaints. */
  errors: string[];
  /** The names of an exported interface's or class' members, those of Pulumi's classes left out. */
  membersOf(exported: string): string[];
}

/**
 * Compiles a program as a user's project would: against the types that the package ships, found by the
 * package's name. The build must be there.
 */
export function compile(source: string): Compiled {
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
  const program = ts.createProgram([file], options, host);
  const errors = ts
    .getPreEmitDiagnostics(program)
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  return { errors, membersOf: (exported) => membersOf(program, file, exported) };
}

function membersOf(program: ts.Program, file: string, exported: string): string[] {
  const checker = program.getTypeChecker();
  const statement = program.getSourceFile(file)?.statements.find(ts.isImportDeclaration);
  const module = statement && checker.getSymbolAtLocation(statement.moduleSpecifier);
  const symbol = module && checker.getExportsOfModule(module).find(({ name }) => name === exported);
  if (!symbol) throw new Error(`the program imports nothing that has ${exported}`);
  const origin = symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const isOwn = ({ declarations = [] }: ts.Symbol) =>
    declarations.every((node) => !node.getSourceFile().fileName.includes("node_modules"));
  const members = checker.getDeclaredTypeOfSymbol(origin).getProperties().filter(isOwn);
  return members.map(({ name }) => name).filter((name) => !name.startsWith("__"));
}
