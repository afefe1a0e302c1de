import { rm, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import type { Engine } from "./engine";
import { adapters, type Declared, PRODUCTION, STAGING, World } from "./world";

/** What a release keeps the states of. A new input or output goes into `full`. */
const programs: Record<string, Declared[]> = {
  plain: [
    { name: "staging", args: { env: STAGING, apiWhitelist: ["/*"] } },
    {
      name: "production",
      args: { env: PRODUCTION, apiWhitelist: ["/wxa/msg_sec_check", "/wxa/img_sec_check"] },
    },
  ],
  full: [
    {
      name: "production",
      args: {
        env: PRODUCTION,
        authorizerAppId: "wx0000000000000001",
        apiWhitelist: ["/a"],
        open: true,
        onConflict: "overwrite",
        onDelete: "restore",
        restoreTo: ["/declared"],
      },
    },
    {
      name: "staging",
      args: {
        env: STAGING,
        authorizerAppId: "wx0000000000000001",
        apiWhitelist: [],
        onDelete: "revoke",
      },
    },
  ],
};

/** Runs each program with each adapter as users have it, and writes the exported states to `folder`. */
export async function keepStates(engine: Engine, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const adapter of adapters) {
    for (const [name, declared] of Object.entries(programs)) {
      const world = await World.on(engine, { adapter });
      try {
        world.stack.env["WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE"] = undefined;
        await world.declare(...declared).up();
        const { text } = await world.stack.exportState();
        await writeFile(
          join(folder, `${adapter}-${name}.json`),
          await format(text, { parser: "json" }),
        );
      } finally {
        await world.remove();
      }
    }
  }
}
