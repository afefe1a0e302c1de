import { isFound } from "../docs/found";
import { findEngines } from "../support/engine";
import { pack } from "../support/installed";
import { type Entry, goesUpAndDown } from "../support/user-program";
import { World } from "../support/world";
import { managers } from "./managers";
import { clear, shelf } from "./tools";
import { kitFor, UserProject } from "./user-project";
import { ways } from "./ways";

/** The script of the project's own SDK that runs its program. */
const runner = /^(?!\.\.).*@pulumi\/pulumi\/cmd\/run/;
/** The project's own script that serves the resource of each entry. */
const hosts: Record<Entry, RegExp> = {
  "pulumi-wechat-cloudbase": /^(?!\.\.).*@pulumi\/pulumi\/cmd\/dynamic-provider/,
  "pulumi-wechat-cloudbase/native": /^(?!\.\.).*pulumi-wechat-cloudbase\/plugin\/index\.js$/,
};
const entries = Object.keys(hosts) as Entry[];
const { engines, cli, skipped } = findEngines();
/** The double starts programs with Node.js. */
const enginesOfBun = cli && isFound("pulumi-language-bun") ? [cli] : [];
const { tarball } = pack(shelf);
const seconds = (since: number) => Math.round((Date.now() - since) / 1000);

afterAll(clear);

for (const reason of skipped) it.skip(`skipped: ${reason}`, () => undefined);

for (const way of ways) {
  const name = `${way.manager}${way.isWorkspace ? " workspaces" : ""}, ${way.form}`;
  const title = `${name}, SDK ${way.sdk}, Node.js ${way.node}`;
  const isBun = way.manager === "bun";
  const used = isBun ? enginesOfBun : engines;
  const kit = used.length > 0 ? kitFor(way) : "no Pulumi CLI with its host for Bun was found";
  if (typeof kit === "string") {
    it.skip(`${title} skipped: ${kit}`, () => undefined);
    continue;
  }

  describe(title, () => {
    const project = new UserProject(way, kit);
    const line = [name, `${managers[way.manager].command} ${kit.manager.version}`];

    beforeAll(async () => {
      const began = Date.now();
      await project.install(tarball);
      line.push(`SDK ${project.sdk}`, `Node.js ${kit.node.version}`, `install ${seconds(began)} s`);
    });
    afterAll(() => {
      process.stdout.write(`${line.join(", ")}\n`);
      project.remove();
    });

    const cases = entries.flatMap((entry) =>
      used.map((engine) => [entry, engine.kind, engine] as const),
    );
    it.each(cases)("%s goes up and down [%s]", async (entry, kind, engine) => {
      const began = Date.now();
      project.declare(entry);
      const world = await World.on(engine, { projectDir: project.folder });
      Object.assign(world.stack.env, project.recordingEnv);
      try {
        await goesUpAndDown(world);
      } finally {
        await world.remove();
      }
      const ran = project.ran();
      for (const pattern of [runner, hosts[entry]])
        expect(ran.filter(({ script }) => pattern.test(script))).not.toEqual([]);
      const runtimes = [
        ...(isBun ? [`Bun ${kit.manager.version}`] : []),
        `Node.js ${kit.node.version}`,
      ];
      expect([...new Set(ran.map(({ runtime }) => runtime))].sort()).toEqual(runtimes);
      line.push(`${entry.endsWith("native") ? "plugin" : "dynamic"} ${kind} ${seconds(began)} s`);
    });
  });
}
