import { PROVIDER } from "../../provider/program/dynamic/reference";
import { scenarios } from "../scenarios";
import { urn as dynamicUrn, withHost } from "../support/host";
import { urn as pluginUrn, withPlugin } from "../support/plugin";
import { coreDriver, type Driver, processDriver } from "./driver";
import { replay } from "./replay";

/** A process that serves all of a describe's tests. */
function oneFor<World>(start: (test: (world: World) => Promise<void>) => Promise<void>) {
  const one: { world?: World } = {};
  let finish: () => void = () => undefined;
  let ended: Promise<void>;
  beforeAll(
    () =>
      new Promise<void>((started, failed) => {
        ended = start((world) => {
          one.world = world;
          started();
          return new Promise((resolve) => (finish = resolve));
        });
        ended.catch(failed);
      }),
  );
  afterAll(() => {
    finish();
    return ended;
  });
  return () => one.world as World;
}

const cases = scenarios.map((scenario, index) => ({ ...scenario, scenario, index }));

async function expectAsCore(
  driver: Driver,
  { scenario, index }: (typeof cases)[number],
): Promise<void> {
  const core = await replay(await coreDriver(), scenario, index);
  expect(await replay(driver, scenario, index)).toEqual(core);
}

describe("the dynamic host, as the core", () => {
  const world = oneFor(withHost);
  it.each(cases.filter(({ isImport }) => isImport !== true))("$claim", (each) => {
    const { printed: lines, ...rest } = world();
    const own = { __provider: PROVIDER };
    return expectAsCore(processDriver({ ...rest, lines, urn: dynamicUrn, own }), each);
  });
});

describe("the plugin, as the core", () => {
  const world = oneFor(withPlugin);
  it.each(cases)("$claim", (each) => {
    const { logged: lines, ...rest } = world();
    return expectAsCore(processDriver({ ...rest, lines, urn: pluginUrn, own: {} }), each);
  });
});
