import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { isDeepStrictEqual } from "node:util";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * Writes the API reference, a page for each export, from the doc comments.
 *
 *     npx tsx scripts/reference.ts           writes docs/reference
 *     npx tsx scripts/reference.ts --check   exits 1 if docs/reference is not up to date
 */
const root = join(__dirname, "..");
const folder = join(root, "docs/reference");

/** What a user imports, by its source. */
const modules: Record<string, string> = {
  "provider/index": "pulumi-wechat-cloudbase",
  "provider/native": "pulumi-wechat-cloudbase/native",
  "emulator/index": "pulumi-wechat-cloudbase/emulator",
};

async function write(out: string): Promise<void> {
  // An ES module: it cannot be required.
  const { Application } = await import("typedoc");
  const app = await Application.bootstrapWithPlugins({
    plugin: ["typedoc-plugin-markdown"],
    entryPoints: Object.keys(modules).map((source) => join(root, `${source}.ts`)),
    tsconfig: join(root, "tsconfig.build.json"),
    name: "API reference",
    readme: "none",
    disableSources: true,
    // What every Pulumi resource has is told by Pulumi.
    excludeExternals: true,
    treatWarningsAsErrors: true,
    outputs: [{ name: "markdown", path: out }],
  });
  const project = await app.convert();
  if (!project) throw new Error("the doc comments could not be read");
  for (const module of project.children ?? [])
    module.name = modules[module.name] ?? modules[`${module.name}/index`] ?? module.name;
  await app.generateOutputs(project);
  if (app.logger.hasErrors() || app.logger.hasWarnings()) throw new Error("see above");
}

/** The text of each file of a folder, by its path in it. */
function pages(of: string): Record<string, string> {
  const files = readdirSync(of, { recursive: true, encoding: "utf8" }).sort();
  const texts = files.filter((file) => statSync(join(of, file)).isFile());
  return Object.fromEntries(texts.map((file) => [file, readFileSync(join(of, file), "utf8")]));
}

async function main(): Promise<void> {
  if (!process.argv.includes("--check")) return write(folder);
  const fresh = mkdtempSync(join(tmpdir(), "reference-"));
  try {
    await write(fresh);
    if (!isDeepStrictEqual(pages(fresh), pages(folder)))
      throw new Error("docs/reference is stale: run `npm run generate`");
  } finally {
    rmSync(fresh, { recursive: true });
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
