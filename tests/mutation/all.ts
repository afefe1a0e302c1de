import { readdirSync } from "node:fs";
import { join } from "node:path";
// Its hook must hold for every test, not for the first file that loads it.
import "../support/connected";

/**
 * Every test of core and wechat as one file: a mutant then costs one load of the modules and not one
 * for each file. For `npm run test:mutation` alone.
 */
for (const folder of ["core", "wechat"]) {
  const home = join(__dirname, "..", folder);
  for (const file of readdirSync(home).filter((name) => name.endsWith(".test.ts"))) {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- describe() must run at once
    describe(`${folder}/${file}`, () => void require(join(home, file)));
  }
}
