import pc from "picocolors";
import { selectEngine } from "../../tests/support/engine";
import { Screen } from "./screen";
import { tellStory } from "./story";

async function main(): Promise<void> {
  await tellStory(await selectEngine(), new Screen((text) => process.stdout.write(`${text}\n`)));
}

main().catch((error: unknown) => {
  process.stderr.write(
    `\n${pc.red("The demo failed:")} ${error instanceof Error ? error.message : String(error)}\n`,
  );
  process.exitCode = 1;
});
