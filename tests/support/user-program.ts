import { PRODUCTION, type World } from "./world";

/** The modules of the package that declare a policy: the dynamic resource, and the one on the plugin. */
export type Entry = "pulumi-wechat-cloudbase" | "pulumi-wechat-cloudbase/native";

const body = `const policy = new CloudAccessTokenPolicy("production", {
  env: "${PRODUCTION}",
  apiWhitelist: ["/wxa/msg_sec_check"],
});
`;

// The annotation fails to compile where program and package have two copies of the SDK.
const typed = (entry: Entry) => `import type { Output } from "@pulumi/pulumi";
import { CloudAccessTokenPolicy } from "${entry}";

${body}
export const version: Output<number> = policy.version;
`;

/** The program of ten lines that the README begins with, in each form that Pulumi runs. */
export const programs = {
  CommonJS: {
    file: "index.js",
    text: (entry: Entry) => `const { CloudAccessTokenPolicy } = require("${entry}");

${body}
exports.version = policy.version;
`,
  },
  ESM: {
    file: "index.mjs",
    text: (entry: Entry) => `import { CloudAccessTokenPolicy } from "${entry}";

${body}
export const version = policy.version;
`,
  },
  TypeScript: { file: "index.ts", text: typed },
  "ESM TypeScript": { file: "index.ts", text: typed },
} as const;

/** A form of a program; the ESM ones want `"type": "module"` in package.json. */
export type Form = keyof typeof programs;

/** Plays that program's life, and looks at WeChat's record and at the state after each step. */
export async function goesUpAndDown(world: World): Promise<void> {
  const { stack, emulator } = world;
  expect((await world.up()).outputs).toEqual({ version: 2 });
  expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
  expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/wxa/msg_sec_check"]);
  expect(await world.state()).toMatchObject({
    production: {
      id: PRODUCTION,
      inputs: { env: PRODUCTION, apiWhitelist: ["/wxa/msg_sec_check"] },
      outputs: { version: 2, original: { open: true, apiWhitelist: ["/*"] } },
    },
  });

  expect((await world.succeeds(() => stack.refresh())).refreshed).toEqual({ same: 1 });
  expect(world.sent).toEqual({ get: 1, set: 0, applies: 0 });

  await world.succeeds(() => stack.destroy());
  expect(world.sent).toEqual({ get: 2, set: 1, applies: 1 });
  expect(emulator.policy(PRODUCTION).apiWhitelist).toEqual(["/*"]);
  expect(await world.state()).toEqual({});
}
