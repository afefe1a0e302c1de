import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build, type Metafile } from "esbuild";
import { schema } from "../provider/host/plugin/schema";

/**
 * Makes the folder `plugin`: the plugin bundled into one file, the licences of what is in it, and the ways
 * in which it is started. Pulumi takes the executable if it finds one, else PulumiPlugin.yaml. With
 * `--archive` also makes the archives that `pulumi plugin install --file` and a release take.
 */
const root = join(__dirname, "..");
const name = `pulumi-resource-${schema.name}`;
const folder = join(root, "plugin");

async function bundle(): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  const { metafile } = await build({
    entryPoints: [join(root, "provider/host/plugin/main.ts")],
    outfile: join(folder, "bundle.js"),
    absWorkingDir: root,
    bundle: true,
    platform: "node",
    target: "node20",
    format: "cjs",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    metafile: true,
    logLevel: "warning",
  });
  cpSync(join(__dirname, "plugin"), folder, { recursive: true });
  writeJson("package.json", { name, version: schema.version, private: true, main: "index.js" });
  writeJson("schema.json", schema);
  writeFileSync(join(folder, "THIRD-PARTY-LICENSES.txt"), licences(metafile));
}

function writeJson(file: string, value: object): void {
  writeFileSync(join(folder, file), `${JSON.stringify(value, null, 2)}\n`);
}

/** The licence of every package of which the bundle has code. */
function licences({ inputs }: Metafile): string {
  const homes = Object.keys(inputs).flatMap(
    (file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1] ?? [],
  );
  return [...new Set(homes)].sort().map(licenceOf).join("\n");
}

function licenceOf(home: string): string {
  const { name, version, license } = JSON.parse(
    readFileSync(join(root, home, "package.json"), "utf8"),
  ) as Record<string, string>;
  return `${name} ${version} (${license})\n\n${licenceText(home)}\n\n${"-".repeat(80)}\n`;
}

/** A package's licence file, else the section that its README has for it. */
function licenceText(home: string): string {
  const files = readdirSync(join(root, home));
  const read = (file: string) => readFileSync(join(root, home, file), "utf8").trim();
  const file = files.find((entry) => /^licen[cs]e/i.test(entry));
  if (file !== undefined) return read(file);
  const readme = files.find((entry) => /^readme/i.test(entry));
  const text = readme && /^#* *licen[cs]e\n(?:-+\n)?(.*)/ims.exec(read(readme))?.[1];
  if (!text) throw new Error(`${home} is bundled, and its licence is not to be found`);
  return text.trim();
}

/** Only a folder that npm installed has the SDK, with which PulumiPlugin.yaml is run. */
const onlyInPackage = ["PulumiPlugin.yaml", "package.json"];

/** The same for every platform: the bundle is JavaScript. */
function archive(): void {
  const out = join(root, "artifacts");
  mkdirSync(out, { recursive: true });
  for (const platform of [
    "linux-amd64",
    "linux-arm64",
    "darwin-amd64",
    "darwin-arm64",
    "windows-amd64",
  ]) {
    const file = join(out, `${name}-v${schema.version}-${platform}.tar.gz`);
    execFileSync("tar", [
      ...["-czf", file, "-C", folder],
      ...onlyInPackage.map((each) => `--exclude=./${each}`),
      ".",
    ]);
  }
}

void bundle().then(() => {
  if (process.argv.includes("--archive")) archive();
});
