import { rm, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { format } from "prettier";
import type { Engine } from "./engine";
import { adapters, type Declared, policy, PRODUCTION, STAGING, World } from "./world";

const authorizerAppId = "wx0000000000000001";
const declared = {
  authorizerAppId,
  open: true,
  onConflict: "overwrite",
  onDelete: "restore",
  restoreTo: ["/declared"],
};

/** What a release keeps the states of. A new input or output goes into `full`. */
const programs: Record<string, Declared[]> = {
  plain: [
    policy("staging", STAGING, ["/*"]),
    policy("production", PRODUCTION, ["/wxa/msg_sec_check", "/wxa/img_sec_check"]),
  ],
  full: [
    policy("production", PRODUCTION, ["/a"], declared),
    policy("staging", STAGING, [], { authorizerAppId, onDelete: "revoke" }),
  ],
};

/** Runs each program with each adapter as users have it, and writes the exported states to `folder`. */
export async function keepStates(engine: Engine, folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const adapter of adapters) {
    for (const [name, policies] of Object.entries(programs)) {
      const world = await World.on(engine, { adapter });
      try {
        world.stack.env["WECHAT_CLOUDBASE_REFRESH_BEFORE_UPDATE"] = undefined;
        await world.declare(...policies).up();
        const { text } = await world.stack.exportState();
        const json = await format(text, { parser: "json" });
        await writeFile(join(folder, `${adapter}-${name}.json`), json);
      } finally {
        await world.remove();
      }
    }
  }
}
