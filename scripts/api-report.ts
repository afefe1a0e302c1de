import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { Extractor, ExtractorConfig, ExtractorLogLevel } from "@microsoft/api-extractor";

/**
 * Writes what each export of the package offers to `etc/<export>.api.md`, from the types in `dist`. With
 * `--check` it writes nothing, names the reports that no longer hold, and exits 1.
 */
const root = join(__dirname, "..");
const manifest = join(root, "package.json");
const folder = join(root, "etc");
const { exports: entries } = JSON.parse(readFileSync(manifest, "utf8")) as {
  exports: Record<string, string | { types: string }>;
};

/** Says whether the report held; writes it if `isLocal`. */
function report(name: string, types: string, { isLocal }: { isLocal: boolean }): boolean {
  const temporary = mkdtempSync(join(tmpdir(), "api-report-"));
  const off = { logLevel: ExtractorLogLevel.None };
  const config = ExtractorConfig.prepare({
    configObject: {
      projectFolder: root,
      mainEntryPointFilePath: join(root, types),
      compiler: { tsconfigFilePath: join(root, "tsconfig.build.json") },
      newlineKind: "lf",
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: folder,
        reportTempFolder: temporary,
        // Members that a class or an interface inherits are API too.
        includeForgottenExports: true,
      },
      messages: {
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Warning, addToApiReportFile: true },
          "ae-forgotten-export": off,
          "ae-missing-release-tag": off,
          "ae-undocumented": off,
        },
        tsdocMessageReporting: { default: off },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: manifest,
  });
  const { apiReportChanged } = Extractor.invoke(config, {
    localBuild: isLocal,
    messageCallback: (message) => {
      message.handled = true;
    },
  });
  rmSync(temporary, { recursive: true });
  return !apiReportChanged;
}

const isCheck = process.argv.includes("--check");
mkdirSync(folder, { recursive: true });
for (const [path, entry] of Object.entries(entries)) {
  if (typeof entry === "string") continue;
  const name = path === "." ? "index" : basename(path);
  if (report(name, entry.types, { isLocal: !isCheck })) continue;
  const says = isCheck
    ? "does not hold: run `npm run generate` and look at its diff"
    : "is written";
  process.stdout.write(`etc/${name}.api.md ${says}\n`);
  if (isCheck) process.exitCode = 1;
}
