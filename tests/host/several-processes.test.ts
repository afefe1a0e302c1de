import { chmodSync, existsSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { startProvider } from "../support/engine/double/provider-host";
import { readProject } from "../support/engine/project";
import type { Props } from "../support/engine/value";
import { sent, urn as dynamicUrn } from "../support/host";
import { onPlugin, type PluginWorld, subject, urn, withPlugin } from "../support/plugin";
import { temporaryFolder } from "../support/token-command";
import { PRODUCTION } from "../support/world";

const inputs: Props = { env: PRODUCTION, apiWhitelist: ["/a"] };
const renamed = urn.replace(/::it$/, "::shop::renamed");
const isDeclared = "the program declares this environment in another";

/** Another provider's process of the same engine. */
async function withAnother(
  { emulator, engine, token, logged }: PluginWorld,
  test: (client: PluginWorld["client"]) => Promise<void>,
  { name = "wechat-cloudbase", env = {} } = {},
): Promise<void> {
  const connection = {
    WECHAT_CLOUDBASE_ENDPOINT: emulator.url,
    WECHAT_CLOUDBASE_ACCESS_TOKEN: token,
  };
  const context = {
    project: readProject(join(__dirname, "../support/programs/policies")),
    env: { ...connection, ...env },
    engineAddress: engine.address,
    print: (line: string) => logged.push(`printed: ${line}`),
  };
  const another = await startProvider(name, {}, context);
  await test(another.client).finally(() => another.stop());
}

/** A folder of somebody else's, with what looks like the file of a process that has ended. */
function foreign(folder: string): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "of-1-999999999"), "");
  return folder;
}

function linkElsewhere(folder: string): void {
  mkdirSync(dirname(folder));
  symlinkSync(foreign(`${folder}-elsewhere`), folder);
}

describe("a program with several provider processes", () => {
  onPlugin("keeps a policy that another plugin process declares", async (world) => {
    const { client, emulator, logged } = world;
    const { outputs } = await client.create(urn, inputs);
    const remove = () => client.delete(subject(PRODUCTION), { inputs, outputs });
    await withAnother(world, async (other) => {
      await other.check({ urn: renamed }, {}, inputs);
      await remove();
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a"]);
      expect(logged.join()).toContain(isDeclared);
    });
    await remove();
    expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  });

  onPlugin("puts back a policy beside one whose id begins with the same", async (world) => {
    const { client, emulator } = world;
    const { outputs } = await client.create(urn, inputs);
    await withAnother(world, async (other) => {
      await other.check({ urn: renamed }, {}, { ...inputs, env: `${PRODUCTION}2` });
      await client.delete(subject(PRODUCTION), { inputs, outputs });
    });
    expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  });

  onPlugin("does not pass over what another has put back before the check", async (world) => {
    const { client, emulator } = world;
    const { outputs } = await client.create(urn, inputs);
    await withAnother(world, async (other) => {
      const kept = { inputs, outputs: (await other.create(renamed, inputs)).outputs };
      await client.delete(subject(PRODUCTION), { inputs, outputs });
      expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);

      await other.check({ urn: renamed }, {}, inputs);
      const same = { urn: renamed, id: PRODUCTION };
      expect((await other.diff(same, kept, inputs)).hasChanges).toBe(true);
      await expect(other.update(same, kept, inputs)).rejects.toThrow("somebody else changed");
    });
  });

  it.each(["a dynamic resource becomes the plugin's", "the plugin's becomes dynamic"])(
    "keeps the policy if %s",
    (title) =>
      withPlugin(async (world) => {
        const { client, emulator, logged } = world;
        await withAnother(
          world,
          async (other) => {
            const dynamic = { client: other, urn: dynamicUrn, inputs: sent(inputs) };
            const native = { client, urn: renamed, inputs };
            const [before, after] = title.startsWith("a dynamic")
              ? [dynamic, native]
              : [native, dynamic];
            const { outputs } = await before.client.create(before.urn, before.inputs);
            await after.client.check({ urn: after.urn }, {}, after.inputs);
            const old = { inputs: before.inputs, outputs };
            await before.client.delete({ urn: before.urn, id: PRODUCTION }, old);
          },
          { name: "pulumi-nodejs" },
        );
        expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/a"]);
        expect(logged.join()).toContain(isDeclared);
      }),
  );

  onPlugin("refuses a second resource for an environment under another provider", (world) =>
    withAnother(world, async (other) => {
      expect((await world.client.check({ urn }, {}, inputs)).failures).toEqual([]);
      expect((await other.check({ urn }, {}, inputs)).failures).toEqual([]);
      const { failures } = await other.check({ urn: renamed }, {}, inputs);
      expect(failures).toMatchObject([{ property: "env" }]);
      expect(failures[0]?.reason).toContain('two resources, "it" and "shop::renamed"');
    }),
  );

  it.each<[string, string, (folder: string) => void]>([
    ["cannot be made", "ENOTDIR", (folder) => writeFileSync(dirname(folder), "")],
    ["is a link of somebody else", "it is not this user's alone", linkElsewhere],
    [
      "others may write",
      "it is not this user's alone",
      (folder) => chmodSync(foreign(folder), 0o777),
    ],
  ])("warns once if the folder in which it tells the others %s", (_what, why, prepare) => {
    const parent = join(temporaryFolder(), "tmp");
    const folder = join(parent, `wechat-cloudbase-${process.getuid?.()}`);
    prepare(folder);
    return withPlugin((world) =>
      withAnother(
        world,
        async (other) => {
          for (const each of [urn, urn]) await other.check({ urn: each }, {}, inputs);
          const warnings = world.logged.filter((line) => line.includes("cannot write into"));
          expect(warnings).toEqual([expect.stringContaining(`(${why})`)]);
          if (existsSync(folder)) expect(readdirSync(folder)).toEqual(["of-1-999999999"]);
        },
        { env: { TMPDIR: parent } },
      ),
    );
  });
});
