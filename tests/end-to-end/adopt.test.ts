import { symlinkSync } from "node:fs";
import { join } from "node:path";
import { adopt } from "../../cli/adopt";
import { inventory } from "../../cli/inventory";
import { type Emulator, startEmulator } from "../../emulator";
import { closeAfterTest } from "../support/connected";
import { runHere, variablesFor } from "../support/cli";
import { findEngines } from "../support/engine";
import { project } from "../support/installed";
import { adapters, nothing, PRODUCTION, STAGING, World } from "../support/world";

const own = project("npm");
afterAll(() => own.remove());

const { engine } = findEngines();

describe("a project that adopt has written", () => {
  it.each(adapters)(
    `goes up without a write and is settled [%s, ${engine.kind}]`,
    async (adapter) => {
      const file = join(own.folder, `${adapter}.json`);
      const projectDir = join(own.folder, adapter);
      const edit = (each: Emulator) =>
        each.editInConsole(PRODUCTION, { apiWhitelist: ["/b", "/a"] });
      const seen = closeAfterTest(await startEmulator());
      edit(seen);
      const { appId } = seen.policy(PRODUCTION);
      const variables = variablesFor(seen, seen.issueToken({ appId }));
      await runHere(inventory, ["--format", "json", "--out", file], variables);
      const native = adapter === "native" ? ["--native"] : [];
      await runHere(adopt, ["--from", file, "--out", projectDir, ...native], {});
      // Where `npm install` would put the packages.
      symlinkSync(join(own.folder, "node_modules"), join(projectDir, "node_modules"));

      const world = await World.on(engine, { projectDir });
      try {
        edit(world.emulator);
        expect((await world.up()).changes).toEqual({ create: 2 });
        expect(world.sent).toEqual({ get: 2, set: 0, applies: 0 });
        const { exitCode } = await world.stack.preview({ refresh: true, expectNoChanges: true });
        expect(exitCode).toBe(0);
        await world.succeeds(() => world.stack.destroy());
        expect([world.live(PRODUCTION), world.live(STAGING)]).toEqual([["/b", "/a"], ["/*"]]);
        expect(world.sent).toMatchObject({ set: nothing.set });
      } finally {
        await world.remove();
      }
    },
  );
});
